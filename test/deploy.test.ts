// Holds deploy/ as it is written: what runs, who waits for whom, what is open and what is not.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { settingsReference } from '../src/config.ts'
import { runCommand } from './command.ts'
import { readCompose, type Service } from './deploy-compose.ts'
import { readDockerignore } from './deploy-ignore.ts'
import { readDockerfile } from './deploy-image.ts'

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')
const composeText = read('deploy/compose.yaml')
const { services, volumes } = readCompose(composeText)
const override = readCompose(read('deploy/compose.dev.yaml'))
const image = readDockerfile(read('deploy/Dockerfile'))
const { db, api, collector } = services
assert.ok(db && api && collector)
const apps: readonly (readonly [name: string, service: Service])[] = [
  ['api', api],
  ['collector', collector],
]

test('three services run: a database, the API and the collector, the last two from one image', () => {
  assert.deepEqual(Object.keys(services), ['db', 'api', 'collector'])
  for (const [, app] of apps) {
    assert.deepEqual(app.build, { context: '.', dockerfile: 'deploy/Dockerfile' })
    assert.equal(app.image, 'livecensus')
  }
  for (const service of Object.values(services)) assert.equal(service.restart, 'unless-stopped')
})

test('images are pinned, the Node of the image is the one of the project', () => {
  const { dependencies } = JSON.parse(read('package.json')) as {
    dependencies: Record<string, string>
  }
  assert.equal(image.base, `node:${dependencies.node}-trixie-slim`)
  assert.match(db.image ?? '', /^postgres:18-\w+$/)
})

test('the database keeps its data in postgres_data, where PostgreSQL 18 looks for it', () => {
  assert.deepEqual(db.volumes, ['postgres_data:/var/lib/postgresql'])
  assert.deepEqual(Object.keys(volumes ?? {}), ['postgres_data'])
})

test('port 5432 is for the other services only', () => {
  assert.deepEqual(db.expose, ['5432'])
  assert.equal(db.ports, undefined)
  assert.equal(override.services.db, undefined)
})

test('the API alone is published, on port 8000', () => {
  assert.deepEqual([api.ports, collector.ports], [['8000:8000'], undefined])
  assert.deepEqual(image.ports, ['8000'])
  assert.deepEqual([image.env.HOST, image.env.PORT], ['0.0.0.0', '8000'])
})

test('the API and the collector wait for a healthy database', () => {
  for (const [, app] of apps)
    assert.deepEqual(app.depends_on, { db: { condition: 'service_healthy' } })
})

test('every service has a health check', () => {
  const checks = Object.values(services).map(service => service.healthcheck?.test.slice(0, 2))
  assert.deepEqual(checks, [
    ['CMD', 'pg_isready'],
    ['CMD', 'node'],
    ['CMD', 'node'],
  ])
  // The server that makes the database is not reached by TCP and must not count.
  assert.ok(db.healthcheck?.test.includes('--host=127.0.0.1'))
  assert.deepEqual(api.healthcheck?.test, ['CMD', ...image.healthcheck])
})

test('nothing runs as root, writes to its image or can gain a right', () => {
  assert.deepEqual([image.user, db.user], ['node', 'postgres'])
  for (const [, app] of apps) assert.equal(app.user, undefined)
  for (const service of Object.values(services)) {
    assert.equal(service.read_only, true)
    assert.deepEqual(service.cap_drop, ['ALL'])
    assert.deepEqual(service.security_opt, ['no-new-privileges:true'])
    assert.deepEqual([service.cap_add, service.privileged], [undefined, undefined])
  }
})

test('every command is one of the command line', async () => {
  const { stdout } = await runCommand(['--help'], {})
  const known = [...stdout.matchAll(/^ {2}([a-z]+) /gm)].map(match => match[1])
  const used = [image.command, ...apps.map(([, app]) => app.command ?? [])]
  assert.deepEqual(
    used.map(([name]) => name),
    ['serve', 'serve', 'work'],
  )
  for (const [name] of used) assert.ok(known.includes(name), `${name} is none of ${known}`)
})

