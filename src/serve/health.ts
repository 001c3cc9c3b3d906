// GET /health: how the census is. It must answer soon, whatever the database does.

import { Health, PlatformHealth } from '../contract/health.ts'
import { Problem, problemMediaType } from '../contract/problem.ts'
import type { GivenQuery } from '../contract/query.ts'
import { reference } from '../contract/schema.ts'
import type { DailyQuota } from '../domain/daily-quota.ts'
import { AppError } from '../domain/error.ts'
import { isPlatform, type Platform } from '../domain/platform.ts'
import { quotaDayOf } from '../domain/quota-day.ts'
import { type QuotaStanding, quotaStandingOf } from '../domain/quota-standing.ts'
import { readDemo } from '../store/demo.ts'
import { listQuotaSpending } from '../store/quota.ts'
import { listPlatformSweeps } from '../store/sweeps.ts'
import { askDatabase } from './database-answer.ts'
import type { Server, ServerDeps } from './deps.ts'
import { type HealthFacts, judgeHealth } from './judge-health.ts'
import { problemResponses } from './problem-responses.ts'
import { refuseParameters } from './query-error.ts'

/** The longest wait for the database. */
const deadlineMs = 2_000
/** Shorter, so that an answer about quotas that does not come costs the others nothing. */
const quotaDeadlineMs = 1_000

const schema = {
  tags: ['Server'],
  operationId: 'getHealth',
  summary: 'How the census is',
  description:
    'Tells whether the database answers and how old what is known of each platform is, and what is left of daily quotas. 200 also when something is degraded; 503 only without the database.',
  response: {
    200: reference(Health),
    ...problemResponses(400),
    503: {
      description: 'There is no database.',
      content: {
        'application/json': { schema: reference(Health) },
        [problemMediaType]: { schema: reference(Problem) },
      },
    },
  },
}

/** Adds the route. */
export function addHealth(server: Server, deps: ServerDeps): void {
  server.addSchema(PlatformHealth).addSchema(Health)
  server.get<{ Querystring: GivenQuery }>('/health', { schema }, async (request, reply) => {
    refuseParameters(request.query)
    const now = Math.floor(deps.clock.now() / 1_000)
    const health = judgeHealth({
      now,
      version: deps.version,
      sweptPlatforms: deps.sweptPlatforms,
      cadence: deps.sweepIntervalMs / 1_000,
      database: await readDatabaseFacts(deps, now),
    })
    reply.code(health.status === 'unavailable' ? 503 : 200).header('cache-control', 'no-store')
    return health
  })
}

async function readDatabaseFacts(deps: ServerDeps, now: number): Promise<HealthFacts['database']> {
  const { sql, log } = deps
  const beganMs = performance.now()
  const quotas = readQuotas(deps, now)
  try {
    const [sweeps, demo] = await askDatabase(
      () => Promise.all([listPlatformSweeps(sql), readDemo(sql)]),
      deadlineMs,
    )
    const latencyMs = Math.round((performance.now() - beganMs) * 10) / 10
    return { status: 'ok', latencyMs, sweeps, demo, quotas: await quotas }
  } catch (error) {
    if (error instanceof AppError) return { status: 'unavailable', message: error.message }
    log.error({ err: error }, 'the database could not be read')
    return { status: 'unavailable', message: 'The database cannot be read now.' }
  }
}

/** How the daily quotas stand; one that cannot be read is left out. Never throws. */
async function readQuotas(
  deps: ServerDeps,
  now: number,
): Promise<ReadonlyMap<Platform, QuotaStanding>> {
  const standings = new Map<Platform, QuotaStanding>()
  const read = async (platform: Platform, quota: DailyQuota) => {
    try {
      const day = quotaDayOf(now, quota.timeZone)
      const ask = () => listQuotaSpending(deps.sql, platform, day)
      const spending = await askDatabase(ask, quotaDeadlineMs)
      standings.set(platform, quotaStandingOf(quota, spending, now))
    } catch (error) {
      if (error instanceof AppError) return
      deps.log.error({ err: error, platform }, 'the daily quota could not be read')
    }
  }
  await Promise.all(
    Object.entries(deps.quotas).map(([name, quota]) => isPlatform(name) && read(name, quota)),
  )
  return standings
}
