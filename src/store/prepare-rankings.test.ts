import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { emptyTables } from '../../test/builders.ts'
import { addCategory, addChannel, addChannelDay, addSegment } from '../../test/day-rows.ts'
import { createTestDatabase } from '../../test/postgres.ts'
import { type BoardOf, listRanked, type RankedMetric, readBoard } from './channel-rankings.ts'
import { deleteChannel } from './delete-channel.ts'
import { prepareRankings, type RankingQuestion, readRankedDay } from './prepare-rankings.ts'
import { dropRetiredRankings } from './retired-rankings.ts'

const { sql } = await createTestDatabase()
const daySeconds = 86_400
const hour = 3_600
/** First second of the last closed day, 2027-01-14. */
const lastDay = Date.UTC(2027, 0, 14) / 1_000
const firstDay = lastDay - 6 * daySeconds
const all: BoardOf = { kind: 'all' }

beforeEach(() => emptyTables(sql))

function prepare(known: Partial<RankingQuestion> = {}) {
  const { signal } = new AbortController()
  return prepareRankings(sql, {
    ...{
      platform: 'twitch',
      windowDays: 7,
      leastCoverage: 0.8,
      lastDay,
      signal,
      keptFrom: -Infinity,
    },
    ...known,
  })
}

async function board(of: BoardOf, metric: RankedMetric = 'average_viewers') {
  const found = await readBoard(sql, 'twitch', 7, of)
  if (found === null) return null
  const rows = await listRanked(sql, found.id, metric, { after: null, limit: 5_000 })
  return { ranked: found.ranked, rows: rows.map(row => [row.rank, row.channelKey]) }
}

/** A channel with one day of that many viewers, and whatever else of it. */
async function aChannel(key: number, viewers: number, observed = 4 * hour, known: object = {}) {
  await addChannel(sql, 'twitch', key, firstDay)
  await addChannelDay(sql, 'twitch', key, lastDay, { viewers, observed, ...known })
}

async function goLive(key: number, known: Readonly<Record<string, number | string | Date>>) {
  const at = new Date(firstDay * 1_000)
  await sql`
    insert into live_broadcasts ${sql({
      ...{ channel_id: key, broadcast_no: 1, platform: 'twitch', first_sample_at: at },
      ...{ last_sample_at: at, cadence: 300, segment_no: 1, platform_channel_id: `c${key}` },
      ...known,
    })}`
}

test('equal values share a rank, and the next one is left out', async () => {
  for (const [key, viewers] of [
    [1, 50],
    [2, 90],
    [3, 90],
    [4, 70],
    [5, 200],
  ] as const)
    await aChannel(key, viewers)
  assert.deepEqual(await prepare(), { ranked: 5, boards: 1 })
  assert.deepEqual(await board(all), {
    ranked: 5,
    rows: [
      [1, 5],
      [2, 2],
      [2, 3],
      [4, 4],
      [5, 1],
    ],
  })
})

test('each metric has its own ranks', async () => {
  await aChannel(1, 100, 2 * hour, { peak: 100 })
  await aChannel(2, 60, 10 * hour, { peak: 300 })
  await aChannel(3, 50, 4 * hour, { peak: 900 })
  await prepare()
  assert.deepEqual((await board(all, 'average_viewers'))?.rows, [
    [1, 1],
    [2, 2],
    [3, 3],
  ])
  assert.deepEqual((await board(all, 'hours_watched'))?.rows, [
    [1, 2],
    [2, 1],
    [2, 3],
  ])
  assert.deepEqual((await board(all, 'peak_viewers'))?.rows, [
    [1, 3],
    [2, 2],
    [3, 1],
  ])
})

