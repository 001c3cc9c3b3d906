import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aSweep, someStreams, start } from '../../test/builders.ts'
import { createLonelyDatabase } from '../../test/postgres.ts'
import { packStreams } from '../collect/live-rows.ts'
import { recordSweep } from '../collect/record.ts'
import { openDatabase } from './database.ts'
import { readPlatformState } from './open-broadcasts.ts'
import { dayOf, ensurePartition } from './partitions.ts'

const { sql, url } = await createLonelyDatabase()

test('an ordinary sweep updates every live row in place', async t => {
  const one = openDatabase({ url, poolSize: 1, applicationName: 'livecensus tests' })
  t.after(() => one.end())
  // While autovacuum looks at anything in the database, the room of old versions is not free.
  await sql`alter system set autovacuum = off`
  await sql`select pg_reload_conf()`
  const count = 1_000
  await ensurePartition(one, 'twitch', dayOf(start))

  async function sweep(number: number): Promise<void> {
    const streams = someStreams(count).map(stream => ({ ...stream, viewers: number * 7_919 }))
    const state = await readPlatformState(one, 'twitch')
    const known = aSweep({ collectedAt: start + number * 300 })
    await recordSweep(one, known, packStreams(streams), state, null)
  }

  async function updates() {
    await one`select pg_stat_force_next_flush()`
    const [row] = await one<{ all: number; inPlace: number }[]>`
      select n_tup_upd as all, n_tup_hot_upd as "inPlace"
      from pg_stat_user_tables
      where relname = 'live_broadcasts'`
    return { all: row?.all ?? 0, inPlace: row?.inPlace ?? 0 }
  }

  await sweep(0)
  const before = await updates()
  for (const number of [1, 2, 3, 4]) await sweep(number)
  const after = await updates()
  assert.equal(after.all - before.all, 4 * count)
  assert.equal(after.inPlace - before.inPlace, 4 * count)
})
