// What sweeps book is what their samples say, whatever a small world does: deriving all sums again
// finds nothing to mend.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { packStreams } from '../src/collect/live-rows.ts'
import { recordFailedSweep, recordSweep } from '../src/collect/record.ts'
import { tellDifference } from '../src/collect/rederive/differences.ts'
import { type RederiveReport, rederivePlatform } from '../src/collect/rederive/rederive.ts'
import type { Platform } from '../src/domain/platform.ts'
import { keepingPolicy } from '../src/domain/policy.ts'
import type { Sweep } from '../src/domain/sweep.ts'
import { dayOf, ensurePartition, ensureSumDays } from '../src/store/partitions.ts'
import { readPreviousSweeps } from '../src/store/sweeps.ts'
import { aSweep, dumpTables, emptyTables, start } from './builders.ts'
import { createTestDatabase } from './postgres.ts'
import { someSweeps, type WorldSweep } from './small-world.ts'

const { sql } = await createTestDatabase()
// Deriving makes sure of a day that only failed sweeps have reached: no table is new in a dump then.
await ensureSumDays(sql, start - 86_400, start + 86_400)

/** From the start of the small world to the next midnight, seconds. */
const untilMidnight = 57_600
const tiers: Sweep['tiers'] = [
  { tier: 1, cadence: 300, leastViewers: 50 },
  { tier: 2, cadence: 900, leastViewers: null },
]
/** `tiersOf`: the tiers of a sweep by its place; null = it has none. */
const worlds: readonly {
  readonly of: string
  readonly platform: Platform
  readonly tiersOf: (place: number) => Sweep['tiers']
}[] = [
  { of: 'twitch', platform: 'twitch', tiersOf: () => null },
  { of: 'youtube where all is due in each sweep', platform: 'youtube', tiersOf: () => null },
  {
    of: 'youtube by tiers, now and then without',
    platform: 'youtube',
    tiersOf: place => (place % 4 === 3 ? null : tiers),
  },
]

for (const { of, platform, tiersOf } of worlds) {
  test(`sums that sweeps of ${of} booked are those of their samples`, () =>
    fc.assert(
      fc.asyncProperty(someSweeps(8), fc.nat(7_200), async (sweeps, before) => {
        await empty()
        const moved = moveSweeps(sweeps, untilMidnight - before)
        for (const [i, sweep] of moved.entries()) await recordWorld(platform, tiersOf(i), sweep)
        assertSame(await rederive(platform, true))
        const dump = await dumpTables(sql)
        const report = await rederive(platform, false)
        assertSame(report)
        if (!report.written) assert.deepEqual(await dumpTables(sql), dump)
      }),
      { numRuns: 12 },
    ))

  test(`sums of ${of} that were derived in between are booked on rightly`, () =>
    fc.assert(
      fc.asyncProperty(someSweeps(8), fc.nat(7_200), fc.nat(7), async (sweeps, before, wrecked) => {
        await empty()
        const moved = moveSweeps(sweeps, untilMidnight - before)
        for (const [i, sweep] of moved.entries()) {
          await recordWorld(platform, tiersOf(i), sweep)
          if (i !== wrecked % moved.length) continue
          await wreck()
          await rederive(platform, false)
          assertSame(await rederive(platform, true))
        }
        assertSame(await rederive(platform, true))
      }),
      { numRuns: 12 },
    ))
}

async function rederive(platform: Platform, isCheck: boolean): Promise<RederiveReport> {
  const report = await rederivePlatform({
    sql,
    platform,
    policy: keepingPolicy,
    isCheck,
    signal: new AbortController().signal,
  })
  assert.ok(report !== null)
  return report
}

function assertSame({ first }: RederiveReport): void {
  assert.deepEqual(
    first.map(row => tellDifference(row, `${row.channelKey ?? ''}`)),
    [],
  )
}

/** Makes every kind of sums wrong, some of them missing and some too many. */
async function wreck(): Promise<void> {
  await sql`update live_broadcasts set present_seconds = present_seconds + 7, peak_viewers = 4000`
  await sql`update broadcasts set half_viewer_seconds = half_viewer_seconds + 11, booked_from_at = null`
  await sql`update segments set samples = samples + 1, peak_at = null`
  await sql`delete from channel_days where channel_id = 1`
  await sql`update channel_days set gaps = gaps + 3`
  await sql`delete from rollup_hours where grain = 'language'`
  await sql`update rollup_hours set peak_viewers = 5000, reported_seconds = 1`
  await sql`delete from rollup_pair_hours`
  await sql`update rollup_days set observed_seconds = observed_seconds + 1`
}

/** The same sweeps, so many seconds later. */
function moveSweeps(sweeps: readonly WorldSweep[], by: number): WorldSweep[] {
  return sweeps.map(({ at, streams, ...sweep }) => ({
    ...sweep,
    at: at + by,
    streams: streams.map(stream => ({
      ...stream,
      startedAt: stream.startedAt === null ? null : stream.startedAt + by,
    })),
  }))
}

async function recordWorld(
  platform: Platform,
  tiers: Sweep['tiers'],
  { at, status, scope, isBelieving, streams }: WorldSweep,
): Promise<void> {
  const reason = status === 'partial' ? ('shrunk' as const) : null
  const swept = aSweep({ platform, collectedAt: at, status, reason, scope, tiers })
  if (status === 'failed') return recordFailedSweep(sql, swept)
  await ensurePartition(sql, platform, dayOf(at))
  const { newest } = await readPreviousSweeps(sql, platform)
  const believed = isBelieving ? newest : null
  const options = { policy: keepingPolicy }
  await recordSweep(sql, swept, packStreams(streams), null, believed, options)
}

async function empty(): Promise<void> {
  await emptyTables(sql)
  for (const table of ['channel_days', 'rollup_hours', 'rollup_pair_hours', 'rollup_days'])
    await sql`delete from ${sql(table)}`
  await sql`delete from days`
  await sql`update platforms set folded_until = null`
}
