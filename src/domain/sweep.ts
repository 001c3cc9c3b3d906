// A sweep: one pass over a platform. One sweep = one timestamp = one transaction.

import type { Platform } from './platform.ts'
import { type PlannedTier, tierOf } from './tiers.ts'

export type SweepStatus = 'complete' | 'partial' | 'failed'

/**
 * What of the platform a sweep covers. Absence means something only inside it:
 * under `top` and `tracked` a missing broadcast never ends by being missing.
 */
export type SweepScope =
  | { readonly kind: 'all' }
  | { readonly kind: 'languages'; readonly languages: readonly string[] }
  | { readonly kind: 'top'; readonly limit: number }
  | { readonly kind: 'tracked' }

/** Why a sweep is not complete. */
export type SweepReason =
  | 'page_failed'
  | 'page_cap'
  | 'short'
  | 'shrunk'
  | 'unreadable'
  | 'loop'
  | 'time_limit'
  | 'quota'
  | 'unreachable'
  | 'unauthorized'

/** What a sweep took, as written in its row and in the command's JSON line. */
export interface SweepFigures {
  /** Streams read, each counted once. */
  readonly streams: number
  /** Pages read. */
  readonly pages: number
  /** Requests for pages, those sent again included; requests for tokens are not counted. */
  readonly requests: number
  /** Requests sent again after an answer or a connection failed. */
  readonly retries: number
  /** Rows whose stream the same walk of the sweep had read before. */
  readonly duplicates: number
  /** Rows that could not be read and were left out. */
  readonly skipped: number
  /** Where the whole list was walked beside its parts: streams that only the other one held. */
  readonly missed?: { readonly bySplit: number; readonly byWhole: number }
}

/** When and where something was seen. */
export interface SeenAt {
  readonly platform: Platform
  /** The moment its first page was asked for; all its samples carry it. */
  readonly collectedAt: number
}

/** How soon what was seen is due again. */
export interface Due {
  /** The tier that says so; null where the platform has none. */
  readonly tier: number | null
  /** Seconds. */
  readonly cadence: number
}

/** One sweep as it is known before it is recorded. Times are whole epoch seconds. */
export interface Sweep extends SeenAt {
  /** The grid time it was due; its identity, unique per platform. */
  readonly slot: number
  readonly status: SweepStatus
  readonly reason: SweepReason | null
  /** One sentence on what went wrong, for the operator; null = nothing did. */
  readonly error: string | null
  readonly scope: SweepScope
  /** Whether all of the list was walked, beside its parts or alone, however far that came. */
  readonly walkedWhole: boolean
  /** Seconds until the next sweep, after which its broadcasts are due again where there are no tiers. */
  readonly cadence: number
  /** The tiers of a platform that has some, the most watched first; else null. */
  readonly tiers: readonly PlannedTier[] | null
  readonly figures: SweepFigures
  readonly durationMs: number
}

/** How soon a broadcast is due again that a sweep has seen with so many viewers (null = unknown). */
export function dueAfter(
  { tiers, cadence }: Pick<Sweep, 'tiers' | 'cadence'>,
  viewers: number | null,
): Due {
  return tiers === null ? { tier: null, cadence } : tierOf(tiers, viewers)
}

/** The grid time at or before a moment; both whole epoch seconds, the interval in seconds. */
export function slotAt(at: number, interval: number): number {
  return Math.floor(at / interval) * interval
}

/**
 * Whether a sweep of this scope must hold what is live in this language, so that absence from it
 * means something. Null = no language is known, which no list of languages holds.
 */
export function isInScope(scope: SweepScope, language: string | null): boolean {
  switch (scope.kind) {
    case 'all':
      return true
    case 'languages':
      return language !== null && scope.languages.includes(language)
    case 'top':
    case 'tracked':
      return false
    default:
      return scope satisfies never
  }
}
