// doctor: what it finds where all is well, where the database is not there, and as a command.

import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { pino } from 'pino'
import { examineAll } from '../src/commands/doctor/doctor.ts'
import { createKeyChecks } from '../src/commands/doctor/gates.ts'
import { verdictOf } from '../src/commands/doctor/report.ts'
import { readConfig } from '../src/config.ts'
import { youtubeTimeZone } from '../src/domain/daily-quota.ts'
import { quotaDayOf } from '../src/domain/quota-day.ts'
import { systemClock } from '../src/lib/clock.ts'
import { createShutdown } from '../src/lib/shutdown.ts'
import { startSimulator } from '../src/simulator/server.ts'
import { createWorlds, simulatedPlatforms } from '../src/simulator/worlds.ts'
import { claimForDemo } from '../src/store/demo.ts'
import { closeQuota } from '../src/store/quota.ts'
import { runCommand } from './command.ts'
import { createEmptyDatabase, createTestDatabase } from './postgres.ts'
import { aSweep, recordSweepRow } from './serve-live-rows.ts'

const dataDir = await mkdtemp(join(tmpdir(), 'livecensus-doctor-'))
const simulator = await startSimulator({
  worlds: createWorlds({ seed: 1, scale: 100, platforms: simulatedPlatforms }),
  clock: systemClock,
  host: '127.0.0.1',
  port: 0,
  rateLimit: null,
})
after(async () => {
  await simulator.close()
  await rm(dataDir, { recursive: true, force: true })
})

const settings = { ...simulator.environment, DATA_DIR: dataDir, PORT: '0' }
const now = () => Math.floor(Date.now() / 1_000)

/** Everything that is found with these settings and no others, as `section check: text`. */
async function examine(environment: Record<string, string>, offline = false) {
  const config = readConfig(environment)
  const shutdown = createShutdown({ source: process, now: Date.now, hasParent: false })
  const command = { name: 'doctor', config, log: pino({ level: 'silent' }), shutdown }
  const sections = await examineAll(command, systemClock, sql =>
    offline ? null : createKeyChecks(config, sql),
  )
  shutdown.dispose()
  const lines = sections.flatMap(({ name, findings }) =>
    findings.map(({ check, verdict, text }) => `${verdict} ${name} ${check}: ${text}`),
  )
  return { lines, text: lines.join('\n'), verdict: verdictOf({ sections }) }
}

test('where all is well it says so, and what it asks YouTube is booked', async () => {
  const { sql, url } = await createTestDatabase()
  for (const platform of simulatedPlatforms)
    await recordSweepRow(sql, aSweep({ platform, collectedAt: now() - 5 }))
  const { text, verdict } = await examine({ ...settings, DATABASE_URL: url })
  assert.equal(verdict, 'right', text)
  for (const platform of simulatedPlatforms) {
    assert.match(text, new RegExp(`^right sweeps ${platform}: newest complete`, 'm'))
    assert.match(text, new RegExp(`^right keys ${platform}: answers`, 'm'))
  }
  assert.match(text, /^right database schema: up to date/m)
  assert.match(text, /^right quota youtube: 100 of 100 searches left today/m)
  assert.match(text, /^right quota youtube: 9999 of 10000 units left today, 1 spent/m)
  assert.match(text, /^note terms twitch: /m)
})

test('without a database all else is looked at, and nothing is spent that cannot be booked', async () => {
  const DATABASE_URL = 'postgres://livecensus:secret@127.0.0.1:1/livecensus'
  const { text, verdict } = await examine({ ...settings, DATABASE_URL })
  assert.equal(verdict, 'wrong')
  assert.match(text, /^wrong database server: The database at DATABASE_URL refuses connections/m)
  assert.match(text, /^right keys twitch: /m)
  assert.match(text, /^note keys youtube: not asked: its request is booked in the database first/m)
  assert.match(text, /^note quota youtube: how much is left is not known/m)
  assert.doesNotMatch(text, /secret/)
})

test('a database that is behind is not brought up to date', async () => {
  const { sql, url } = await createEmptyDatabase()
  const { text } = await examine({ ...settings, DATABASE_URL: url }, true)
  assert.match(text, /^note database schema: empty/m)
  const [table] = await sql`select to_regclass('schema_migrations') as name`
  assert.equal(table?.name, null)
})

test('keys that are refused and a quota that is closed are found, each by itself', async () => {
  const { sql, url } = await createTestDatabase()
  const day = quotaDayOf(now(), youtubeTimeZone)
  await closeQuota(sql, { platform: 'youtube', bucket: 'default', day }, now())
  const KICK_AUTH_URL = `${simulator.url}/nowhere`
  const { text, verdict } = await examine({ ...settings, DATABASE_URL: url, KICK_AUTH_URL })
  assert.equal(verdict, 'wrong')
  assert.match(text, /^right keys twitch: /m)
  assert.match(text, /^wrong keys kick: Kick's token server answered 404/m)
  assert.match(text, /^doubtful keys youtube: YouTube was not asked/m)
  assert.match(text, /^doubtful quota youtube: 0 of 10000 units left today.*closed by the/m)
})

test('keys beside the database of a demo are found', async () => {
  const { sql, url } = await createTestDatabase()
  await claimForDemo(sql, { seed: 1, scale: 3_000 })
  const { text } = await examine({ ...settings, DATABASE_URL: url }, true)
  assert.match(text, /^wrong sweeps server: This database holds the invented world of a demo/m)
})

test('offline nothing is asked', async () => {
  const { sql, url } = await createTestDatabase()
  const { text } = await examine({ ...settings, DATABASE_URL: url }, true)
  assert.match(text, /^note keys youtube: not asked: --offline/m)
  const [spent] = await sql`select 1 from quota_spending`
  assert.equal(spent, undefined)
})

test('without any keys it looks at the demo, whose database it does not make', async () => {
  const { text, verdict } = await examine({ DATA_DIR: dataDir, PORT: '0' })
  assert.equal(verdict, 'doubtful')
  assert.match(text, /^note database server: not there yet: the first start makes a PostgreSQL/m)
  assert.equal(existsSync(join(dataDir, 'demo')), false)
  const { url } = await createEmptyDatabase()
  const beside = await examine({ DATA_DIR: dataDir, PORT: '0', DATABASE_URL: url })
  assert.match(beside.text, /^note database server: The demo's database \w+_demo is not there yet/m)
})

test('as a command it prints a report and exits with 0 where nothing is wrong', async () => {
  const { url } = await createTestDatabase()
  const env = { ...settings, DATABASE_URL: url }
  const { code, stderr, stdout } = await runCommand(['doctor', '--offline'], env)
  assert.equal(code, 0, stderr)
  assert.match(stdout, /^Livecensus .*\n\nThis machine\n {2}✔ right {5}Node /)
  assert.equal(stderr, '')
})

test('with --json it prints one object, and exits with 1 where something is wrong', async () => {
  const env = { ...settings, PORT: 'x', KICK_CLIENT_ID: '' }
  const { code, stderr, stdout } = await runCommand(['doctor', '--json'], env)
  assert.equal(code, 1, stderr)
  const report = JSON.parse(stdout) as {
    verdict: string
    findings: { verdict: string; text: string }[]
  }
  assert.equal(report.verdict, 'wrong')
  assert.deepEqual(
    report.findings.filter(({ verdict }) => verdict === 'wrong').map(({ text }) => text),
    [
      'PORT must be a whole number from 0 to 65535, not "x".',
      'KICK_CLIENT_ID and KICK_CLIENT_SECRET go together, only one of them is set.',
    ],
  )
  assert.equal(stderr, '')
})
