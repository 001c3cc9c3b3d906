import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { createTestDatabase } from '../../test/postgres.ts'
import { aSweep, clearCensus, recordSweepRow, sweptAt } from '../../test/serve-live-rows.ts'
import {
  createTestServer,
  findClosedPort,
  openPoolTo,
  openSilentPort,
} from '../../test/serve-server.ts'
import type { Health } from '../contract/health.ts'
import type { Problem } from '../contract/problem.ts'
import { usualYoutubeSizes, youtubeTimeZone } from '../domain/daily-quota.ts'
import { followableStreams } from '../domain/tiers.ts'
import { closeQuota, takeQuota } from '../store/quota.ts'
import type { ServerDeps } from './deps.ts'

const { sql } = await createTestDatabase()

beforeEach(() => clearCensus(sql))

const youtubeAlone: Partial<ServerDeps> = {
  sweptPlatforms: ['youtube'],
  quotas: { youtube: { timeZone: youtubeTimeZone, sizes: usualYoutubeSizes } },
}

test('before the first sweep the census is degraded and answers 200', async () => {
  const { server } = await createTestServer(sql)
  const response = await server.inject('/health')
  assert.equal(response.statusCode, 200)
  assert.equal(response.headers['cache-control'], 'no-store')
  const health = response.json<Health>()
  assert.ok((health.database.latency_ms ?? -1) >= 0)
  assert.deepEqual(health, {
    status: 'degraded',
    message: 'The first sweep of twitch is not done yet.',
    checked_at: '2026-11-22T18:02:00Z',
    version: '1.2.3',
    database: { status: 'ok', latency_ms: health.database.latency_ms },
    demo: null,
    platforms: [
      {
        platform: 'twitch',
        status: 'waiting',
        message: 'The first sweep of twitch is not done yet.',
        swept: true,
        last_sweep: null,
        complete_at: null,
        age_seconds: null,
        next_sweep_at: '2026-11-22T18:05:00Z',
        quota: null,
      },
    ],
  })
})

test('after a complete sweep the census is ok, and late once it is too old', async () => {
  const { server, clock } = await createTestServer(sql)
  await recordSweepRow(sql, aSweep({ collectedAt: sweptAt + 1, slot: sweptAt }))
  const health = (await server.inject('/health')).json<Health>()
  assert.equal(health.status, 'ok')
  assert.equal(health.message, null)
  assert.deepEqual(health.platforms, [
    {
      platform: 'twitch',
      status: 'ok',
      message: null,
      swept: true,
      last_sweep: {
        slot: '2026-11-22T18:00:00Z',
        collected_at: '2026-11-22T18:00:01Z',
        status: 'complete',
        reason: null,
        error: null,
        scope: 'all',
        streams: 100,
        duration_ms: 1_234,
      },
      complete_at: '2026-11-22T18:00:01Z',
      age_seconds: 119,
      next_sweep_at: '2026-11-22T18:05:00Z',
      quota: null,
    },
  ])
  clock.advance(750_000)
  const late = await server.inject('/health')
  assert.equal(late.statusCode, 200)
  assert.equal(late.json<Health>().status, 'degraded')
  assert.equal(late.json<Health>().platforms[0]?.status, 'late')
})

test('a failed sweep tells its reason and error', async () => {
  const { server } = await createTestServer(sql)
  await recordSweepRow(sql, aSweep({ collectedAt: sweptAt - 300 }))
  await recordSweepRow(
    sql,
    aSweep({ status: 'failed', reason: 'unreachable', error: 'Twitch does not answer.' }),
  )
  const [twitch] = (await server.inject('/health')).json<Health>().platforms
  assert.equal(twitch?.status, 'failed')
  assert.equal(twitch?.message, 'The newest sweep of twitch failed: Twitch does not answer.')
  assert.equal(twitch?.last_sweep?.reason, 'unreachable')
  assert.equal(twitch?.last_sweep?.error, 'Twitch does not answer.')
  assert.equal(twitch?.complete_at, '2026-11-22T17:55:00Z')
})

