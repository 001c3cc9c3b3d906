// What the second entry of the oracle starts from: sweeps with their rows, as they were stored.

import type { SweepScope, SweepStatus } from '../../src/domain/sweep.ts'
import type { Labels } from './census.ts'

/** One stream in one sweep, at most one row a stream. */
export interface SeenRow extends Labels {
  readonly streamId: string | null
  readonly channelId: string
  /** As the platform told them; null = unknown. */
  readonly viewers: number | null
  readonly startedAt: number | null
  /** On tiered platforms the tier that sets when it is due next. */
  readonly tier: number | null
}

/** One sweep. A failed one has no rows. */
export interface SeenSweep {
  readonly slot: number
  readonly collectedAt: number
  /** As it is believed in the end: a shrunk one that the next agreed with is complete. */
  readonly status: SweepStatus
  readonly scope: SweepScope
  readonly cadence: number
  readonly tiers: readonly { readonly tier: number; readonly cadence: number }[] | null
  readonly rows: readonly SeenRow[]
  /**
   * Where streams are looked up by their ids: those that were asked for and are neither live nor told
   * to be over. Null = by the tiers, whoever was due and is not among the rows.
   */
  readonly missing: ReadonlySet<string> | null
}

/** An offline event, or a look-up that was made when it may count, of a broadcast that is over. */
export interface ToldEnd {
  /** When the census was told. */
  readonly at: number
  readonly streamId: string
  readonly realEndAt: number | null
}

/** All that a census has seen of one platform. */
export interface Seen {
  readonly hasSingleBroadcast: boolean
  /** 0 viewers may be a hidden count. */
  readonly hasAmbiguousZero: boolean
  /** Whether absence from a tracked sweep in which it was due proves that a broadcast is gone. */
  readonly doesTrackedAbsenceProve: boolean
  /** In rising order of their times. */
  readonly sweeps: readonly SeenSweep[]
  /** In rising order; one at the time of a sweep came after it. */
  readonly ends: readonly ToldEnd[]
  readonly seals: readonly { readonly day: number; readonly sealedAt: number }[]
}
