import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import {
  clearHistory,
  every,
  type HistoryBroadcast,
  insertHistory,
} from '../../test/history-rows.ts'
import { createTestDatabase } from '../../test/postgres.ts'
import { sweptAt } from '../../test/serve-live-rows.ts'
import { createTestServer } from '../../test/serve-server.ts'
import type { BroadcastAnswer, ChannelBroadcasts } from '../contract/broadcast.ts'
import type { Problem } from '../contract/problem.ts'

const { sql } = await createTestDatabase()
const { server } = await createTestServer(sql)
const minute = 60
const hour = 3_600

beforeEach(() => clearHistory(sql))

/** An hour of two segments, a restart of it that is open, and one long before. */
const broadcasts: HistoryBroadcast[] = [
  {
    streamId: 'old',
    startedAt: sweptAt - 50 * hour,
    samples: every(300, sweptAt - 50 * hour, sweptAt - 49 * hour, 7),
    ends: [[sweptAt - 49 * hour, sweptAt - 49 * hour + 100]],
  },
  {
    streamId: 'first',
    startedAt: sweptAt - 4 * hour,
    samples: every(300, sweptAt - 4 * hour, sweptAt - 3 * hour, i => (i < 6 ? 100 : 300)),
    ends: [[sweptAt - 3 * hour, sweptAt - 3 * hour + 60]],
    segments: [
      { segmentNo: 1, startedAt: sweptAt - 4 * hour, title: 'Warm up' },
      {
        segmentNo: 2,
        startedAt: sweptAt - 4 * hour + 28 * minute,
        title: 'Ranked',
        language: 'de',
      },
    ],
  },
  {
    streamId: 'again',
    startedAt: sweptAt - 3 * hour + 120,
    samples: every(300, sweptAt - 3 * hour + 300, sweptAt, 200),
    restartOf: 2,
  },
]

async function list(query = ''): Promise<ChannelBroadcasts> {
  const response = await server.inject(`/channel/twitch/mira_plays/broadcasts${query}`)
  assert.equal(response.statusCode, 200, response.body)
  return response.json()
}

async function read(path: string): Promise<BroadcastAnswer> {
  const response = await server.inject(`/broadcast/twitch/${path}`)
  assert.equal(response.statusCode, 200, response.body)
  return response.json()
}

test('broadcasts come newest first, each with the figures of all of it', async () => {
  await insertHistory(sql, { broadcasts })
  const { data, meta, pagination } = await list()
  assert.deepEqual(
    data.map(row => [row.stream_id, row.restart_of, row.ended_at, row.segments]),
    [
      ['again', 'first', null, 1],
      ['first', null, '2026-11-22T15:01:00Z', 2],
      ['old', null, '2026-11-20T17:01:40Z', 1],
    ],
  )
  const [open, first] = data
  assert.equal(open?.figures.average_viewers, 200)
  assert.equal(open?.figures.airtime_seconds, 3 * hour - 120)
  assert.equal(open?.last_sample_at, '2026-11-22T18:00:00Z')
  assert.equal(first?.title, 'Ranked')
  assert.equal(first?.language, 'de')
  assert.equal(first?.figures.peak_viewers, 300)
  assert.equal(meta.channel.channel_id, '71092938')
  assert.deepEqual(pagination, { limit: 50, next_cursor: null })
})

test('with explain=1 a list has the sums of all its rows, and where they were read', async () => {
  await insertHistory(sql, { broadcasts })
  const { data, meta } = await list('?explain=1')
  const { sums, sources } = meta.explanation ?? assert.fail()
  const total = (figure: 'reported_seconds' | 'samples') =>
    data.reduce((sum, { figures }) => sum + (figures[figure] ?? 0), 0)
  assert.deepEqual(
    [sums.reported_seconds, sums.samples, sums.peak_viewers, sums.peak_at],
    [total('reported_seconds'), total('samples'), 300, data[1]?.figures.peak_at],
  )
  assert.deepEqual(
    sources.map(({ table, from, rows }) => [table, from, rows]),
    [
      ['broadcasts', '2026-11-20T16:00:00Z', 3],
      ['live_broadcasts', '2026-11-22T15:02:00Z', 1],
    ],
  )
  assert.equal((await list()).meta.explanation, null)
  const none = await list('?explain=1&to=2010-01-01T00:00:00Z')
  assert.deepEqual(none.meta.explanation?.sources, [])
})

test('what has no sums yet has no figures', async () => {
  await insertHistory(sql, { broadcasts })
  await sql`update broadcasts set samples = 0, reported_seconds = 0 where stream_id = 'old'`
  const { data } = await list()
  assert.ok(Object.values(data[2]?.figures ?? {}).every(value => value === null))
  assert.equal(data[1]?.figures.samples, 13)
})

test('a list is read on with its cursor, page by page', async () => {
  await insertHistory(sql, { broadcasts })
  const found: (string | null)[] = []
  let query = '?limit=1'
  for (let page = 0; page < 3; page += 1) {
    const { data, pagination } = await list(query)
    found.push(...data.map(row => row.stream_id))
    query = `?limit=1&cursor=${pagination.next_cursor}`
  }
  assert.deepEqual(found, ['again', 'first', 'old'])
  assert.equal(query, '?limit=1&cursor=null')
})

test('only broadcasts with time in a window are listed, and they are not cut', async () => {
  await insertHistory(sql, { broadcasts })
  const at = async (query: string) => (await list(query)).data.map(row => row.stream_id)
  assert.deepEqual(await at('?from=2026-11-22T15:00:59Z'), ['again', 'first'])
  assert.deepEqual(await at('?from=2026-11-22T15:01:00Z'), ['again'])
  assert.deepEqual(await at('?to=2026-11-22T15:02:00Z'), ['first', 'old'])
  assert.deepEqual(await at('?to=2026-11-22T15:02:01Z'), ['again', 'first', 'old'])
})

