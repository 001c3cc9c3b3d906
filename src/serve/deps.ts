// What the routes are given.

import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { DailyQuotas } from '../domain/daily-quota.ts'
import type { Platform } from '../domain/platform.ts'
import type { Policies } from '../domain/policy.ts'
import type { Clock } from '../lib/clock.ts'
import type { Sql } from '../store/database.ts'

/** The HTTP server. */
export type Server = FastifyInstance

/** What the server needs. */
export interface ServerDeps {
  readonly sql: Sql
  readonly log: Logger
  readonly clock: Clock
  /** Origins whose pages may call the API; `*` = any. */
  readonly corsOrigins: '*' | readonly string[]
  /** The platforms this installation is set up to sweep. */
  readonly sweptPlatforms: readonly Platform[]
  /** Time from one sweep to the next, whole seconds in milliseconds. */
  readonly sweepIntervalMs: number
  /** The daily quotas of the platforms that ration requests. */
  readonly quotas: DailyQuotas
  /** What the platforms' terms allow. */
  readonly policyOf: Policies
  /** The coverage below which nothing is ranked, 0..1. */
  readonly rankCoverage?: number
  /** Whether usual windows are read after each sweep, before anybody asks for them. */
  readonly readsAhead?: boolean
  /** The version of Livecensus. */
  readonly version: string
}
