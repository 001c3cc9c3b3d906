import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { clearHistory, every, insertHistory, recordSweeps } from '../../test/history-rows.ts'
import { createTestDatabase } from '../../test/postgres.ts'
import { sweptAt } from '../../test/serve-live-rows.ts'
import { createTestServer } from '../../test/serve-server.ts'
import type { ChannelHistory } from '../contract/channel-history.ts'
import type { Problem } from '../contract/problem.ts'
import { createPolicies } from '../domain/policy.ts'

const { sql } = await createTestDatabase()
const { server } = await createTestServer(sql)
const minute = 60
const hour = 3_600

beforeEach(() => clearHistory(sql))

async function ask(path: string): Promise<ChannelHistory> {
  const response = await server.inject(`/channel/twitch/${path}`)
  assert.equal(response.statusCode, 200, response.body)
  assert.equal(response.headers['cache-control'], 'no-cache')
  return response.json()
}

async function refuse(path: string, status: number): Promise<Problem> {
  const response = await server.inject(`/channel/${path}`)
  assert.equal(response.statusCode, status, response.body)
  assert.match(`${response.headers['content-type']}`, /^application\/problem\+json/)
  return response.json()
}

/** 100 viewers for an hour, on air two minutes before the first sample, gone five after the last. */
const constant = {
  streamId: 's1',
  startedAt: sweptAt - 120,
  samples: every(300, sweptAt, sweptAt + 55 * minute, 100),
  ends: [[sweptAt + 55 * minute, sweptAt + 57 * minute + 30]] as const,
}

test('a constant hour has its average exactly, and its hours', async () => {
  await insertHistory(sql, { broadcasts: [constant] })
  await recordSweeps(sql, [sweptAt + hour])
  const { data, meta } = await ask('71092938/history')
  assert.deepEqual(data.channel, {
    platform: 'twitch',
    channel_id: '71092938',
    username: 'mira_plays',
    display_name: null,
    avatar_url: null,
  })
  assert.deepEqual(data.figures, {
    average_viewers: 100,
    hours_watched: 99.1667,
    hours_watched_estimate: null,
    peak_viewers: 100,
    peak_at: '2026-11-22T18:00:00Z',
    airtime_seconds: 3_570,
    present_seconds: 3_570,
    observed_seconds: 3_570,
    reported_seconds: 3_570,
    coverage: 1,
    airtime_coverage: 1,
    samples: 12,
    gaps: 0,
  })
  assert.equal(meta.formula, 'trapezoid-v1')
  assert.equal(meta.as_of, '2026-11-22T19:00:00Z')
  assert.equal(meta.resolution, 'raw')
  assert.deepEqual(meta.window, {
    asked: { window: '24h', from: null, to: null },
    from: '2026-11-21T19:00:01Z',
    to: '2026-11-22T19:00:01Z',
    seconds: 86_400,
  })
  assert.equal(meta.explanation, null)
  assert.equal(data.samples.length, 12)
  assert.deepEqual(data.samples[0], {
    at: '2026-11-22T18:00:00Z',
    viewers: 100,
    broadcast: 1,
    segment: 1,
    gap: false,
  })
  assert.equal(data.segments.length, 1)
  assert.deepEqual(data.series, [])
})

test('an unswept hour is null, a swept one in which nothing was on air is zero', async () => {
  await insertHistory(sql, { broadcasts: [constant] })
  await recordSweeps(sql, [sweptAt + 2 * hour + 1])
  const { data, meta } = await ask(
    '71092938/history?from=2026-11-22T18:00:00Z&to=2026-11-22T21:00:00Z&resolution=hour',
  )
  const [on, unswept, off] = data.series
  assert.equal(data.series.length, 3)
  assert.equal(on?.average_viewers, 100)
  assert.equal(on?.airtime_seconds, 3_450)
  assert.equal(unswept?.airtime_seconds, null)
  assert.equal(unswept?.hours_watched, null)
  assert.equal(off?.airtime_seconds, 0)
  assert.equal(off?.hours_watched, 0)
  assert.equal(off?.average_viewers, null)
  assert.equal(off?.to, '2026-11-22T20:00:02Z')
  assert.deepEqual([meta.steps, meta.swept_steps], [3, 2])
})

