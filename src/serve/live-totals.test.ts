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
