import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aStream, aSweep, start } from '../../test/builders.ts'
import { createTestDatabase } from '../../test/postgres.ts'
import { changesOf, emptyPurgedTables, rowsOf } from '../../test/purge-reading.ts'
import { border, fillForPurge, old } from '../../test/purge-rows.ts'
import { packStreams } from '../collect/live-rows.ts'
import { recordSweep } from '../collect/record.ts'
import { createPolicies, keepingPolicy, usualPolicyOf } from '../domain/policy.ts'
import { readPlatformState } from './open-broadcasts.ts'
import { dayOf, ensurePartition } from './partitions.ts'
import { type PurgeQuestion, type PurgeReport, purgePlatform } from './purge.ts'

const strict = usualPolicyOf('youtube')
const { sql } = await createTestDatabase()

function purge(known: Partial<PurgeQuestion> = {}): Promise<PurgeReport | null> {
  const signal = AbortSignal.timeout(60_000)
  return purgePlatform({ sql, platform: 'youtube', policy: strict, at: start, signal, ...known })
}

class TakenBack extends Error {}

/** Of each of these there is one row on either side of the border. */
const agedSums = {
  channel_days: [1, 0],
  channel_rankings: [1, 0],
  rollup_hours: [1, 0],
  rollup_pair_hours: [1, 0],
  rollup_days: [1, 0],
  rollup_spans: [1, 0],
  rollup_span_totals: [1, 0],
  ranking_boards: [1, 0],
}

test('where sums may be kept they go by their age', async () => {
  await emptyPurgedTables(sql)
  await fillForPurge(sql, 'youtube', 0)
  const policy = createPolicies({ youtubeDerivedMetrics: true })('youtube')
  const report = await purge({ policy })
  for (const [table, counts] of Object.entries(agedSums))
    assert.deepEqual(changesOf(report)[table], counts, table)
  assert.deepEqual(changesOf(await purge({ policy })), {})
  const { live_broadcasts, segments } = await rowsOf(sql, 0, 'youtube')
  const live = new Map(live_broadcasts?.map(row => [row.channel_id, row]))
  const open = live.get(3)
  assert.equal(open?.half_viewer_seconds, 0)
  assert.equal(open?.observed_seconds, 0)
  assert.equal(open?.peak_viewers, null)
  assert.deepEqual(
    [open?.before_segment_half_viewer_seconds, open?.before_segment_observed_seconds],
    [-60_000, -300],
    'the open segment keeps its own',
  )
  assert.equal(open?.segment_peak_viewers, 100)
  assert.deepEqual(
    [open?.before_day_half_viewer_seconds, open?.before_day_observed_seconds],
    [-10_000, -50],
    'the open day keeps its own',
  )
  assert.equal(open?.day_peak_viewers, 90)
  assert.equal(live.get(5)?.half_viewer_seconds, 0)
  assert.equal(live.get(5)?.before_segment_half_viewer_seconds, 0)
  assert.equal(live.get(5)?.segment_peak_viewers, 100)
  assert.deepEqual(
    segments
      ?.filter(row => row.channel_id === 3)
      .map(row => [row.segment_no, row.half_viewer_seconds, row.peak_viewers]),
    [
      [2, 0, 100],
      [3, 60_000, 100],
    ],
  )
})

test('where only sums over many channels may not be kept, those of channels stay', async () => {
  await emptyPurgedTables(sql)
  await fillForPurge(sql, 'youtube', 0)
  const policy = { ...usualPolicyOf('youtube'), allowDerived: true }
  const changes = changesOf(await purge({ policy }))
  for (const table of Object.keys(agedSums))
    assert.deepEqual(changes[table], table === 'channel_days' ? [1, 0] : [2, 0], table)
})

test('where only numbers have a limit, all else stays', async () => {
  await emptyPurgedTables(sql)
  await fillForPurge(sql, 'youtube', 0)
  const policy = { ...keepingPolicy, maxStatDays: 30 }
  const report = await purge({ policy, isDryRun: true })
  assert.deepEqual(changesOf(report), changesOf(await purge({ policy })))
  assert.deepEqual(changesOf(report), {
    samples: [4, 0],
    days: [1, 0],
    live_broadcasts: [0, 8],
    segments: [0, 2],
    broadcasts: [0, 2],
    follower_readings: [4, 0],
    followed_channels: [0, 3],
    ...agedSums,
    channels: [0, 4],
    directory_readings: [1, 0],
    searches: [1, 0],
    sweeps: [0, 1],
    quota_spending: [1, 0],
  })
  assert.equal(report?.dataFrom, null)
  const left = await sql`
    select 1
    from live_snapshots
    where platform = 'youtube' and collected_at < to_timestamp(${border})`
  assert.equal(left.length, 0)
})

