import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PlatformHealth } from '../contract/health.ts'
import { usualYoutubeSizes, youtubeTimeZone } from '../domain/daily-quota.ts'
import type { Platform } from '../domain/platform.ts'
import { quotaStandingOf } from '../domain/quota-standing.ts'
import { followableStreams } from '../domain/tiers.ts'
import type { Demo } from '../store/demo.ts'
import type { PlatformSweeps } from '../store/sweeps.ts'
import { type HealthFacts, judgeHealth } from './judge-health.ts'

const now = Date.UTC(2026, 10, 22, 18, 2) / 1_000
const cadence = 300

type Newest = NonNullable<PlatformSweeps['newest']>

function aPlatform(
  newest: Partial<Newest> | null,
  completeAt: number | null,
  platform: Platform = 'twitch',
): PlatformSweeps {
  const collectedAt = newest?.collectedAt ?? completeAt ?? now - 120
  return {
    platform,
    completeAt,
    readAt: completeAt,
    newest: newest === null ? null : { ...aNewest(collectedAt), ...newest },
  }
}

function aNewest(collectedAt: number): Newest {
  return {
    id: 1,
    slot: collectedAt,
    collectedAt,
    status: 'complete',
    reason: null,
    error: null,
    scope: 'all',
    streams: 1_000,
    durationMs: 900,
    cadence,
  }
}

const youtubeQuota = { timeZone: youtubeTimeZone, sizes: usualYoutubeSizes }
const searchesSpent = [{ bucket: 'search', spent: 100, closedAt: now - 60 }]

function judge(sweeps: PlatformSweeps[], swept: Platform[] = ['twitch']) {
  return judgeHealth(facts(sweeps, swept))
}

function facts(
  sweeps: PlatformSweeps[],
  sweptPlatforms: Platform[],
  demo: Demo | null = null,
): HealthFacts {
  return {
    now,
    version: '1.2.3',
    sweptPlatforms,
    cadence,
    database: {
      status: 'ok',
      latencyMs: 0.5,
      sweeps,
      demo,
      quotas: new Map([['youtube', quotaStandingOf(youtubeQuota, searchesSpent, now)]]),
    },
  }
}

const failed = {
  status: 'failed',
  reason: 'unauthorized',
  error: 'Twitch refuses the client secret.',
  collectedAt: now - 60,
} as const
const partial = { ...failed, status: 'partial', reason: 'page_failed', error: null } as const

const cases: {
  title: string
  sweeps: PlatformSweeps[]
  status: PlatformHealth['status']
  message: string | null
}[] = [
  {
    title: 'a complete sweep just now',
    sweeps: [aPlatform({}, now - 1)],
    status: 'ok',
    message: null,
  },
  {
    title: 'a complete sweep exactly 2.5 cadences ago',
    sweeps: [aPlatform({}, now - 750)],
    status: 'ok',
    message: null,
  },
  {
    title: 'a complete sweep a second older than that',
    sweeps: [aPlatform({}, now - 751)],
    status: 'late',
    message: 'The last complete sweep of twitch is 12 minutes old.',
  },
  {
    title: 'no sweep yet',
    sweeps: [],
    status: 'waiting',
    message: 'The first sweep of twitch is not done yet.',
  },
  {
    title: 'a failed sweep after a complete one',
    sweeps: [aPlatform(failed, now - 360)],
    status: 'failed',
    message: 'The newest sweep of twitch failed: Twitch refuses the client secret.',
  },
  {
    title: 'a partial sweep after a complete one',
    sweeps: [aPlatform(partial, now - 360)],
    status: 'partial',
    message: 'The newest sweep of twitch is partial: (page_failed).',
  },
  {
    title: 'a failed sweep and none complete ever',
    sweeps: [aPlatform(failed, null)],
    status: 'failed',
    message: 'The newest sweep of twitch failed: Twitch refuses the client secret.',
  },
  {
    title: 'failed sweeps for long',
    sweeps: [aPlatform(failed, now - 3 * 86_400)],
    status: 'late',
    message:
      'The last complete sweep of twitch is 3 days old; the newest failed: Twitch refuses the client secret.',
  },
  {
    title: 'an old partial sweep and none complete ever',
    sweeps: [aPlatform({ ...partial, collectedAt: now - 7_200 }, null)],
    status: 'late',
    message:
      'The newest sweep of twitch is 2 hours old and none was complete yet; the newest is partial: (page_failed).',
  },
]

for (const { title, sweeps, status, message } of cases)
  test(`${title}: the platform is ${status}`, () => {
    const health = judge(sweeps)
    assert.equal(health.platforms[0]?.status, status)
    assert.equal(health.platforms[0]?.message, message)
    assert.equal(health.status, status === 'ok' ? 'ok' : 'degraded')
    assert.equal(health.message, message)
  })

