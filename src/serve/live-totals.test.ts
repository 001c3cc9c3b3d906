import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { createTestDatabase } from '../../test/postgres.ts'
import {
  aLiveBroadcast,
  aSweep,
  clearCensus,
  insertLiveBroadcast,
  recordSweepRow,
  sweptAt,
} from '../../test/serve-live-rows.ts'
import { createTestServer, findClosedPort, openPoolTo } from '../../test/serve-server.ts'
import type { LiveTop } from '../contract/live.ts'
import type { LiveTotals } from '../contract/live-totals.ts'
import type { Problem } from '../contract/problem.ts'
import { createPolicies, type Policies } from '../domain/policy.ts'

const { sql } = await createTestDatabase()
const { server } = await createTestServer(sql)

beforeEach(async () => {
  await clearCensus(sql)
  await sql`delete from demo`
})

async function ask(): Promise<LiveTotals> {
  const response = await server.inject('/live/totals')
  assert.equal(response.statusCode, 200, response.body)
  assert.equal(response.headers['content-type'], 'application/json; charset=utf-8')
  assert.equal(response.headers['cache-control'], 'no-cache')
  return response.json()
}

test('before the first sweep nothing is known, which is not zero', async () => {
  assert.deepEqual(await ask(), {
    data: [{ platform: 'twitch', streams: null, viewers: null, hidden: null }],
    meta: {
      as_of: null,
      platforms: [
        {
          platform: 'twitch',
          status: null,
          scope: null,
          collected_at: null,
          complete_at: null,
          zero_viewers: 'counted',
          attribution: null,
          policy_left_out: [],
          policy_note: null,
        },
      ],
      demo: null,
    },
  })
})

test('a failed sweep makes nothing known; one that found nobody does', async () => {
  const nothing = { platform: 'twitch', streams: null, viewers: null, hidden: null }
  await recordSweepRow(sql, aSweep({ collectedAt: sweptAt - 300, status: 'failed' }))
  assert.deepEqual((await ask()).data, [nothing])
  await recordSweepRow(sql, aSweep())
  assert.deepEqual((await ask()).data, [{ platform: 'twitch', streams: 0, viewers: 0, hidden: 0 }])
})

test('every platform has its sums', async () => {
  await recordSweepRow(sql, aSweep())
  await recordSweepRow(sql, aSweep({ platform: 'picarto', collectedAt: sweptAt - 60 }))
  for (const row of [{ viewers: 5 }, { viewers: 4_000 }, { viewers: null }])
    await insertLiveBroadcast(sql, aLiveBroadcast(row))
  await insertLiveBroadcast(sql, aLiveBroadcast({ platform: 'picarto', viewers: null }))
  const { data, meta } = await ask()
  assert.deepEqual(data, [
    { platform: 'twitch', streams: 3, viewers: 4_005, hidden: 1 },
    { platform: 'picarto', streams: 1, viewers: null, hidden: 1 },
  ])
  assert.equal(meta.as_of, '2026-11-22T18:00:00Z')
})

const youtubePolicies: [title: string, policyOf: Policies][] = [
  ['its usual terms', createPolicies({ youtubeDerivedMetrics: false })],
  ['its amendment', createPolicies({ youtubeDerivedMetrics: true })],
]

/** What the totals say of Twitch and YouTube where both are swept under a policy. */
async function askUnder(policyOf: Policies): Promise<LiveTotals> {
  const away = await createTestServer(sql, { sweptPlatforms: ['twitch', 'youtube'], policyOf })
  return (await away.server.inject('/live/totals')).json()
}

async function sweepYoutube(): Promise<void> {
  await recordSweepRow(sql, aSweep({ platform: 'youtube', scope: { kind: 'tracked' } }))
  for (const viewers of [700, 50, null])
    await insertLiveBroadcast(sql, aLiveBroadcast({ platform: 'youtube', viewers }))
}

