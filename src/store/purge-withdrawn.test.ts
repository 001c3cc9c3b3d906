import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aStream, aSweep, dumpTables, start } from '../../test/builders.ts'
import { createTestDatabase } from '../../test/postgres.ts'
import { changesOf } from '../../test/purge-reading.ts'
import { packStreams } from '../collect/live-rows.ts'
import { recordSweep } from '../collect/record.ts'
import { rederivePlatform } from '../collect/rederive/rederive.ts'
import type { LiveStream } from '../domain/live-stream.ts'
import { createPolicies, type PlatformPolicy } from '../domain/policy.ts'
import { dayOf, ensurePartition } from './partitions.ts'
import { purgePlatform } from './purge.ts'
import { listUnbooked } from './unbooked.ts'

const accepted = createPolicies({ youtubeDerivedMetrics: true })('youtube')
const withdrawn = createPolicies({ youtubeDerivedMetrics: false })('youtube')
const { sql } = await createTestDatabase()
const { signal } = new AbortController()

const first = aStream({ viewers: 100 })
const second = aStream({ streamId: 's2', channelId: 'c2', viewers: 40, title: 'Bye' })

async function sweep(minutes: number, streams: readonly LiveStream[], policy: PlatformPolicy) {
  const collectedAt = start + minutes * 60
  await ensurePartition(sql, 'youtube', dayOf(collectedAt))
  const swept = aSweep({ platform: 'youtube', collectedAt })
  await recordSweep(sql, swept, packStreams(streams), null, null, { policy })
}

const purge = (isDryRun = false) =>
  purgePlatform({
    sql,
    platform: 'youtube',
    policy: withdrawn,
    at: start + 3_600,
    signal,
    isDryRun,
  })

const rederive = (policy: PlatformPolicy, isCheck: boolean) =>
  rederivePlatform({ sql, platform: 'youtube', policy, isCheck, signal })

/** All that is worked out: every column of sums, and the rows that are nothing else. */
async function readSums() {
  const dump = await dumpTables(sql)
  const { broadcasts, segments, live_broadcasts, channel_days } = dump
  const { rollup_hours, rollup_pair_hours, rollup_days } = dump
  const rows = { broadcasts, segments, live_broadcasts }
  const sums = Object.entries(rows).map(([table, all]) => [table, all?.map(sumsOf)])
  return {
    ...Object.fromEntries(sums),
    channel_days,
    rollup_hours,
    rollup_pair_hours,
    rollup_days,
  }
}

function sumsOf(row: string): unknown[] {
  const known: Readonly<Record<string, unknown>> = JSON.parse(row)
  return Object.entries(known)
    .filter(([name]) => /_seconds$|samples$|gaps$|peak_(viewers|at)$/.test(name))
    .map(([, value]) => value)
}

const isEmpty = (value: unknown) => value === 0 || value === null

test('terms that are withdrawn take all sums at once, and fill them again once they are accepted', async () => {
  for (const minutes of [0, 5, 10])
    await sweep(minutes, minutes < 10 ? [first, second] : [first], accepted)
  await sweep(15, [{ ...first, title: 'Later' }], accepted)
  const { broadcasts: booked } = await readSums()
  assert.ok(booked.flat().some((value: unknown) => !isEmpty(value)))

  const dry = await purge(true)
  const report = await purge()
  assert.deepEqual(changesOf(dry), changesOf(report))
  const { broadcasts, segments, live_broadcasts, ...rows } = await readSums()
  assert.deepEqual(
    [broadcasts, segments, live_broadcasts].flat(2).filter(value => !isEmpty(value)),
    [],
  )
  assert.deepEqual(Object.values(rows).flat(), [])
  const { broadcasts: counts } = changesOf(report)
  assert.deepEqual(counts, [0, 1], 'the other is open and has all in its live row')
  assert.deepEqual(await listUnbooked(sql), ['youtube'])
  assert.deepEqual(changesOf(await purge()), {})

  await sweep(20, [{ ...first, title: 'Later' }], withdrawn)
  assert.equal(await rederive(withdrawn, false), null)
  assert.deepEqual(changesOf(await purge()), {}, 'what is forbidden is not worked out either')

  await sweep(25, [{ ...first, title: 'Later' }], accepted)
  const filled = await rederive(accepted, false)
  assert.equal(filled?.written, true)
  assert.deepEqual(await listUnbooked(sql), [])
  const [one, other] = await sql<{ half: number; seconds: number; samples: number }[]>`
    select half_viewer_seconds as half, observed_seconds as seconds, samples
    from broadcasts
    order by channel_id`
  // Both heads are longer than the cadence. One is seen for 25 min, the other for 5 and a tail of 2.5.
  assert.deepEqual({ ...one }, { half: 2 * 100 * 1_500, seconds: 1_500, samples: 6 })
  assert.deepEqual({ ...other }, { half: 2 * 40 * 450, seconds: 450, samples: 2 })
  const again = await rederive(accepted, true)
  assert.equal(Object.values(again?.differences ?? {}).join(), '0,0,0,0,0,0')
})