test('ranked is who was present two hours in 30 days, and observed for four fifths of its airtime', async () => {
  const least = 7 * 240
  await aChannel(1, 10, least)
  await aChannel(2, 10, least - 1)
  await aChannel(3, 10, 4 * hour, { reported: 5 * hour })
  await aChannel(4, 10, 4 * hour, { reported: 5 * hour + 1 })
  await aChannel(5, 10, (least * 4) / 5, { present: least, reported: least })
  assert.deepEqual(await prepare(), { ranked: 3, boards: 1 })
  assert.deepEqual((await board(all))?.rows, [
    [1, 1],
    [1, 3],
    [1, 5],
  ])
  assert.equal((await prepare({ leastCoverage: 0.79 })).ranked, 4)
  assert.equal((await prepare({ windowDays: 30 })).ranked, 1)
  assert.equal((await prepare({ windowDays: 90 })).ranked, 0)
})

test('a window holds its whole days and no others', async () => {
  await addChannel(sql, 'twitch', 1, firstDay)
  const add = (day: number, viewers: number, peak: number, peakAt: number) =>
    addChannelDay(sql, 'twitch', 1, day, { viewers, observed: hour, peak, peakAt })
  await add(firstDay - daySeconds, 9_000, 9_000, firstDay - 1)
  await add(firstDay, 100, 400, firstDay + 60)
  await add(lastDay, 300, 400, lastDay + 60)
  await add(lastDay + daySeconds, 9_000, 9_000, lastDay + daySeconds)
  await prepare()
  const found = await readBoard(sql, 'twitch', 7, all)
  assert.equal(found?.from, firstDay)
  assert.equal(found?.to, lastDay + daySeconds)
  const [row] = await listRanked(sql, found?.id ?? 0, 'hours_watched', { after: null, limit: 9 })
  assert.equal(row?.halfViewerSeconds, 2 * 400 * hour)
  assert.equal(row?.observedSeconds, 2 * hour)
  assert.deepEqual([row?.peakViewers, row?.peakAt], [400, firstDay + 60])
})

test('what may not be kept any longer is not ranked', async () => {
  await aChannel(1, 10)
  await addChannelDay(sql, 'twitch', 1, firstDay, { viewers: 1_000, observed: hour })
  await prepare({ keptFrom: firstDay + daySeconds })
  const found = await readBoard(sql, 'twitch', 7, all)
  assert.equal(found?.from, firstDay + daySeconds)
  const [row] = await listRanked(sql, found?.id ?? 0, 'average_viewers', { after: null, limit: 1 })
  assert.equal(row?.observedSeconds, 4 * hour)
})

test('of what is open counts the day of its last sample', async () => {
  await aChannel(1, 100, hour)
  await goLive(1, {
    ...{ last_sample_at: new Date((lastDay + 9 * hour) * 1_000) },
    ...{ half_viewer_seconds: 1_000_000, before_day_half_viewer_seconds: 280_000 },
    ...{ observed_seconds: 9_000, before_day_observed_seconds: 5_400 },
    ...{ reported_seconds: 9_000, before_day_reported_seconds: 5_400 },
    ...{ peak_viewers: 900, day_peak_viewers: 200 },
    ...{ day_peak_at: new Date(lastDay * 1_000), peak_at: new Date(lastDay * 1_000) },
  })
  await aChannel(2, 100)
  await goLive(2, {
    ...{ last_sample_at: new Date((lastDay + daySeconds) * 1_000) },
    ...{ half_viewer_seconds: 1_000_000, observed_seconds: 9_000, day_peak_viewers: 900 },
    ...{ day_peak_at: new Date((lastDay + daySeconds) * 1_000) },
  })
  await prepare()
  const found = await readBoard(sql, 'twitch', 7, all)
  const rows = await listRanked(sql, found?.id ?? 0, 'peak_viewers', { after: null, limit: 9 })
  assert.deepEqual(
    rows.map(row => [row.channelKey, row.halfViewerSeconds, row.observedSeconds, row.peakViewers]),
    [
      [1, 720_000 + 720_000, 7_200, 200],
      [2, 2 * 100 * 4 * hour, 4 * hour, 100],
    ],
  )
})