test('a platform is shown with its times and the next one of the grid', () => {
  const at = now - 119
  assert.deepEqual(judge([aPlatform({ slot: now - 120 }, at)]), {
    status: 'ok',
    message: null,
    checked_at: '2026-11-22T18:02:00Z',
    version: '1.2.3',
    database: { status: 'ok', latency_ms: 0.5 },
    demo: null,
    platforms: [
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
          streams: 1_000,
          duration_ms: 900,
        },
        complete_at: '2026-11-22T18:00:01Z',
        age_seconds: 119,
        next_sweep_at: '2026-11-22T18:05:00Z',
        quota: null,
      },
    ],
  })
})

test('a platform with a daily quota shows what is left of it; a spent one alone is no fault', () => {
  const [platform] = judge(
    [aPlatform({ scope: 'tracked' }, now - 60, 'youtube')],
    ['youtube'],
  ).platforms
  assert.deepEqual([platform?.status, platform?.message], ['ok', null])
  assert.deepEqual(platform?.quota, {
    resets_at: '2026-11-23T08:00:00Z',
    buckets: [
      { bucket: 'search', size: 100, spent: 100, left: 0, closed_at: '2026-11-22T18:01:00Z' },
      { bucket: 'default', size: 10_000, spent: 0, left: 10_000, closed_at: null },
    ],
    follows_at_most: followableStreams(10_000),
  })
})

test('where sweeps fail for the quota, the message says what they say', () => {
  const error = 'The quota of today is spent; it is whole again at 2026-11-23T08:00:00Z.'
  const starved = { status: 'failed', reason: 'quota', error } as const
  const health = judge([aPlatform(starved, now - 360, 'youtube')], ['youtube'])
  assert.equal(health.message, `The newest sweep of youtube failed: ${error}`)
})

test('before the first sweep a platform has no times but the next one', () => {
  const [platform] = judge([]).platforms
  assert.deepEqual(
    [platform?.last_sweep, platform?.complete_at, platform?.age_seconds],
    [null, null, null],
  )
  assert.equal(platform?.next_sweep_at, '2026-11-22T18:05:00Z')
})

test('a sweep later than this clock is no negative age', () => {
  assert.equal(judge([aPlatform({}, now + 3)]).platforms[0]?.age_seconds, 0)
})

test('every platform that was swept is shown, in the order of the platforms', () => {
  const health = judge([aPlatform({}, now - 60, 'kick')])
  assert.deepEqual(
    health.platforms.map(({ platform, status, swept, next_sweep_at }) => [
      platform,
      status,
      swept,
      next_sweep_at,
    ]),
    [
      ['twitch', 'waiting', true, '2026-11-22T18:05:00Z'],
      ['kick', 'ok', false, null],
    ],
  )
})

test('a platform that is swept no more does not degrade the others', () => {
  const health = judge([aPlatform({}, now - 60), aPlatform({}, now - 86_400, 'kick')])
  assert.equal(health.platforms[1]?.status, 'late')
  assert.equal(health.status, 'ok')
})

test('where nothing is swept here, what others sweep counts, by their own cadence', () => {
  const late = aPlatform({}, now - 1_000)
  assert.equal(judge([late], []).status, 'degraded')
  const hourly = aPlatform({ cadence: 3_600 }, now - 1_000)
  assert.equal(judge([hourly], []).status, 'ok')
})

test('without any platform the census is degraded and says what to do', () => {
  const health = judge([], [])
  assert.equal(health.status, 'degraded')
  assert.match(health.message ?? '', /No platform is set up .* TWITCH_CLIENT_ID/)
  assert.deepEqual(health.platforms, [])
})

test('without the database nothing is known of the platforms', () => {
  const health = judgeHealth({
    ...facts([], ['twitch']),
    database: { status: 'unavailable', message: 'The database closed the connection.' },
  })
  assert.deepEqual(health, {
    status: 'unavailable',
    message: 'The database closed the connection.',
    checked_at: '2026-11-22T18:02:00Z',
    version: '1.2.3',
    database: { status: 'unavailable', latency_ms: null },
    demo: null,
    platforms: [],
  })
})

test('while a demo replays its past, that is what is said of its platforms', () => {
  const replay = { from: now - 604_800, until: now }
  const demo = { seed: 1, scale: 3_000, replay }
  const health = judgeHealth(facts([aPlatform({}, now - 500_000)], ['twitch'], demo))
  assert.deepEqual(
    [health.status, health.message, health.platforms[0]?.status],
    ['degraded', 'The past of twitch is being replayed.', 'waiting'],
  )
  assert.deepEqual(health.demo, {
    seed: 1,
    scale: 3_000,
    replaying: true,
    replay_from: '2026-11-15T18:02:00Z',
    replay_until: '2026-11-22T18:02:00Z',
  })
})