test('what is wrong with a question for broadcasts is named', async () => {
  await insertHistory(sql, { broadcasts })
  const query = 'from=2026-11-22T15:00:00Z&to=2026-11-22T15:00:00Z&limit=0&cursor=AAAA'
  const response = await server.inject(`/channel/twitch/mira_plays/broadcasts?${query}`)
  assert.equal(response.statusCode, 400)
  assert.deepEqual(
    response.json<Problem>().errors.map(({ parameter }) => parameter),
    ['limit', 'cursor', 'from'],
  )
  assert.equal((await server.inject('/channel/twitch/nobody/broadcasts')).statusCode, 404)
})

test('a broadcast has its segments, and both ways of its restart', async () => {
  await insertHistory(sql, { broadcasts })
  const { data } = await read('first')
  assert.equal(data.broadcast.stream_id, 'first')
  assert.deepEqual(data.restarted_as, ['again'])
  assert.deepEqual(
    data.segments.map(row => [row.title, row.figures.airtime_seconds, row.figures.peak_viewers]),
    [
      ['Warm up', 28 * minute, 100],
      ['Ranked', 33 * minute, 300],
    ],
  )
  assert.deepEqual([data.gaps, data.samples, data.series], [[], [], []])
  const again = await read('again')
  assert.equal(again.data.broadcast.restart_of, 'first')
  assert.equal(again.data.broadcast.ended_at, null)
  assert.equal(again.data.segments[0]?.figures.airtime_seconds, 3 * hour - 120)
})

test('with series=1 a short broadcast has its samples and a long one its hours', async () => {
  await insertHistory(sql, { broadcasts })
  const from = sweptAt - 70 * hour
  await insertHistory(sql, {
    channelId: 'long',
    username: 'long',
    broadcasts: [{ streamId: 'long', startedAt: from, samples: every(300, from, sweptAt, 50) }],
  })
  const { data } = await read('first?series=1&explain=1')
  assert.equal(data.samples.length, 13)
  assert.deepEqual(
    data.samples.map(({ segment }) => segment),
    [...Array(6).fill(1), ...Array(7).fill(2)],
  )
  const long = await read('long?series=1&explain=1')
  assert.equal(long.data.samples.length, 0)
  assert.equal(long.data.series.length, 71)
  assert.equal(long.data.series[3]?.average_viewers, 50)
  assert.equal(long.meta.explanation?.sums.reported_seconds, 70 * hour)
  assert.equal(long.data.broadcast.figures.samples, 841)
})

test('a gap of a broadcast is listed with its cause', async () => {
  const samples = [
    ...every(300, sweptAt - 2 * hour, sweptAt - hour, 10),
    ...every(300, sweptAt - 20 * minute, sweptAt, 10),
  ]
  await insertHistory(sql, {
    broadcasts: [{ streamId: 's1', startedAt: sweptAt - 2 * hour, samples }],
  })
  const { data } = await read('s1')
  assert.deepEqual(
    data.gaps.map(({ from, to, cause }) => [from, to, cause]),
    [['2026-11-22T17:00:00Z', '2026-11-22T17:40:00Z', 'no_sweep']],
  )
  assert.equal(data.broadcast.figures.gaps, 1)
})

test('where nothing may be worked out a broadcast has its samples and no figures', async () => {
  const [, first] = broadcasts
  await insertHistory(sql, { platform: 'youtube', broadcasts: [first ?? assert.fail()] })
  const response = await server.inject('/broadcast/youtube/first?series=1&explain=1')
  const { data, meta } = response.json<BroadcastAnswer>()
  assert.equal(data.samples.length, 13)
  for (const { figures } of [data.broadcast, ...data.segments])
    assert.ok(Object.values(figures).every(value => value === null))
  assert.equal(meta.explanation, null)
  assert.match(`${meta.platform.policy_note}`, /^Figures are not worked out/)
})

test('where nothing may be worked out a long broadcast has its samples, and no gaps', async () => {
  const from = sweptAt - 70 * hour
  const samples = every(300, from, sweptAt, 50).filter(
    ([at]) => at < sweptAt - hour || at === sweptAt,
  )
  await insertHistory(sql, {
    platform: 'youtube',
    broadcasts: [{ streamId: 'long', startedAt: from, samples }],
  })
  for (const query of ['', '?series=1']) {
    const response = await server.inject(`/broadcast/youtube/long${query}`)
    const { data } = response.json<BroadcastAnswer>()
    assert.equal(data.samples.length, query === '' ? 0 : samples.length)
    assert.ok(data.samples.every(({ gap }) => !gap))
    assert.deepEqual([data.gaps, data.series], [[], []])
  }
})

test('broadcasts of years before 2005 are not asked for', async () => {
  await insertHistory(sql, { broadcasts })
  for (const query of ['from=0001-01-01T00:00:00Z', 'to=2004-12-31T23:59:59Z']) {
    const response = await server.inject(`/channel/twitch/mira_plays/broadcasts?${query}`)
    assert.equal(response.statusCode, 400)
    assert.match(`${response.json<Problem>().errors[0]?.allowed}`, /2005 or later/)
  }
})

test('a broadcast that is not known is a 404 problem', async () => {
  for (const path of ['twitch/nothing', 'kick/first', 'twitch/%00', 'myspace/1']) {
    const response = await server.inject(`/broadcast/${path}`)
    assert.equal(response.statusCode, 404)
    assert.match(response.json<Problem>().type, /not_found$/)
  }
})
