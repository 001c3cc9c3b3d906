// The demo's promise: without keys `up` shows an invented world in a database of its own, with a
// past that is whole however often it was interrupted, and mixes it with nothing real.

import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { LiveTop } from '../src/contract/live.ts'
import { closeDatabase, openDatabase } from '../src/store/database.ts'
import { demoUrlOf } from '../src/store/demo-database.ts'
import { openEmbeddedServer } from '../src/store/embedded/server.ts'
import { type Environment, runCommand, startCommand } from './command.ts'
import { startFakeTwitch } from './fake-twitch.ts'
import { createEmptyDatabase, createTestDatabase } from './postgres.ts'
import { tableRows } from './twitch-fixtures.ts'

const scale = 60

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'livecensus-demo-'))
  after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

async function startUp(env: Environment) {
  const command = startCommand(['up'], { PORT: '0', DEMO_SCALE: String(scale), ...env })
  after(() => command.child.kill('SIGKILL'))
  const { url } = JSON.parse(await command.waitForLog(/"url":"http/))
  const readTop = async () => (await (await fetch(`${url}/live/top?limit=500`)).json()) as LiveTop
  return { command, readTop }
}

async function stop({ command }: Awaited<ReturnType<typeof startUp>>): Promise<void> {
  command.child.kill('SIGINT')
  const { code, stderr } = await command.ended
  assert.equal(code, 0, stderr)
}

async function readSweeps(url: string): Promise<{ at: number; cadence: number; status: string }[]> {
  const demo = openDatabase({ url, poolSize: 1, applicationName: 'test' })
  const sweeps = await demo<{ at: number; cadence: number; status: string }[]>`
    select extract(epoch from slot)::bigint as at, cadence, status::text
    from sweeps
    order by slot`
  await closeDatabase(demo)
  return sweeps
}

/** Seven days of complete sweeps, without a hole between the times they were due. */
async function assertWholePast(url: string): Promise<void> {
  const sweeps = await readSweeps(url)
  assert.ok(sweeps.every(({ status }) => status === 'complete'))
  for (const [i, { at, cadence }] of sweeps.entries()) {
    const next = sweeps[i + 1]
    if (next !== undefined) assert.ok(next.at - at <= cadence, `${next.at - at} s, ${cadence} s`)
  }
  const newest = sweeps.at(-1)?.at ?? 0
  assert.ok(newest - (sweeps[0]?.at ?? 0) >= 7 * 86_400 - 3_600, 'seven days')
}

test('without keys a world is shown at once, its past follows, and a kill breaks nothing off', async () => {
  const dataDir = await makeFolder()
  const first = await startUp({ DATA_DIR: dataDir })
  await first.command.waitForLog(/this is a demo: no platform has keys/)
  const { at: begun } = JSON.parse(await first.command.waitForLog(/the first of \d+ sweeps/))
  const early = await first.readTop()
  assert.ok(early.data.length > 0)
  assert.equal(early.meta.demo?.replaying, true)
  assert.ok(early.meta.as_of !== null && early.meta.demo.replay_until !== null)
  assert.ok(early.meta.as_of < early.meta.demo.replay_until)
  first.command.child.kill('SIGKILL')
  const { stderr } = await first.command.ended
  assert.doesNotMatch(stderr, /ERR_IPC|\n\s+at /, 'the collector ends in order as well')

  const second = await startUp({ DATA_DIR: dataDir })
  const { at: resumed } = JSON.parse(await second.command.waitForLog(/the first of \d+ sweeps/))
  assert.ok(resumed > begun, 'what was there is not replayed again')
  await second.command.waitForLog(/replayed \d+ sweeps in/)
  const { data, meta } = await second.readTop()
  assert.ok(data.length > scale / 3 && data.length < scale * 3, `${data.length} live`)
  assert.deepEqual(meta.demo, {
    seed: 1,
    scale,
    replaying: false,
    replay_from: null,
    replay_until: null,
  })
  await stop(second)
  assert.deepEqual(await readdir(dataDir), ['demo'], 'it has a folder of its own')
  assert.equal(existsSync(join(dataDir, 'demo/postgres/data/postmaster.pid')), false)
  const server = await openEmbeddedServer({ dataDir: join(dataDir, 'demo'), log: () => {} })
  after(() => server.release())
  await assertWholePast(server.url)
  await server.release()

  const third = await startUp({ DATA_DIR: dataDir, DEMO_SCALE: '61' }).catch(String)
  assert.match(String(third), /holds a world of DEMO_SCALE=60/)
})

test('on a server of the operator the demo has a database of its own, with a whole past', async () => {
  const { sql, url } = await createEmptyDatabase()
  const demoName = new URL(demoUrlOf(url)).pathname.slice(1)
  const up = await startUp({ DATABASE_URL: url })
  await up.command.waitForLog(/replayed \d+ sweeps in/)
  await stop(up)
  const tables = await sql`select 1 from pg_class where relname = 'sweeps'`
  assert.equal(tables.length, 0, 'nothing was made in the database that was named')
  await assertWholePast(demoUrlOf(url))
  await sql`drop database ${sql(demoName)} with (force)`
})

test('what needs keys stops with one sentence and makes nothing', async () => {
  const dataDir = await makeFolder()
  for (const args of [['work'], ['sweep', 'twitch']]) {
    const { code, stderr } = await runCommand(args, { DATA_DIR: dataDir })
    assert.equal(code, 2)
    assert.match(stderr, /^livecensus: [^\n]* (can|cannot) be swept: set TWITCH_CLIENT_ID[^\n]*\n$/)
  }
  assert.deepEqual(await readdir(dataDir), [])
})

test('nothing real is swept into the database of a demo', async () => {
  const { sql, url } = await createTestDatabase()
  await sql`insert into demo (version, seed, scale) values (1, 1, 3000)`
  const twitch = await startFakeTwitch({ rows: tableRows() })
  after(() => twitch.close())
  const env = { ...twitch.environment, DATABASE_URL: url, PORT: '0' }
  for (const args of [['up'], ['work'], ['sweep', 'twitch']]) {
    const { code, stderr } = await runCommand(args, env)
    assert.equal(code, 2, args.join(' '))
    assert.match(stderr, /^livecensus: This database holds the invented world of a demo/m)
  }
  assert.equal((await sql`select 1 from sweeps`).length, 0)
})