test('a day that somebody reads stays with its broadcasts, and goes the next time', async () => {
  await emptyPurgedTables(sql)
  await fillForPurge(sql, 'youtube', 0)
  const reading = Promise.withResolvers<void>()
  const isRead = Promise.withResolvers<void>()
  const reader = sql.begin(async tx => {
    await tx`
      select 1
      from samples
      where collected_on = ${dayOf(old)} and platform = 'youtube'`
    reading.resolve()
    await isRead.promise
  })
  await reading.promise
  const report = await purge()
  assert.deepEqual(report?.stuckDays, [dayOf(old)])
  assert.equal(report?.tables.samples.deleted, 0)
  assert.equal(report?.tables.broadcasts.deleted, 0)
  assert.equal(report?.tables.searches.deleted, 1, 'what does not hang on them is gone')
  isRead.resolve()
  await reader
  const next = await purge()
  assert.deepEqual(next?.stuckDays, [])
  assert.equal(next?.tables.samples.deleted, 4)
  assert.equal(next?.tables.broadcasts.deleted, 2)
})

test('a purge of much goes on in parts, and after it was broken off', async () => {
  await emptyPurgedTables(sql)
  await sql`
    insert into channels (platform, channel_id, created_at, updated_at)
    select 'youtube', 'c' || i, to_timestamp(${old}), to_timestamp(${old})
    from generate_series(1, 450) i`
  await sql`
    insert into searches (platform, searched_at, question, page, found, new_streams)
    select 'youtube', to_timestamp(${old}), '{}', 1, 1, 1
    from generate_series(1, 4000) i`
  const stopped = new AbortController()
  stopped.abort(new TakenBack())
  await assert.rejects(purge({ signal: stopped.signal }), TakenBack)
  assert.deepEqual(changesOf(await purge()), { channels: [450, 0], searches: [4_000, 0] })
})

/** The broadcasts of a channel and their segments, by number. */
function readBroadcasts() {
  return sql<{ broadcast: number; segment: number; title: string }[]>`
    select b.broadcast_no as broadcast, g.segment_no as segment, t.title
    from broadcasts b
    join segments g using (channel_id, broadcast_no)
    join channel_titles t using (channel_id, title_no)
    where b.platform = 'youtube'
    order by 1, 2`
}

test('a sweep that was planned before a purge is recorded after it, and goes on', async () => {
  await emptyPurgedTables(sql)
  const sweep = async (at: number, title: string, isPurgedMeanwhile = false) => {
    await ensurePartition(sql, 'youtube', dayOf(at))
    const state = await readPlatformState(sql, 'youtube')
    if (isPurgedMeanwhile) await purge()
    const known = aSweep({ platform: 'youtube', collectedAt: at })
    await recordSweep(sql, known, packStreams([aStream({ title, startedAt: old })]), state, null)
  }
  await sweep(old, 'first')
  await sweep(start, 'second', true)
  assert.deepEqual([...(await readBroadcasts())], [{ broadcast: 1, segment: 1, title: 'second' }])
  await purge()
  await sweep(start + 300, 'third')
  assert.deepEqual(
    (await readBroadcasts()).map(row => [row.broadcast, row.segment, row.title]),
    [
      [1, 1, 'second'],
      [1, 2, 'third'],
    ],
  )
})

test('what a purge changes is told to everybody, once', async () => {
  await emptyPurgedTables(sql)
  await fillForPurge(sql, 'youtube', 0)
  const told: string[] = []
  const versionOf = async () => (await readPlatformState(sql, 'youtube')).version
  const listener = await sql.listen('livecensus_sweep', payload => told.push(payload))
  const version = await versionOf()
  await purge()
  const after = await versionOf()
  await sql`select pg_notify('livecensus_sweep', 'end')`
  while (told.at(-1) !== 'end') await sql`select 1`
  await listener.unlisten()
  // One for what was open and unseen, one for all else.
  assert.equal(after, version + 2)
  assert.equal(told.length, 3)
})
