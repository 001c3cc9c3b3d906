// What a platform's terms keep out of an answer, as fields and as a sentence for people.

import type { Static } from 'typebox'
import type { LeftOutName } from '../contract/platform.ts'
import type { Platform } from '../domain/platform.ts'
import type { PlatformPolicy } from '../domain/policy.ts'

/** A field that is null because of a platform's terms. */
export type LeftOut = Static<typeof LeftOutName>

/** What the totals leave out: a sum of viewers is a sum over channels. */
export function leftOutOfTotals({ allowAggregates }: PlatformPolicy): readonly LeftOut[] {
  return allowAggregates ? [] : ['viewers']
}

/** Which clause forbids sums and what opens them: goes on with "Viewers are not summed up: ". */
const clauses: Readonly<Partial<Record<Platform, string>>> = {
  youtube:
    "YouTube's developer policies (III.E.2.a) forbid sums over channels of different owners, until its amendment on derived metrics is accepted for this project and YOUTUBE_DERIVED_METRICS_ACCEPTED is true",
}

/** Why something of a platform is left out; null when nothing is. */
export function noteOn(platform: Platform, leftOut: readonly LeftOut[]): string | null {
  if (leftOut.length === 0) return null
  const clause = clauses[platform] ?? `the terms of ${platform} forbid sums over its channels`
  return `Viewers are not summed up: ${clause}.`
}
