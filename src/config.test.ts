import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, test } from 'node:test'
import { type Config, readConfig, settingsReference } from './config.ts'
import { AppError } from './domain/error.ts'

type Environment = Record<string, string | undefined>

const folder = mkdtempSync(join(tmpdir(), 'livecensus-config-'))
after(() => rmSync(folder, { recursive: true }))

/** A file of this text; its path. */
function aFile(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const keys = { TWITCH_CLIENT_ID: 'my-client', TWITCH_CLIENT_SECRET: 'hunter2-hunter2' }
const kickKeys = { KICK_CLIENT_ID: 'our-kick', KICK_CLIENT_SECRET: 'hunter3-hunter3' }
const youtubeKey = { YOUTUBE_API_KEY: 'hunter4-hunter4' }

/** What reading an environment is refused with. */
function refusalOf(environment: Environment): string {
  try {
    readConfig(environment)
  } catch (error) {
    assert.ok(error instanceof AppError)
    assert.equal(error.code, 'invalid')
    return error.message
  }
  return assert.fail('it is taken')
}

test('without any setting everything has its default', () =>
  assert.deepEqual(readConfig({}), {
    dataDir: resolve('data'),
    databaseUrl: null,
    databasePoolSize: 10,
    host: '127.0.0.1',
    port: 8_000,
    sweepIntervalMs: 300_000,
    maxStreamsPerSweep: null,
    retryAttempts: 3,
    platforms: [],
    applications: {},
    youtube: null,
    youtubeDerivedMetricsAccepted: false,
    rankCoverage: 0.8,
    demoScale: 3_000,
    logLevel: 'info',
    corsOrigins: '*',
  } satisfies Config))

test('the reference names every setting once, with the default that holds', () => {
  const names = settingsReference.map(setting => setting.name)
  assert.deepEqual([...new Set(names)], names)
  const written = Object.fromEntries(
    settingsReference.map(({ name, fallback }) => [name, fallback ?? undefined]),
  )
  assert.deepEqual(readConfig(written), readConfig({}))
  for (const { description } of settingsReference) assert.match(description, /\.$/)
})

const good: { environment: Environment; expected: Partial<Config> }[] = [
  { environment: { DATA_DIR: '/var/lib/census' }, expected: { dataDir: '/var/lib/census' } },
  { environment: { DATA_DIR: '../x' }, expected: { dataDir: resolve('../x') } },
  {
    environment: { DATABASE_URL: 'postgres://a:b@db:5432/c' },
    expected: { databaseUrl: 'postgres://a:b@db:5432/c' },
  },
  {
    environment: { DATABASE_URL: 'postgresql://db/c?sslmode=require' },
    expected: { databaseUrl: 'postgresql://db/c?sslmode=require' },
  },
  { environment: { DATABASE_POOL_SIZE: '2' }, expected: { databasePoolSize: 2 } },
  { environment: { DATABASE_POOL_SIZE: '200' }, expected: { databasePoolSize: 200 } },
  { environment: { HOST: '::' }, expected: { host: '::' } },
  { environment: { PORT: '0' }, expected: { port: 0 } },
  { environment: { PORT: '65535' }, expected: { port: 65_535 } },
  { environment: { SWEEP_INTERVAL: '1s' }, expected: { sweepIntervalMs: 1_000 } },
  { environment: { SWEEP_INTERVAL: '90s' }, expected: { sweepIntervalMs: 90_000 } },
  { environment: { SWEEP_INTERVAL: '60m' }, expected: { sweepIntervalMs: 3_600_000 } },
  { environment: { SWEEP_INTERVAL: '1h' }, expected: { sweepIntervalMs: 3_600_000 } },
  { environment: { MAX_STREAMS_PER_SWEEP: '1' }, expected: { maxStreamsPerSweep: 1 } },
  { environment: { RETRY_ATTEMPTS: '20' }, expected: { retryAttempts: 20 } },
  { environment: { LOG_LEVEL: 'silent' }, expected: { logLevel: 'silent' } },
  { environment: { CORS_ORIGINS: ' * ' }, expected: { corsOrigins: '*' } },
  {
    environment: { CORS_ORIGINS: 'https://a.example, http://localhost:3000' },
    expected: { corsOrigins: ['https://a.example', 'http://localhost:3000'] },
  },
  {
    environment: keys,
    expected: {
      platforms: ['twitch'],
      applications: {
        twitch: {
          clientId: 'my-client',
          clientSecret: 'hunter2-hunter2',
          apiUrl: 'https://api.twitch.tv/helix',
          authUrl: 'https://id.twitch.tv/oauth2',
        },
      },
    },
  },
  {
    environment: {
      ...keys,
      PLATFORMS: 'twitch, twitch',
      TWITCH_API_URL: 'http://127.0.0.1:9/helix/',
      TWITCH_AUTH_URL: 'http://127.0.0.1:9/oauth2//',
    },
    expected: {
      platforms: ['twitch'],
      applications: {
        twitch: {
          clientId: 'my-client',
          clientSecret: 'hunter2-hunter2',
          apiUrl: 'http://127.0.0.1:9/helix',
          authUrl: 'http://127.0.0.1:9/oauth2',
        },
      },
    },
  },
  {
    environment: { ...kickKeys, PLATFORMS: 'kick' },
    expected: {
      platforms: ['kick'],
      applications: {
        kick: {
          clientId: 'our-kick',
          clientSecret: 'hunter3-hunter3',
          apiUrl: 'https://api.kick.com',
          authUrl: 'https://id.kick.com',
        },
      },
    },
  },
  {
    environment: youtubeKey,
    expected: {
      platforms: ['youtube'],
      youtube: {
        apiKey: 'hunter4-hunter4',
        apiUrl: 'https://youtube.googleapis.com/youtube/v3',
        quota: { search: 100, default: 10_000 },
      },
    },
  },
  {
    environment: {
      ...youtubeKey,
      YOUTUBE_API_URL: 'http://127.0.0.1:9/youtube/v3/',
      YOUTUBE_SEARCHES_PER_DAY: '0',
      YOUTUBE_UNITS_PER_DAY: '50000',
    },
    expected: {
      platforms: ['youtube'],
      youtube: {
        apiKey: 'hunter4-hunter4',
        apiUrl: 'http://127.0.0.1:9/youtube/v3',
        quota: { search: 0, default: 50_000 },
      },
    },
  },
  ...['true', 'TRUE', '1', 'yes', 'on'].map(text => ({
    environment: { YOUTUBE_DERIVED_METRICS_ACCEPTED: text },
    expected: { youtubeDerivedMetricsAccepted: true },
  })),
  ...['false', '0', 'No', 'off'].map(text => ({
    environment: { YOUTUBE_DERIVED_METRICS_ACCEPTED: text },
    expected: { youtubeDerivedMetricsAccepted: false },
  })),
  { environment: { YOUTUBE_API_URL: 'http://127.0.0.1:9' }, expected: { youtube: null } },
  ...(['0', '1', '.5', '0.85'] as const).map(text => ({
    environment: { RANK_COVERAGE: text },
    expected: { rankCoverage: Number(text) },
  })),
]

for (const { environment, expected } of good)
  test(`${JSON.stringify(environment)} is taken`, () =>
    assert.deepEqual(readConfig(environment), { ...readConfig({}), ...expected }))

const bad: Record<string, readonly string[]> = {
  DATABASE_URL: ['db', 'mysql://a/b', 'http://a/b', '//a/b'],
  DATABASE_POOL_SIZE: ['1', '201', 'ten', '2.5', '-3', '1e2', ' 5', '0x10'],
  PORT: ['65536', '-1', 'http', '99999999999999999999'],
  SWEEP_INTERVAL: ['5', '5 m', '0s', '61m', '2h', '1d', '-5m', '1.5m', 'm', '5M'],
  MAX_STREAMS_PER_SWEEP: ['0', '-1', 'all', '10000001'],
  RETRY_ATTEMPTS: ['0', '21', 'x'],
  PLATFORMS: ['mixer', 'Twitch', ',', 'twitch kick'],
  TWITCH_API_URL: ['api.twitch.tv', 'ftp://a', 'https://'],
  TWITCH_AUTH_URL: ['id.twitch.tv', 'postgres://a'],
  KICK_API_URL: ['api.kick.com', 'ftp://a'],
  KICK_AUTH_URL: ['id.kick.com', 'postgres://a'],
  YOUTUBE_API_KEY: ['hunter4 hunter4', 'hunter4\nhunter4', 'hünter4'],
  YOUTUBE_API_URL: ['youtube.googleapis.com', 'ftp://a'],
  YOUTUBE_SEARCHES_PER_DAY: ['-1', 'many', '10000001'],
  YOUTUBE_UNITS_PER_DAY: ['0', '-1', '10k'],
  YOUTUBE_DERIVED_METRICS_ACCEPTED: ['accepted', '2', 'ja'],
  RANK_COVERAGE: ['80', '1.1', '-0.5', '0,8', '80%', '1e-1', '.'],
  DEMO_SCALE: ['9', '120001', 'large'],
  LOG_LEVEL: ['verbose', 'INFO', ' info'],
  CORS_ORIGINS: [
    'example.org',
    'https://a.example/',
    'https://a.example/path',
    'https://A.example',
    '*,https://a.example',
    ',',
    'null',
  ],
}

for (const [name, values] of Object.entries(bad))
  for (const value of values)
    test(`${name} may not be ${JSON.stringify(value)}, and one sentence says so`, () => {
      const message = refusalOf({ ...keys, [name]: value })
      assert.ok(message.startsWith(`Settings are not right: ${name} `), message)
      assert.match(message, /^[^;]*\.$/, 'one fault is one')
    })

test('every setting that can be wrong is tried with wrong values', () => {
  const free = ['DATA_DIR', 'HOST', ...Object.keys(keys), ...Object.keys(kickKeys)]
  assert.deepEqual(
    settingsReference.map(setting => setting.name).filter(name => !free.includes(name)),
    Object.keys(bad).toSorted(inReference),
  )
})

function inReference(a: string, b: string): number {
  const names = settingsReference.map(setting => setting.name)
  return names.indexOf(a) - names.indexOf(b)
}

test('all faults are told at once, each by its name', () => {
  const environment = Object.fromEntries(
    Object.entries(bad).map(([name, values]) => [name, values[0]]),
  )
  const message = refusalOf({ ...environment, TWITCH_CLIENT_ID: 'alone' })
  for (const name of [...Object.keys(bad), 'TWITCH_CLIENT_SECRET'])
    assert.match(message, new RegExp(`\\b${name}\\b`))
  assert.equal(message.split('; ').length, Object.keys(bad).length + 1)
})

test('an empty value counts as unset', () => {
  const empty = Object.fromEntries(settingsReference.map(({ name }) => [name, '']))
  assert.deepEqual(readConfig(empty), readConfig({}))
})

test("an application's keys go together", () => {
  for (const name of Object.keys({ ...keys, ...kickKeys })) {
    const platform = name.split('_')[0]
    const fault = `${platform}_CLIENT_ID and ${platform}_CLIENT_SECRET go together`
    assert.match(refusalOf({ [name]: 'x' }), new RegExp(fault))
  }
})

test('a platform that is named needs its keys', () => {
  assert.match(refusalOf({ PLATFORMS: 'twitch' }), /PLATFORMS .* needs TWITCH_CLIENT_ID/)
  assert.match(refusalOf({ ...keys, PLATFORMS: 'twitch,kick' }), /kick, which needs KICK_CLIENT_ID/)
  assert.match(refusalOf({ ...keys, PLATFORMS: 'youtube' }), /youtube, which needs YOUTUBE_API_KEY/)
  assert.match(
    refusalOf({ ...keys, PLATFORMS: 'picarto' }),
    /PLATFORMS names picarto, which this version cannot sweep yet .*twitch, kick, youtube/,
  )
})

test('every platform that has keys is swept unless PLATFORMS leaves it out', () => {
  const all = { ...keys, ...kickKeys, ...youtubeKey }
  assert.deepEqual(readConfig(all).platforms, ['twitch', 'kick', 'youtube'])
  assert.deepEqual(readConfig({ ...all, PLATFORMS: 'youtube,kick' }).platforms, ['kick', 'youtube'])
})

for (const { name } of settingsReference)
  test(`${name} may come from a file`, () => {
    const value = {
      ...keys,
      ...kickKeys,
      ...youtubeKey,
      DATA_DIR: '/x',
      DATABASE_URL: 'postgres://a/b',
      DATABASE_POOL_SIZE: '7',
      HOST: '0.0.0.0',
      PORT: '7',
      SWEEP_INTERVAL: '7m',
      MAX_STREAMS_PER_SWEEP: '7',
      RETRY_ATTEMPTS: '7',
      PLATFORMS: 'twitch',
      TWITCH_API_URL: 'http://a',
      TWITCH_AUTH_URL: 'http://b',
      KICK_API_URL: 'http://c',
      KICK_AUTH_URL: 'http://d',
      YOUTUBE_API_URL: 'http://e',
      YOUTUBE_SEARCHES_PER_DAY: '7',
      YOUTUBE_UNITS_PER_DAY: '7',
      YOUTUBE_DERIVED_METRICS_ACCEPTED: 'true',
      RANK_COVERAGE: '0.7',
      DEMO_SCALE: '100000',
      LOG_LEVEL: 'warn',
      CORS_ORIGINS: 'http://c',
    }[name]
    assert.ok(value, 'it is tried')
    const { [name]: _, ...rest } = { ...keys, ...kickKeys, ...youtubeKey } as Environment
    const fromFile = { ...rest, [`${name}_FILE`]: aFile(name, `\n${value}\n`) }
    assert.deepEqual(readConfig(fromFile), readConfig({ ...rest, [name]: value }))
    assert.notDeepEqual(readConfig({ ...rest, [name]: value }), readConfig({}))
  })

test('a value goes before a file of it, an empty one does not', () => {
  const path = aFile('port', '7')
  assert.equal(readConfig({ PORT: '8', PORT_FILE: path }).port, 8)
  assert.equal(readConfig({ PORT: '', PORT_FILE: path }).port, 7)
  assert.equal(readConfig({ PORT_FILE: '' }).port, 8_000)
})

test('a file with nothing in it counts as unset', () => {
  const path = aFile('empty', ' \n')
  const files = Object.fromEntries(settingsReference.map(({ name }) => [`${name}_FILE`, path]))
  assert.deepEqual(readConfig(files), readConfig({}))
})

test('a file that is not there is a fault that names the setting and the file', () => {
  const message = refusalOf({ ...keys, DATABASE_URL_FILE: '/no/such/file' })
  assert.match(message, /DATABASE_URL .*DATABASE_URL_FILE.*\/no\/such\/file/)
})

test('a wrong value from a file is a fault of its setting', () =>
  assert.match(refusalOf({ PORT_FILE: aFile('bad-port', 'x') }), /: PORT must be/))

test('no secret is repeated in a message', () => {
  const secret = 'hunter2-hunter2'
  const wrong = {
    DATABASE_URL: `mysql://user:${secret}@db/x`,
    TWITCH_CLIENT_SECRET: secret,
    TWITCH_API_URL: `ftp://${secret}@x`,
    TWITCH_AUTH_URL: `ftp://${secret}@x`,
    YOUTUBE_API_KEY: `${secret} ${secret}`,
    YOUTUBE_API_URL: `ftp://${secret}@x`,
    PORT: 'x',
  }
  assert.doesNotMatch(refusalOf(wrong), new RegExp(secret))
  const path = aFile('secret', `mysql://user:${secret}@db/x`)
  assert.doesNotMatch(refusalOf({ DATABASE_URL_FILE: path }), new RegExp(secret))
})

test('what holds a secret is marked as secret', () =>
  assert.deepEqual(
    settingsReference.filter(setting => setting.secret).map(setting => setting.name),
    ['DATABASE_URL', 'TWITCH_CLIENT_SECRET', 'KICK_CLIENT_SECRET', 'YOUTUBE_API_KEY'],
  ))

test('the config is frozen through and through', () => {
  const config = readConfig({ ...keys, ...youtubeKey, CORS_ORIGINS: 'https://a.example' })
  const { platforms, applications, youtube, corsOrigins } = config
  const parts = [config, platforms, applications, applications.twitch, corsOrigins]
  for (const part of [...parts, youtube, youtube?.quota]) assert.ok(Object.isFrozen(part))
})

/** What a process in `folder` with this environment and this `.env` reads; or its last words. */
function load(dotEnv: string | null, environment: Record<string, string>): Partial<Config> {
  if (dotEnv !== null) aFile('.env', dotEnv)
  const script = `import(${JSON.stringify(new URL('./config.ts', import.meta.url).href)})
    .then(({ loadConfig }) => console.log(JSON.stringify(loadConfig())))`
  const answer = execFileSync(process.execPath, ['-e', script], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...environment },
    encoding: 'utf8',
  })
  return JSON.parse(answer)
}

test('what the environment leaves open is read from .env in the working folder', () => {
  const { port, host } = load('PORT=7\nHOST="::1" # a comment\n', { PORT: '8' })
  assert.deepEqual([port, host], [8, '::1'])
})

test('an empty value in the environment leaves its setting to .env', () => {
  const { port } = load('PORT=7', { PORT: '' })
  assert.equal(port, 7)
})

test('a file that the environment names goes before a value in .env', () => {
  const { port } = load('PORT=7', { PORT_FILE: aFile('port-of-all', '9') })
  assert.equal(port, 9)
})

test('a .env that is not there is nothing', () => {
  rmSync(join(folder, '.env'), { force: true })
  assert.equal(load(null, {}).port, 8_000)
})
