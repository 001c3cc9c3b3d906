import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { createTestDatabase } from '../../test/postgres.ts'
import {
  aRollup,
  bookDay,
  bookHour,
  clearRollups,
  insertCategory,
  setFolded,
} from '../../test/rollup-rows.ts'
import { aSweep, recordSweepRow } from '../../test/serve-live-rows.ts'
import { createTestServer } from '../../test/serve-server.ts'
import type { CategoryStats, CategoryStatsList } from '../contract/categories.ts'
import type { Problem } from '../contract/problem.ts'
import type { Platform } from '../domain/platform.ts'
import { foldSpans } from '../store/fold-spans.ts'

const { sql } = await createTestDatabase()
const { server } = await createTestServer(sql)
beforeEach(() => clearRollups(sql))

/** 2026-02-16T00:00:00Z, a Monday. */
const midnight = Date.UTC(2026, 1, 16) / 1_000
const hour = 3_600
const day = 86_400

async function ask(query: Record<string, string> = {}): Promise<CategoryStatsList> {
  const response = await server.inject({ url: '/stats/categories', query })
  assert.equal(response.statusCode, 200, response.body)
  return response.json()
}

async function askWrongly(query: Record<string, string>): Promise<string[]> {
  const response = await server.inject({ url: '/stats/categories', query })
  assert.equal(response.statusCode, 400, response.body)
  return response.json<Problem>().errors?.map(({ parameter }) => parameter) ?? []
}

async function sweepAt(times: readonly number[], platform: Platform = 'twitch'): Promise<void> {
  for (const collectedAt of times) await recordSweepRow(sql, aSweep({ collectedAt, platform }))
}

const pick = <K extends keyof CategoryStats>({ data }: CategoryStatsList, ...names: readonly K[]) =>
  data.map(row => names.map(name => row[name]))

test('before the first sweep there are no rows and no windows', async () => {
  const { data, meta } = await ask()
  assert.deepEqual(data, [])
  assert.deepEqual([meta.as_of, meta.windows, meta.ranked], [null, [], 0])
  assert.deepEqual(meta.universe, { name: 'all streams', hours_watched: 0 })
})

test('a row has every field, and divides by the window as it was cut', async () => {
  const key = await insertCategory(sql, '509658', 'Just Chatting')
  await sweepAt([midnight, midnight + hour, midnight + 4 * hour])
  const peakAt = midnight + 2 * hour + 300
  const booked = { categoryKey: key, presentSeconds: 7_200, broadcastsStarted: 2, gaps: 1, peakAt }
  await bookHour(sql, aRollup({ at: midnight + 2 * hour, reportedSeconds: 8_000, ...booked }))
  await bookHour(sql, aRollup({ at: midnight + 3 * hour, viewerSeconds: 180_000 }))
  await bookHour(
    sql,
    aRollup({ at: midnight, categoryKey: key, viewerSeconds: 360_000, peakViewers: 90 }),
  )
  assert.deepEqual(await ask({ window: '2h' }), {
    data: [
      {
        platform: 'twitch',
        category_id: '509658',
        game_name: 'Just Chatting',
        rank: 1,
        average_viewers: 100,
        average_streams: 1,
        viewers_per_stream: 100,
        hours_watched: 200,
        hours_watched_estimate: 222.2222,
        peak_viewers: 100,
        peak_at: '2026-02-16T02:05:00Z',
        airtime_seconds: 8_000,
        present_seconds: 7_200,
        observed_seconds: 7_200,
        reported_seconds: 8_000,
        coverage: 0.9,
        airtime_coverage: 0.9,
        samples: 12,
        gaps: 1,
        broadcasts_started: 2,
        share: 0.8,
        average_viewers_change: 50,
        average_viewers_change_relative: 1,
        average_streams_change: 0.5,
        average_streams_change_relative: 1,
        viewers_per_stream_change: 0,
        viewers_per_stream_change_relative: 0,
        peak_viewers_change: 10,
        peak_viewers_change_relative: 0.1111,
      },
    ],
    meta: {
      as_of: '2026-02-16T04:00:00Z',
      formula: 'trapezoid-v1',
      windows: [
        {
          platform: 'twitch',
          window: {
            asked: { window: '2h', from: null, to: null },
            from: '2026-02-16T02:00:00Z',
            to: '2026-02-16T04:00:00Z',
            seconds: 7_200,
          },
          before: { from: '2026-02-16T00:00:00Z', to: '2026-02-16T02:00:00Z' },
          cut_to_days: false,
        },
      ],
      categories: 1,
      ranked: 1,
      least_coverage: 0.8,
      universe: { name: 'all streams on twitch', hours_watched: 250 },
      explanation: null,
      platforms: [
        {
          platform: 'twitch',
          status: 'complete',
          scope: 'all',
          collected_at: '2026-02-16T04:00:00Z',
          complete_at: '2026-02-16T04:00:00Z',
          zero_viewers: 'counted',
          attribution: null,
          policy_left_out: [],
          policy_note: null,
        },
      ],
      demo: null,
    },
    pagination: { limit: 50, next_cursor: null },
  })
})