test('an airtime that is worked out counts in place of the sums, with what is live in it', async () => {
  await aChannel(1, 100, 2 * hour, { reported: 2 * hour })
  await sql`
    update channel_days
    set airtime_seconds = 5000, airtime_present_seconds = 5000, airtime_observed_seconds = 4000`
  await goLive(1, {
    ...{ last_sample_at: new Date((lastDay + 9 * hour) * 1_000), observed_seconds: 1_000 },
    ...{ reported_seconds: 1_000, half_viewer_seconds: 10 },
  })
  await prepare()
  const found = await readBoard(sql, 'twitch', 7, all)
  const [row] = await listRanked(sql, found?.id ?? 0, 'average_viewers', { after: null, limit: 9 })
  assert.deepEqual([row?.observedSeconds, row?.reportedSeconds], [4_000, 5_000])
  assert.equal(row?.halfViewerSeconds, 2 * 100 * 2 * hour + 10)
})

test('a channel stands on the boards of where most of its hours watched were', async () => {
  for (const key of [1, 2, 3]) await aChannel(key, 10 * key)
  for (const key of [1, 2]) await addCategory(sql, 'twitch', key, firstDay)
  const inside = { startedAt: lastDay, endedAt: lastDay + hour }
  const add = (
    key: number,
    no: number,
    categoryKey: number | null,
    language: string | null,
    sum: number,
  ) => addSegment(sql, key, no, { ...inside, categoryKey, language, halfViewerSeconds: sum })
  await add(1, 1, 1, 'en', 500)
  await add(1, 2, 2, 'de', 400)
  await add(1, 3, 1, 'de', 200)
  await add(2, 1, 1, 'en', 100)
  await add(2, 2, null, null, 90)
  // Before the window, and after it.
  await addSegment(sql, 2, 3, {
    ...{ startedAt: firstDay - 60, endedAt: firstDay, categoryKey: 2, language: 'fr' },
    halfViewerSeconds: 9_000,
  })
  await addSegment(sql, 2, 4, {
    ...{ startedAt: lastDay + daySeconds, endedAt: null, categoryKey: 2, language: 'fr' },
    halfViewerSeconds: 9_000,
  })
  await add(3, 1, null, null, 100)
  assert.deepEqual(await prepare(), { ranked: 3, boards: 4 })
  const category = (no: number): BoardOf => ({ kind: 'category', categoryId: `k${no}` })
  const language = (code: string): BoardOf => ({ kind: 'language', language: code })
  assert.deepEqual(await board(category(1)), {
    ranked: 2,
    rows: [
      [1, 2],
      [2, 1],
    ],
  })
  assert.equal(await board(category(2)), null)
  assert.deepEqual(await board(language('en')), { ranked: 1, rows: [[1, 2]] })
  assert.deepEqual(await board(language('de')), { ranked: 1, rows: [[1, 1]] })
  assert.equal(await board(language('fr')), null)
})

test('of an open segment counts what is not written out as well', async () => {
  await aChannel(1, 10)
  await addSegment(sql, 1, 1, {
    ...{ startedAt: lastDay, endedAt: lastDay + 60, categoryKey: null, language: 'de' },
    halfViewerSeconds: 500,
  })
  await addSegment(sql, 1, 2, {
    ...{ startedAt: lastDay + 60, endedAt: null, categoryKey: null, language: 'en' },
    halfViewerSeconds: 100,
  })
  await goLive(1, {
    ...{ segment_no: 2, half_viewer_seconds: 1_000, before_segment_half_viewer_seconds: 500 },
    last_sample_at: new Date((lastDay + daySeconds + 60) * 1_000),
  })
  await prepare()
  assert.deepEqual(await board({ kind: 'language', language: 'en' }), { ranked: 1, rows: [[1, 1]] })
})

