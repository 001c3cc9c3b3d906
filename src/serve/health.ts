// GET /health: how the census is. It must answer soon, whatever the database does.

import { Health, PlatformHealth } from '../contract/health.ts'
import { Problem, problemMediaType } from '../contract/problem.ts'
import type { GivenQuery } from '../contract/query.ts'
import { reference } from '../contract/schema.ts'
import { AppError } from '../domain/error.ts'
import { readDemo } from '../store/demo.ts'
import { listPlatformSweeps } from '../store/sweeps.ts'
import { askDatabase } from './database-answer.ts'
import type { Server, ServerDeps } from './deps.ts'
import { type HealthFacts, judgeHealth } from './judge-health.ts'
import { problemResponses } from './problem-responses.ts'
import { refuseParameters } from './query-error.ts'

/** The longest wait for the database. */
const deadlineMs = 2_000

const schema = {
  tags: ['Server'],
  operationId: 'getHealth',
  summary: 'How the census is',
  description:
    'Tells whether the database answers and how old what is known of each platform is. 200 also when something is degraded; 503 only without the database.',
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
    const health = judgeHealth({
      now: Math.floor(deps.clock.now() / 1_000),
      version: deps.version,
      sweptPlatforms: deps.sweptPlatforms,
      cadence: deps.sweepIntervalMs / 1_000,
      database: await readDatabaseFacts(deps),
    })
    reply.code(health.status === 'unavailable' ? 503 : 200).header('cache-control', 'no-store')
    return health
  })
}

async function readDatabaseFacts({ sql, log }: ServerDeps): Promise<HealthFacts['database']> {
  const beganMs = performance.now()
  try {
    const [sweeps, demo] = await askDatabase(
      () => Promise.all([listPlatformSweeps(sql), readDemo(sql)]),
      deadlineMs,
    )
    const latencyMs = Math.round((performance.now() - beganMs) * 10) / 10
    return { status: 'ok', latencyMs, sweeps, demo }
  } catch (error) {
    if (error instanceof AppError) return { status: 'unavailable', message: error.message }
    log.error({ err: error }, 'the database could not be read')
    return { status: 'unavailable', message: 'The database cannot be read now.' }
  }
}