test('changes are null where the census does not reach back, and zero counts where it does', async () => {
  const key = await insertCategory(sql, '1', 'One')
  await sweepAt([midnight, midnight + hour, midnight + 3 * hour])
  await bookHour(sql, aRollup({ at: midnight + 2 * hour, categoryKey: key }))
  const young = await ask({ window: '2h' })
  assert.deepEqual(pick(young, 'average_viewers_change', 'peak_viewers_change'), [[null, null]])
  assert.equal(young.meta.windows[0]?.before, null)
  const one = await ask({ window: '1h' })
  assert.deepEqual(
    pick(one, 'average_viewers_change', 'average_viewers_change_relative', 'peak_viewers_change'),
    [[100, null, null]],
  )
})

test('changes are null where nothing was swept before', async () => {
  const key = await insertCategory(sql, '1', 'One')
  await sweepAt([midnight, midnight + 3 * hour])
  await bookHour(sql, aRollup({ at: midnight + 2 * hour, categoryKey: key }))
  const answer = await ask({ window: '1h' })
  assert.deepEqual(pick(answer, 'average_viewers', 'average_viewers_change'), [[100, null]])
  assert.equal(answer.meta.windows[0]?.before, null)
})

test('a census that began within an hour has nothing before', async () => {
  const key = await insertCategory(sql, '1', 'One')
  await sweepAt([midnight + 2_400, midnight + 2_700, midnight + hour + 300])
  await bookHour(sql, aRollup({ at: midnight, categoryKey: key, presentSeconds: 300 }))
  for (const query of [{}, { window: '1h' }, { from: '2026-02-16T01:00:00Z' }]) {
    const answer = await ask(query)
    assert.deepEqual(answer.meta.windows[0]?.before, null)
    for (const row of answer.data) assert.equal(row.average_viewers_change, null)
  }
})

test('a window is cut on full hours, not before the first sweep and not after the last', async () => {
  await sweepAt([midnight + 600, midnight + 5 * hour + 300])
  const cut = async (query: Record<string, string>) => {
    const window = (await ask(query)).meta.windows[0]?.window
    return window && [window.from, window.to]
  }
  assert.deepEqual(await cut({ window: '3h' }), ['2026-02-16T02:00:00Z', '2026-02-16T05:05:00Z'])
  assert.deepEqual(await cut({}), ['2026-02-16T00:10:00Z', '2026-02-16T05:05:00Z'])
  assert.deepEqual(await cut({ from: '2026-02-16T01:30:00Z', to: '2026-02-16T03:30:00Z' }), [
    '2026-02-16T01:00:00Z',
    '2026-02-16T04:00:00Z',
  ])
  assert.equal(await cut({ from: '2026-03-16T01:30:00Z' }), undefined)
})