test('under its usual terms YouTube has streams and no viewers, and the answer says why', async () => {
  await recordSweepRow(sql, aSweep())
  await insertLiveBroadcast(sql, aLiveBroadcast({ viewers: 5 }))
  await sweepYoutube()
  const { data, meta } = await askUnder(createPolicies({ youtubeDerivedMetrics: false }))
  assert.deepEqual(data, [
    { platform: 'twitch', streams: 1, viewers: 5, hidden: 0 },
    { platform: 'youtube', streams: 3, viewers: null, hidden: 1 },
  ])
  const [twitch, youtube] = meta.platforms
  assert.deepEqual(
    [twitch?.attribution, twitch?.policy_left_out, twitch?.policy_note],
    [null, [], null],
  )
  assert.equal(youtube?.scope, 'tracked')
  assert.equal(youtube?.attribution, 'YouTube')
  assert.deepEqual(youtube?.policy_left_out, ['viewers'])
  assert.match(
    `${youtube?.policy_note}`,
    /^Viewers are not summed up: .*III\.E\.2\.a.* YOUTUBE_DERIVED_METRICS_ACCEPTED is true\.$/,
  )
})

test('under its amendment YouTube is summed up like every platform, and still named', async () => {
  await sweepYoutube()
  const { data, meta } = await askUnder(createPolicies({ youtubeDerivedMetrics: true }))
  assert.deepEqual(data[1], { platform: 'youtube', streams: 3, viewers: 750, hidden: 1 })
  const [, youtube] = meta.platforms
  assert.deepEqual(
    [youtube?.attribution, youtube?.policy_left_out, youtube?.policy_note],
    ['YouTube', [], null],
  )
})

for (const [title, policyOf] of youtubePolicies)
  test(`where nothing is live, viewers are zero only where they may be summed up: ${title}`, async () => {
    const before = await askUnder(policyOf)
    assert.deepEqual(before.data[1], {
      platform: 'youtube',
      streams: null,
      viewers: null,
      hidden: null,
    })
    await recordSweepRow(sql, aSweep({ platform: 'youtube', scope: { kind: 'tracked' } }))
    const { data } = await askUnder(policyOf)
    const viewers = policyOf('youtube').allowAggregates ? 0 : null
    assert.deepEqual(data[1], { platform: 'youtube', streams: 0, viewers, hidden: 0 })
  })

test('a policy that forbids sums does so on any platform, in words of its own', async () => {
  await recordSweepRow(sql, aSweep())
  await insertLiveBroadcast(sql, aLiveBroadcast())
  const usual = createPolicies({ youtubeDerivedMetrics: false })
  const { data, meta } = await askUnder(platform => ({
    ...usual(platform),
    allowAggregates: false,
  }))
  assert.deepEqual(data[0], { platform: 'twitch', streams: 1, viewers: null, hidden: 0 })
  assert.match(`${meta.platforms[0]?.policy_note}`, /: the terms of twitch forbid sums/)
})

test('the totals rest on what the list of all platforms rests on, a demo included', async () => {
  await recordSweepRow(sql, aSweep({ status: 'partial' }))
  await recordSweepRow(sql, aSweep({ platform: 'kick', collectedAt: sweptAt + 30 }))
  await sql`insert into demo (version, seed, scale) values (1, 1, 3000)`
  const { data, meta } = await ask()
  const list = (await server.inject('/live/top')).json<LiveTop>()
  assert.deepEqual(meta, list.meta)
  assert.equal(meta.demo?.scale, 3_000)
  assert.deepEqual(
    data.map(row => row.platform),
    meta.platforms.map(row => row.platform),
  )
})

test('parameters are refused', async () => {
  const response = await server.inject('/live/totals?platform=twitch')
  assert.equal(response.statusCode, 400)
  assert.equal(response.json<Problem>().errors[0]?.parameter, 'platform')
})

test('without a database it is a 503 problem', async () => {
  const away = await createTestServer(openPoolTo(await findClosedPort()))
  const response = await away.server.inject('/live/totals')
  assert.equal(response.statusCode, 503)
  assert.equal(response.json<Problem>().type, 'urn:livecensus:problem:unavailable')
})