test('a gap is listed with its cause and shows as a blank', async () => {
  const before = every(300, sweptAt, sweptAt + 25 * minute, 100)
  const after = every(300, sweptAt + 55 * minute, sweptAt + 80 * minute, 100)
  const last = sweptAt + 80 * minute
  await insertHistory(sql, {
    broadcasts: [
      {
        streamId: 's1',
        startedAt: sweptAt,
        samples: [...before, ...after],
        ends: [[last, last + 150]],
      },
    ],
  })
  const failed = [30, 35, 40, 45, 50].map(minutes => sweptAt + minutes * minute)
  await recordSweeps(sql, failed, { status: 'failed' })
  await recordSweeps(sql, [last + 300])
  const { data } = await ask('71092938/history')
  assert.equal(data.figures.observed_seconds, 52.5 * minute)
  assert.equal(data.figures.airtime_seconds, 82.5 * minute)
  assert.equal(data.figures.coverage, 0.6363)
  assert.equal(data.figures.gaps, 1)
  assert.deepEqual(data.gaps, [
    {
      broadcast: 1,
      from: '2026-11-22T18:25:00Z',
      to: '2026-11-22T18:55:00Z',
      cause: 'failed',
      sweeps: 5,
      reopened: false,
    },
  ])
  assert.deepEqual(
    data.samples.filter(({ gap }) => gap),
    [{ at: '2026-11-22T18:30:00Z', viewers: null, broadcast: 1, segment: 1, gap: true }],
  )
})

test('by the day the window is exact at both ends, and the answer says where it was read', async () => {
  const from = sweptAt - 60 * hour
  const long = { streamId: 's1', startedAt: from, samples: every(300, from, sweptAt, i => 10 + i) }
  await insertHistory(sql, { broadcasts: [long] })
  const window = 'from=2026-11-20T09:07:00Z&to=2026-11-22T17:03:00Z'
  const byDay = await ask(`71092938/history?${window}&resolution=day&explain=1`)
  const byHour = await ask(`71092938/history?${window}&resolution=hour&explain=1`)
  assert.deepEqual(byDay.data.figures, byHour.data.figures)
  assert.deepEqual(byDay.meta.explanation?.sums, byHour.meta.explanation?.sums)
  assert.equal(byDay.data.figures.airtime_seconds, 201_360)
  assert.deepEqual(
    byDay.meta.explanation?.sources.map(({ table, from }) => [table, from]),
    [
      ['samples', '2026-11-20T09:07:00Z'],
      ['channel_days', '2026-11-21T00:00:00Z'],
      ['samples', '2026-11-22T00:00:00Z'],
    ],
  )
  const whole = await ask('71092938/history?window=7d&resolution=day')
  assert.equal(whole.data.figures.airtime_seconds, 60 * hour)
  assert.equal(whole.data.figures.samples, 721)
})

test('two broadcasts at once count their time once and their viewers together', async () => {
  const policyOf = createPolicies({ youtubeDerivedMetrics: true })
  const away = await createTestServer(sql, { policyOf })
  await insertHistory(sql, {
    platform: 'youtube',
    channelId: 'UC1',
    broadcasts: [0, 30].map((after, i) => {
      const startedAt = sweptAt + after * minute
      const last = startedAt + hour
      return {
        streamId: `v${i}`,
        startedAt,
        samples: every(300, startedAt, last, 100),
        ends: [[last, last + 150]],
      }
    }),
  })
  await recordSweeps(sql, [sweptAt + 2 * hour], { platform: 'youtube', scope: { kind: 'tracked' } })
  for (const resolution of ['raw', 'hour', 'day']) {
    const url = `/channel/youtube/UC1/history?resolution=${resolution}`
    const { data, meta } = (await away.server.inject(url)).json<ChannelHistory>()
    assert.equal(data.figures.average_viewers, 135.14)
    assert.equal(data.figures.peak_viewers, 200)
    assert.equal(data.figures.peak_at, '2026-11-22T18:30:00Z')
    assert.equal(data.figures.airtime_seconds, 5_550)
    assert.equal(data.figures.reported_seconds, 7_500)
    assert.equal(meta.platform.attribution, 'YouTube')
    assert.equal(meta.platform.policy_note, null)
  }
})

test('where nothing may be worked out there are samples, no figures and the reason', async () => {
  await insertHistory(sql, { platform: 'youtube', channelId: 'UC1', broadcasts: [constant] })
  await recordSweeps(sql, [sweptAt + hour], { platform: 'youtube' })
  for (const resolution of ['auto', 'hour', 'day']) {
    const url = `/channel/youtube/UC1/history?window=30d&explain=1&resolution=${resolution}`
    const { data, meta } = (await server.inject(url)).json<ChannelHistory>()
    assert.ok(Object.values(data.figures).every(value => value === null))
    assert.ok(data.series.every(point => point.airtime_seconds === null && point.samples === null))
    assert.equal(data.samples.length, resolution === 'auto' ? 12 : 0)
    assert.equal(meta.explanation, null)
    assert.match(`${meta.platform.policy_note}`, /^Figures are not worked out: .*III\.E\.4\.h/)
  }
})

