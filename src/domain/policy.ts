// What a platform's terms allow the census to keep, work out and show. Pure data: who stores,
// aggregates or serves asks it.

import type { Platform } from './platform.ts'

/** The terms of one platform as the census honours them. */
export interface PlatformPolicy {
  /** Days that numbers are kept, null = for ever. */
  readonly maxStatDays: number | null
  /** Days that all else is kept, null = for ever. */
  readonly maxDataDays: number | null
  /** Whether sums over several channels may be kept and shown. */
  readonly allowAggregates: boolean
  /** Whether anything may be worked out from its numbers. */
  readonly allowDerived: boolean
  /** Whether closed days may be packed and kept, within the days above. */
  readonly archive: boolean
  /** How it wants to be named beside its data; null = it does not ask. */
  readonly attribution: string | null
}

/** The policy of each platform, as this installation has to honour it. */
export type Policies = (platform: Platform) => PlatformPolicy

/** What the operator has agreed on with a platform, beyond its usual terms. */
export interface AcceptedTerms {
  /** YouTube's amendment on derived metrics and data storage, for audited projects. */
  readonly youtubeDerivedMetrics: boolean
}

/** Keeps everything: the default where a platform's terms are the operator's own matter. */
export const keepingPolicy: PlatformPolicy = Object.freeze({
  maxStatDays: null,
  maxDataDays: null,
  allowAggregates: true,
  allowDerived: true,
  archive: true,
  attribution: null,
})

const youtubeDays = 30

/**
 * YouTube's developer policies, for what is read with a key: nothing is kept for more than 30 days,
 * but other data than statistics may be refreshed (III.E.4.d); nothing is summed up over channels of
 * different owners (III.E.2.a); nothing is derived (III.E.4.h).
 * https://developers.google.com/youtube/terms/developer-policies
 */
const usualYoutube: PlatformPolicy = Object.freeze({
  maxStatDays: youtubeDays,
  maxDataDays: youtubeDays,
  allowAggregates: false,
  allowDerived: false,
  archive: false,
  attribution: 'YouTube',
})

/**
 * With its amendment on derived metrics and data storage (2026-05-04, widened 2026-06-01), sums and
 * metrics may be worked out. It would let statistics be kept for 36 months, while titles, names and
 * all else stay under the 30 days: the numbers go with the broadcasts that they are of.
 * https://developers.google.com/youtube/terms/derived-metrics-policy
 */
const amendedYoutube: PlatformPolicy = Object.freeze({
  ...usualYoutube,
  allowAggregates: true,
  allowDerived: true,
})

/** The policy of a platform where nothing was agreed on beyond its usual terms. */
export const usualPolicyOf: Policies = platform =>
  platform === 'youtube' ? usualYoutube : keepingPolicy

/** The policies of an installation. */
export function createPolicies(accepted: AcceptedTerms): Policies {
  return platform =>
    platform === 'youtube' && accepted.youtubeDerivedMetrics
      ? amendedYoutube
      : usualPolicyOf(platform)
}

/** The policies of an invented world, which has no terms. */
export const openPolicies: Policies = () => keepingPolicy