test('what is left of a daily quota is told, by the day of the platform', async () => {
  await sql`delete from quota_spending`
  const { server, clock } = await createTestServer(sql, youtubeAlone)
  const search = { platform: 'youtube', bucket: 'search', day: '2026-11-22' } as const
  await takeQuota(sql, search, 37, 100)
  await takeQuota(sql, { ...search, bucket: 'default' }, 9_000, 10_000)
  await closeQuota(sql, { ...search, bucket: 'default' }, sweptAt)
  const [youtube] = (await server.inject('/health')).json<Health>().platforms
  assert.equal(youtube?.status, 'waiting')
  assert.deepEqual(youtube?.quota, {
    resets_at: '2026-11-23T08:00:00Z',
    buckets: [
      { bucket: 'search', size: 100, spent: 37, left: 63, closed_at: null },
      { bucket: 'default', size: 10_000, spent: 9_000, left: 0, closed_at: '2026-11-22T18:00:00Z' },
    ],
    follows_at_most: followableStreams(10_000),
  })
  clock.advance(14 * 3_600_000)
  const [tomorrow] = (await server.inject('/health')).json<Health>().platforms
  assert.equal(tomorrow?.quota?.resets_at, '2026-11-24T08:00:00Z')
  assert.deepEqual(
    tomorrow?.quota?.buckets.map(({ left }) => left),
    [100, 10_000],
  )
})

test('a quota that cannot be read is null, and all else is told', async () => {
  const { server, lines } = await createTestServer(sql, youtubeAlone)
  await sql`alter table quota_spending rename to quota_away`
  try {
    const response = await server.inject('/health')
    assert.equal(response.statusCode, 200)
    assert.equal(response.json<Health>().platforms[0]?.quota, null)
    assert.ok(lines.some(({ err }) => /quota_spending/.test(err?.message ?? '')))
  } finally {
    await sql`alter table quota_away rename to quota_spending`
  }
})

test('a ledger that is locked does not keep /health', async () => {
  const { server } = await createTestServer(sql, youtubeAlone)
  await sql.begin(async tx => {
    await tx`lock table quota_spending in access exclusive mode`
    const response = await server.inject('/health')
    assert.equal(response.statusCode, 200)
    assert.equal(response.json<Health>().platforms[0]?.quota, null)
  })
})

test('parameters are refused', async () => {
  const { server } = await createTestServer(sql)
  const response = await server.inject('/health?verbose=1')
  assert.equal(response.statusCode, 400)
  assert.equal(response.json<Problem>().errors[0]?.parameter, 'verbose')
})

test('without a database /health is 503 in its own form, and lists a problem', async () => {
  const { server } = await createTestServer(openPoolTo(await findClosedPort()))
  const response = await server.inject('/health')
  assert.equal(response.statusCode, 503)
  assert.equal(response.headers['content-type'], 'application/json; charset=utf-8')
  assert.deepEqual(response.json<Health>(), {
    status: 'unavailable',
    message: 'The database cannot be asked now: try again in a moment.',
    checked_at: '2026-11-22T18:02:00Z',
    version: '1.2.3',
    database: { status: 'unavailable', latency_ms: null },
    demo: null,
    platforms: [],
  })
  const list = await server.inject('/live/top')
  assert.equal(list.statusCode, 503)
  assert.equal(list.json<Problem>().type, 'urn:livecensus:problem:unavailable')
})

test('a database that never answers costs /health two seconds', async () => {
  const silent = await openSilentPort()
  const { server } = await createTestServer(openPoolTo(silent.port))
  const began = performance.now()
  const response = await server.inject('/health')
  const tookMs = performance.now() - began
  await silent.close()
  assert.equal(response.statusCode, 503)
  assert.equal(
    response.json<Health>().message,
    'The database cannot be asked now: try again in a moment.',
  )
  assert.ok(tookMs < 3_000, `it took ${tookMs} ms`)
})

test('a database that cannot be read is 503 and is logged with the cause', async () => {
  const { server, lines } = await createTestServer(sql)
  await sql`alter table sweeps rename to sweeps_away`
  try {
    const response = await server.inject('/health')
    assert.equal(response.statusCode, 503)
    assert.equal(response.json<Health>().message, 'The database cannot be read now.')
    assert.match(lines.at(-1)?.err?.message ?? '', /relation "sweeps" does not exist/)
  } finally {
    await sql`alter table sweeps_away rename to sweeps`
  }
})