test('folded days, weeks and hours together are the window', async () => {
  const key = await insertCategory(sql, '1', 'One')
  const start = midnight - 10 * day
  await sweepAt([start, midnight + 5 * hour])
  for (let at = start; at < midnight + day; at += day)
    await bookDay(sql, aRollup({ at, categoryKey: key, viewerSeconds: day, reportedSeconds: day }))
  await bookHour(sql, aRollup({ at: midnight + 4 * hour, categoryKey: key, viewerSeconds: hour }))
  await setFolded(sql, 'twitch', midnight + 4 * hour)
  const hoursWatched = async () =>
    (await ask({ window: '30d', explain: '1' })).data[0]?.hours_watched
  assert.equal(await hoursWatched(), 11 * 24 + 1)
  await foldSpans(sql, 'twitch', new AbortController().signal)
  await setFolded(sql, 'twitch', midnight + 4 * hour)
  assert.equal(await hoursWatched(), 11 * 24 + 1)
  const [source] = (await ask({ window: '30d', explain: '1' })).meta.explanation?.sources ?? []
  assert.deepEqual([source?.weeks, source?.days], [1, 4])
})

test('by language the pairs are read, and shares are of that language', async () => {
  const [one, two] = [await insertCategory(sql, '1', 'One'), await insertCategory(sql, '2', 'Two')]
  await sweepAt([midnight, midnight + hour])
  await bookHour(sql, aRollup({ at: midnight, categoryKey: one, language: 'en' }))
  await bookHour(sql, aRollup({ at: midnight, categoryKey: one, language: 'de', peakViewers: 7 }))
  await bookHour(
    sql,
    aRollup({ at: midnight, categoryKey: two, language: 'de', viewerSeconds: 3 * 360_000 }),
  )
  const answer = await ask({ language: 'DE' })
  assert.deepEqual(pick(answer, 'category_id', 'share', 'peak_viewers'), [
    ['2', 0.75, 100],
    ['1', 0.25, 7],
  ])
  assert.equal(answer.meta.universe.name, 'all streams in de on twitch')
})

test('a filter by category or name keeps ranks and shares', async () => {
  for (const [i, name] of ['Chess', 'Speed Chess', 'Poker'].entries())
    await bookHour(
      sql,
      aRollup({
        at: midnight,
        categoryKey: await insertCategory(sql, `${i + 1}`, name),
        viewerSeconds: 360_000 * (3 - i),
      }),
    )
  await sweepAt([midnight, midnight + hour])
  assert.deepEqual(pick(await ask({ q: 'SPEED' }), 'game_name', 'rank'), [['Speed Chess', 2]])
  assert.deepEqual(pick(await ask({ category: 'Chess' }), 'category_id', 'rank'), [['1', 1]])
  assert.deepEqual(pick(await ask({ category: '3' }), 'game_name', 'rank', 'share'), [
    ['Poker', 3, 0.166667],
  ])
  assert.deepEqual((await ask({ q: 'nothing like it' })).data, [])
})

test('pages follow each other without a row twice or missed', async () => {
  for (let i = 1; i <= 7; i += 1)
    await bookHour(
      sql,
      aRollup({
        at: midnight,
        categoryKey: await insertCategory(sql, `${i}`, `Game ${i}`),
        viewerSeconds: 3_600 * Math.ceil(i / 2),
      }),
    )
  await sweepAt([midnight, midnight + hour])
  const whole = pick(await ask(), 'category_id', 'rank')
  const pages: unknown[] = []
  let cursor: string | null = null
  do {
    const page: CategoryStatsList = await ask({ limit: '2', ...(cursor && { cursor }) })
    pages.push(...pick(page, 'category_id', 'rank'))
    cursor = page.pagination.next_cursor
  } while (cursor !== null)
  assert.deepEqual(pages, whole)
  assert.deepEqual(
    whole.map(([, rank]) => rank),
    [1, 2, 2, 4, 4, 6, 6],
  )
})

