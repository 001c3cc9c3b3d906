// Proof: kill -9 of the collector at random moments of 30 sweeps leaves no trace of half a sweep,
// and the next one works. The moments are spread evenly over the time a whole sweep takes.

import assert from 'node:assert/strict'
import { setTimeout as wait } from 'node:timers/promises'
import type { Sql } from '../../src/store/database.ts'
import { runCommand, startCommand } from '../command.ts'
import type { HelixRow } from '../fake-helix.ts'
import { startFakeTwitch } from '../fake-twitch.ts'
import { openTestDatabase } from '../postgres.ts'
import { tableRows } from '../twitch-fixtures.ts'

const kills = 30
const streams = 20_000
const template = tableRows()

const twitch = await startFakeTwitch({ rows: world(0) })
const { sql, url, drop } = await openTestDatabase()
const env = { ...twitch.environment, DATABASE_URL: url }

const seen = { before: 0, after: 0 }
const whole = await sweepWhole()
process.stdout.write(`a whole sweep of ${streams} streams takes ${Math.round(whole)} ms\n`)
for (let round = 1; round <= kills; round += 1) {
  twitch.setRows(world(round))
  const before = await readState(sql)
  const command = startCommand(['sweep', 'twitch'], env)
  await wait(whole * Math.random())
  command.child.kill('SIGKILL')
  await command.ended
  await untilGone(sql)
  const after = await readState(sql)
  if (after.sweeps === before.sweeps) {
    assert.deepEqual(after, before, 'nothing of the killed sweep is there')
    seen.before += 1
  } else {
    await assertWhole(sql, round)
    seen.after += 1
  }
}
twitch.setRows(world(kills + 1))
await sweepWhole()
await assertWhole(sql, kills + 1)
process.stdout.write(
  `${kills} kills: ${seen.before} sweeps left no trace, ${seen.after} were whole already; the next one works\n`,
)
await twitch.close()
await drop()
process.exit()

async function sweepWhole(): Promise<number> {
  const began = performance.now()
  const { code, stderr } = await runCommand(['sweep', 'twitch'], env)
  assert.equal(code, 0, stderr)
  return performance.now() - began
}

function world(round: number): HelixRow[] {
  return Array.from({ length: streams }, (_, i) => ({
    ...template[i % template.length],
    id: `${900_000 + i + (i % 50 === 0 ? round * 1_000_000 : 0)}`,
    user_id: `${i}`,
    user_login: `user_${i}`,
    title: `title ${i % 20 === 0 ? round : 0}`,
    viewer_count: round,
    started_at: new Date(Date.now() - 3_600_000 + round * 1_000).toISOString().replace(/\.\d+/, ''),
  }))
}

interface State {
  readonly sweeps: number
  readonly counts: string
}

async function readState(db: Sql): Promise<State> {
  const [row] = await db<State[]>`
    select
      (select count(*) from sweeps) as sweeps,
      concat_ws(' ',
        (select count(*) || '/' || sum(version) from platforms),
        (select count(*) || '/' || max(updated_at) from channels),
        (select count(*) || '/' || max(updated_at) from categories),
        (select count(*) || '/' || count(ended_at) from broadcasts),
        (select count(*) || '/' || count(ended_at) from segments),
        (select count(*) from channel_titles),
        (select count(*) || '/' || sum(viewers) || '/' || count(missed_at) || '/' || max(last_sample_at) from live_broadcasts),
        (select count(*) || '/' || sum(viewers) from samples)
      ) as counts`
  assert.ok(row !== undefined)
  return row
}

/** The newest sweep is there with all its rows. */
async function assertWhole(db: Sql, round: number): Promise<void> {
  const [row] = await db`
    select
      (select streams from sweeps order by id desc limit 1) as streams,
      (select count(*) from samples where collected_at = (select max(collected_at) from sweeps)) as samples,
      (select count(*) from live_broadcasts where viewers = ${round}) as live`
  assert.deepEqual({ ...row }, { streams, samples: streams, live: streams })
}

async function untilGone(db: Sql): Promise<void> {
  for (;;) {
    const [row] = await db`
      select count(*) as count
      from pg_stat_activity
      where datname = current_database() and application_name = 'livecensus sweep'`
    if (row?.count === 0) return
  }
}