test('a category or language keeps the first thousand of each metric and tells how many there are', async () => {
  await sql`
    insert into channels (id, platform, channel_id, created_at, updated_at)
    select i, 'twitch', 'c' || i, to_timestamp(${firstDay}), to_timestamp(${firstDay})
    from generate_series(1, 1200) i`
  await addChannelDay(sql, 'twitch', 1_201, lastDay, { viewers: 1, observed: 1 })
  await sql`
    insert into channel_days (
      channel_id, day, platform, half_viewer_seconds, present_seconds, observed_seconds,
      reported_seconds, peak_viewers, peak_at
    )
    select
      i, to_timestamp(${lastDay})::date, 'twitch', 20000 * i, 10000, 10000, 10000, 2000 - i,
      to_timestamp(${lastDay})
    from generate_series(1, 1200) i`
  await sql`
    insert into segments (channel_id, broadcast_no, segment_no, started_at, language, tags)
    select i, 1, 1, to_timestamp(${lastDay}), 'en', '{}'
    from generate_series(1, 1200) i`
  await prepare()
  const average = await board({ kind: 'language', language: 'en' })
  assert.equal(average?.ranked, 1_200)
  assert.deepEqual([average?.rows.length, average?.rows.at(-1)], [1_000, [1_000, 201]])
  const peak = await board({ kind: 'language', language: 'en' }, 'peak_viewers')
  assert.deepEqual([peak?.rows.length, peak?.rows.at(-1)], [1_000, [1_000, 1_000]])
  assert.equal((await board(all))?.rows.length, 1_200)
})

test('new rankings take the place of the old at once, which are then deleted', async () => {
  await aChannel(1, 10)
  await prepare({ lastDay: lastDay - daySeconds })
  assert.equal(await readRankedDay(sql, 'twitch', 7), '2027-01-13')
  await prepare()
  assert.equal(await readRankedDay(sql, 'twitch', 7), '2027-01-14')
  assert.equal(await readRankedDay(sql, 'twitch', 30), null)
  assert.equal((await board(all))?.ranked, 1)
  await prepare()
  await dropRetiredRankings(sql, 'twitch', new AbortController().signal)
  const [left] = await sql`
    select (select count(*) from ranking_boards) as boards, count(*) as rows
    from channel_rankings`
  assert.deepEqual({ ...left }, { boards: 1, rows: 1 })
})

test('a channel that is deleted while it is ranked is not there afterwards', async () => {
  await aChannel(1, 10)
  await aChannel(2, 20)
  // Whoever prepares waits for the platform's row with all ranks worked out.
  const preparing = await sql.begin(async tx => {
    await tx`select 1 from platforms where platform = 'twitch' for update`
    const prepared = prepare()
    await untilWaiting()
    await tx`delete from channels where id = 1`
    return { prepared }
  })
  await preparing.prepared
  assert.deepEqual((await board(all))?.rows, [[1, 2]])
})

test('rankings that are given up leave those before as they were', async () => {
  await aChannel(1, 10)
  await prepare()
  await aChannel(2, 20)
  const stop = new AbortController()
  const reason = new Error('enough')
  await sql.begin(async tx => {
    await tx`lock table channel_rankings in exclusive mode`
    const prepared = prepare({ signal: stop.signal })
    const rejected = assert.rejects(prepared, reason)
    await untilWaiting()
    stop.abort(reason)
    await rejected
  })
  assert.deepEqual((await board(all))?.rows, [[1, 1]])
})

test('a channel that is deleted leaves the rankings', async () => {
  await aChannel(1, 10)
  await aChannel(2, 20)
  await prepare()
  await deleteChannel(sql, 'twitch', 'c2')
  assert.deepEqual((await board(all))?.rows, [[2, 1]])
})

/** Resolves once somebody waits for a lock of somebody else. */
async function untilWaiting(): Promise<void> {
  for (;;) {
    const [waiting] = await sql`
      select 1
      from pg_locks
      where not granted
        and pid in (
          select pid
          from pg_stat_activity
          where datname = current_database()
        )`
    if (waiting !== undefined) return
  }
}