test('every name in an environment is a setting, or one of the PostgreSQL image', () => {
  const known = settingsReference.flatMap(({ name }) => [name, `${name}_FILE`])
  const ofImage = ['POSTGRES_USER', 'POSTGRES_DB', 'POSTGRES_PASSWORD', 'POSTGRES_INITDB_ARGS']
  for (const name of Object.keys(image.env).filter(name => name !== 'NODE_ENV'))
    assert.ok(known.includes(name), name)
  for (const [, app] of apps)
    for (const name of Object.keys(app.environment ?? {})) assert.ok(known.includes(name), name)
  assert.deepEqual(Object.keys(db.environment ?? {}), ofImage)
  for (const [, name = ''] of composeText.matchAll(/\$\{(\w+)/g))
    assert.ok([...known, 'POSTGRES_PASSWORD'].includes(name), name)
})

test('without the password nothing starts, and a sentence says why', () => {
  const required = [...composeText.matchAll(/\$\{(\w+):\?([^}]+)\}/g)]
  assert.deepEqual(new Set(required.map(match => match[1])), new Set(['POSTGRES_PASSWORD']))
  for (const [, name, sentence] of required)
    assert.match(sentence ?? '', /set it.* in \.env$/, name)
  assert.doesNotMatch(composeText, /\$\{\w+(?!:\?|\w)/, 'every other value has its default')
})

test('every setting of a platform comes from outside, and none is demanded', () => {
  const ofPlatforms = settingsReference.filter(({ name }) => /^(TWITCH|KICK|YOUTUBE)_/.test(name))
  assert.ok(ofPlatforms.length > 10)
  for (const [, app] of apps)
    for (const { name } of ofPlatforms) assert.equal(app.environment?.[name], null, name)
})

test('what the database is made with is what the API and the collector ask for', () => {
  const { POSTGRES_USER, POSTGRES_DB, POSTGRES_PASSWORD } = db.environment ?? {}
  const url = `postgres://${POSTGRES_USER}:${POSTGRES_PASSWORD}@db:5432/${POSTGRES_DB}`
  for (const [, app] of apps) assert.equal(app.environment?.DATABASE_URL, url)
})

test('in development both run the checkout, with the packages of the image', () => {
  assert.deepEqual(Object.keys(override.services), ['api', 'collector'])
  for (const service of Object.values(override.services)) {
    assert.deepEqual(service.volumes, [`.:${image.folder}`, `${image.folder}/node_modules`])
    const [node, watch, ...rest] = service.entrypoint ?? []
    assert.deepEqual([[node, ...rest], watch], [image.entrypoint, '--watch'])
  }
})

test('no secret, no data, no test and no tool gets into the image', () => {
  const isIgnored = readDockerignore(read('.dockerignore'))
  const kept = [
    'package.json',
    'package-lock.json',
    'src/main.ts',
    'src/store/migrations/0001_census.sql',
    'deploy/health.ts',
  ]
  const out = [
    '.env',
    '.env.production',
    'src/.env',
    'deploy/.env',
    'data/postgres/password',
    'node_modules/fastify/package.json',
    '.git/config',
    'src/config.test.ts',
    'src/store/embedded/test-stage.ts',
    'test/builders.ts',
    'bench/run.ts',
    'deploy/compose.yaml',
    'src/debug.log',
    'key.pem',
  ]
  assert.deepEqual(kept.filter(isIgnored), [])
  assert.deepEqual(
    out.filter(path => !isIgnored(path)),
    [],
  )
})

test('an instruction that the tests cannot follow is refused', () => {
  const refused = ['ADD a b/', 'COPY --from=x a b/', 'RUN --network=none x', 'CMD serve', 'FROM b']
  for (const line of refused) assert.throws(() => readDockerfile(`FROM a\n${line}\n`), Error, line)
})

test('the guide calls Compose as the files must be called', () => {
  const calls = [...read('docs/deploy.md').matchAll(/^(?:alias .*|.*\bdocker compose\b.*)$/gm)]
  assert.ok(calls.length > 0)
  for (const [line] of calls)
    if (line.includes('--file'))
      assert.match(line, /--project-directory \. --file deploy\/compose\.yaml/)
})