test('where nothing may be worked out gaps are not told', async () => {
  const samples = [
    ...every(300, sweptAt, sweptAt + 25 * minute, 100),
    ...every(300, sweptAt + 55 * minute, sweptAt + 80 * minute, 100),
  ]
  const broadcasts = [{ streamId: 's1', startedAt: sweptAt, samples }]
  await insertHistory(sql, { platform: 'youtube', channelId: 'UC1', broadcasts })
  const { data } = (await server.inject('/channel/youtube/UC1/history')).json<ChannelHistory>()
  assert.deepEqual(data.gaps, [])
  assert.equal(data.samples.length, 12)
  assert.ok(data.samples.every(({ gap }) => !gap))
})

test('a window begins a day before the first sweep at the earliest', async () => {
  await insertHistory(sql, { broadcasts: [constant] })
  const { data, meta } = await ask('71092938/history?from=2005-01-01T00:00:00Z')
  assert.equal(meta.window.from, '2026-11-21T18:00:00Z')
  assert.equal(meta.window.asked.from, '2005-01-01T00:00:00Z')
  assert.equal(data.figures.samples, 12)
})

test('a window that is too long without a named end is refused', async () => {
  await insertHistory(sql, { broadcasts: [constant] })
  await recordSweeps(sql, [sweptAt - 3_661 * 24 * hour])
  for (const resolution of ['auto', 'day']) {
    const query = `from=2005-01-01T00:00:00Z&resolution=${resolution}`
    const { errors } = await refuse(`twitch/71092938/history?${query}`, 400)
    assert.deepEqual(errors, [
      {
        parameter: 'from',
        message: 'must be at most 3660 days before to',
        allowed: 'at most 3660 days',
      },
    ])
  }
})

test('what is refused says since when times may be', async () => {
  const { errors } = await refuse('twitch/c1/history?from=1000-01-01T00:00:00Z', 400)
  assert.equal(errors[0]?.allowed, 'a time of 2005 or later such as 2026-11-22T18:00:00Z')
})

test('an id of 200 characters is looked for', async () => {
  const channelId = 'c'.repeat(200)
  await insertHistory(sql, { channelId, broadcasts: [constant] })
  assert.equal((await ask(`${channelId}/history`)).data.channel.channel_id, channelId)
  await refuse(`twitch/${'d'.repeat(200)}/history`, 404)
  await refuse(`twitch/${'d'.repeat(201)}/history`, 414)
})

test('a channel is found by its name in any case, if only one has it', async () => {
  await insertHistory(sql, { broadcasts: [constant] })
  await insertHistory(sql, { channelId: 'b', username: 'twin', broadcasts: [] })
  await insertHistory(sql, { channelId: 'c', username: 'Twin', broadcasts: [] })
  const { data } = await ask('Mira_Plays/history')
  assert.equal(data.channel.channel_id, '71092938')
  assert.equal((await ask('b/history')).data.figures.airtime_seconds, 0)
  const { detail } = await refuse('twitch/twin/history', 404)
  assert.equal(detail, 'Several channels of twitch are known as twin: ask by channel_id.')
})

test('what the path names and is not known is a 404 problem', async () => {
  await refuse('twitch/nobody/history', 404)
  await refuse('twitch/%00/history', 404)
  await refuse('myspace/tom/history', 404)
  await insertHistory(sql, { channelId: 'new', broadcasts: [] })
  const { detail } = await refuse('twitch/new/history', 404)
  assert.equal(detail, 'Nothing of twitch was swept yet.')
})

const wrong: [query: string, parameter: string][] = [
  ['window=5', 'window'],
  ['window=9999d', 'window'],
  ['window=7d&from=2026-11-20T09:07:00Z', 'window'],
  ['to=2026-11-20T09:07:00Z', 'from'],
  ['from=2026-11-20T09:07:00Z&to=2026-11-20T09:07:00Z', 'from'],
  ['from=2005-11-20T09:07:00Z&to=2026-11-20T09:07:00Z', 'from'],
  ['from=2000-11-20T09:07:00Z&to=2026-11-20T09:07:00Z', 'from'],
  ['from=1000-01-01T00:00:00Z', 'from'],
  ['from=0001-01-01T00:00:00Z', 'from'],
  ['from=2004-12-31T23:59:59Z', 'from'],
  ['from=yesterday', 'from'],
  ['resolution=minute', 'resolution'],
  ['window=32d&resolution=raw', 'resolution'],
  ['window=93d&resolution=hour', 'resolution'],
  ['explain=yes', 'explain'],
  ['limit=3', 'limit'],
]
for (const [query, parameter] of wrong)
  test(`${query} is refused by the name of ${parameter}`, async () => {
    await insertHistory(sql, { broadcasts: [constant] })
    const { errors } = await refuse(`twitch/71092938/history?${query}`, 400)
    assert.deepEqual(
      errors.map(error => error.parameter),
      [parameter],
    )
  })