test('platforms whose terms forbid sums have no rows and a note', async () => {
  await sweepAt([midnight, midnight + hour])
  await sweepAt([midnight, midnight + hour], 'youtube')
  for (const platform of ['twitch', 'youtube'] as const) {
    const categoryKey = await insertCategory(sql, '1', 'One', platform)
    await bookHour(sql, aRollup({ at: midnight, platform, categoryKey }))
  }
  const { data, meta } = await ask()
  assert.deepEqual(
    data.map(row => row.platform),
    ['twitch'],
  )
  const youtube = meta.platforms.find(({ platform }) => platform === 'youtube')
  assert.match(youtube?.policy_note ?? '', /developer policies/)
  assert.deepEqual(
    meta.windows.map(row => row.platform),
    ['twitch'],
  )
})

test('categories of the same name on two platforms are two rows', async () => {
  for (const platform of ['twitch', 'kick'] as const) {
    await sweepAt([midnight, midnight + hour], platform)
    const categoryKey = await insertCategory(sql, '1', 'Chess', platform)
    await bookHour(sql, aRollup({ at: midnight, platform, categoryKey }))
  }
  const answer = await ask({ category: 'Chess' })
  assert.deepEqual(pick(answer, 'platform', 'rank', 'share'), [
    ['twitch', 1, 0.5],
    ['kick', 1, 0.5],
  ])
  assert.deepEqual(pick(await ask({ platform: 'kick' }), 'platform', 'share'), [['kick', 1]])
})

test('an answer follows the newest version of a platform', async () => {
  const key = await insertCategory(sql, '1', 'One')
  await sweepAt([midnight, midnight + hour])
  assert.deepEqual((await ask()).data, [])
  await bookHour(sql, aRollup({ at: midnight, categoryKey: key }))
  await setFolded(sql, 'twitch', midnight)
  assert.equal((await ask()).data.length, 1)
})

test('sorting by change compares all categories', async () => {
  const [one, two] = [await insertCategory(sql, '1', 'One'), await insertCategory(sql, '2', 'Two')]
  await sweepAt([midnight, midnight + 2 * hour])
  await bookHour(sql, aRollup({ at: midnight, categoryKey: one, viewerSeconds: 3_600_000 }))
  await bookHour(sql, aRollup({ at: midnight + hour, categoryKey: one, viewerSeconds: 360_000 }))
  await bookHour(sql, aRollup({ at: midnight + hour, categoryKey: two, viewerSeconds: 36_000 }))
  const answer = await ask({ window: '1h', sort: 'change' })
  assert.deepEqual(pick(answer, 'category_id', 'average_viewers_change', 'rank'), [
    ['2', 10, 1],
    ['1', -900, 2],
  ])
})

test('everything wrong with a question is told at once', async () => {
  assert.deepEqual(await askWrongly({ window: '5w', sort: 'x', limit: '0', foo: '1' }), [
    'window',
    'sort',
    'limit',
    'foo',
  ])
  assert.deepEqual(await askWrongly({ to: '2026-02-16T00:00:00Z' }), ['from'])
  assert.deepEqual(await askWrongly({ explain: 'yes' }), ['explain'])
  assert.deepEqual(await askWrongly({ from: '0001-01-01T00:00:00Z' }), ['from'])
})

test('a window that is too long without a named end is refused', async () => {
  await sweepAt([midnight, midnight + 3_660 * day])
  const from = (at: number) => ({ from: new Date(at * 1_000).toISOString().replace('.000', '') })
  assert.equal((await ask(from(midnight))).meta.windows.length, 1)
  await sweepAt([midnight + 3_660 * day + 1])
  assert.equal((await ask({ window: '3660d' })).meta.windows.length, 1)
  assert.deepEqual(await askWrongly(from(midnight)), ['from'])
})

test('a cursor of another order is refused', async () => {
  const [one, two] = [await insertCategory(sql, '1', 'One'), await insertCategory(sql, '2', 'Two')]
  await sweepAt([midnight, midnight + hour])
  for (const categoryKey of [one, two]) await bookHour(sql, aRollup({ at: midnight, categoryKey }))
  const cursor = (await ask({ limit: '1' })).pagination.next_cursor ?? ''
  assert.deepEqual(await askWrongly({ cursor, sort: 'peak_viewers' }), ['cursor'])
})
