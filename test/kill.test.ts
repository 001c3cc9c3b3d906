// kill -9 of a sweep at any moment leaves no trace of it, and the next one works: killed at its
// requests, and, held still by a lock, in front of every table its transaction writes.

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Sql } from '../src/store/database.ts'
import { type Environment, type RunningCommand, runCommand, startCommand } from './command.ts'
import type { HelixRow } from './fake-helix.ts'
import { type FakeTwitch, startFakeTwitch } from './fake-twitch.ts'
import { createTestDatabase } from './postgres.ts'
import { tableRows } from './twitch-fixtures.ts'

const rows = tableRows()
const pages = 5

/** The tables that the transaction of each sweep here writes. */
const tables = [
  'platforms',
  'categories',
  'channels',
  'broadcasts',
  'channel_titles',
  'segments',
  'live_broadcasts',
  'samples',
  'sweeps',
]

async function setStage(): Promise<{ twitch: FakeTwitch; sql: Sql; env: Environment }> {
  const twitch = await startFakeTwitch({ rows: rows.slice(0, 90), perPage: 100 / pages })
  after(() => twitch.close())
  const { sql, url } = await createTestDatabase()
  const env = { ...twitch.environment, DATABASE_URL: url }
  assert.equal((await runCommand(['sweep', 'twitch'], env)).code, 0)
  return { twitch, sql, env }
}

/** Everything the database holds, as one hash a table. */
async function fingerprint(sql: Sql): Promise<string[]> {
  return Promise.all(
    [...tables, 'broadcast_ends'].map(async table => {
      const [row] = await sql`
        select count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as hash
        from ${sql(table)} t`
      return `${table}: ${row?.hash}`
    }),
  )
}

/** Kills the command and waits until PostgreSQL has let go of everything it had. */
async function killAndSettle(sql: Sql, command: RunningCommand): Promise<void> {
  command.child.kill('SIGKILL')
  assert.equal((await command.ended).signal, 'SIGKILL')
  await until(async () => {
    const [row] = await sql`
      select count(*) as count
      from pg_stat_activity
      where datname = current_database() and application_name = 'livecensus sweep'`
    return row?.count === 0
  })
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds()));
}

/** Until a page is asked for; it is answered once the gate is open. */
function untilAsked(
  twitch: FakeTwitch,
  page: number,
  gate: Promise<void> = Promise.resolve(),
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  twitch.addFault({
    at: page,
    kind: 'gate',
    gate: () => {
      resolve()
      return gate
    },
  })
  return promise
}

/** Rows that a sweep would change in every way: viewers, titles, new and gone streams. */
function changedRows(round: number): HelixRow[] {
  return rows.slice(round % 7, 90 + (round % 10)).map((row, i) => ({
    ...row,
    viewer_count: Number(row.viewer_count) + round,
    title: i % 5 === 0 ? `title of round ${round}` : String(row.title),
    game_id: i % 9 === 0 ? `90${round}` : String(row.game_id),
  }))
}

test('a sweep that is killed while it reads leaves no trace, and the next one works', async () => {
  const { twitch, sql, env } = await setStage()
  for (let round = 1; round <= pages; round += 1) {
    twitch.setRows(changedRows(round))
    const before = await fingerprint(sql)
    const gate = Promise.withResolvers<void>()
    const asked = untilAsked(twitch, round, gate.promise)
    const command = startCommand(['sweep', 'twitch'], env)
    await asked
    await killAndSettle(sql, command)
    gate.resolve()
    assert.deepEqual(await fingerprint(sql), before, `killed at page ${round}`)
  }
  assert.equal((await runCommand(['sweep', 'twitch'], env)).code, 0)
})

test('a sweep that is killed while it writes leaves no trace, and the next one works', async () => {
  const { twitch, sql, env } = await setStage()
  for (const [round, table] of tables.entries()) {
    twitch.setRows(changedRows(round + 1))
    const before = await fingerprint(sql)
    const holder = await sql.reserve()
    await holder.unsafe(`begin; lock table ${table} in share row exclusive mode`)
    // Asking PostgreSQL again and again while the command starts would take half of two cores.
    const asked = untilAsked(twitch, pages)
    const command = startCommand(['sweep', 'twitch'], env)
    await asked
    await until(async () => {
      const [row] = await holder`
        select count(*) as count
        from pg_locks
        where not granted and database = (select oid from pg_database where datname = current_database())`
      return row?.count === 1
    })
    const killed = killAndSettle(holder as unknown as Sql, command)
    await holder.unsafe('rollback')
    await killed
    holder.release()
    assert.deepEqual(await fingerprint(sql), before, `killed in front of ${table}`)
  }
  const { code, stdout } = await runCommand(['sweep', 'twitch'], env)
  assert.equal(code, 0)
  assert.equal(JSON.parse(stdout).streams, twitchStreams(tables.length))
})

function twitchStreams(round: number): number {
  return changedRows(round).length
}
