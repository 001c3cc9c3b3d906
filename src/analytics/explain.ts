// What a number is made of: the formula in words, the sums that went into it, and where they were
// read. Pure.

import type { Sums } from '../domain/sums.ts'
import type { Window } from './window.ts'

/** The version of the rules by which all figures are worked out. */
export const formula = 'trapezoid-v1'

/** The rule of each figure. */
export const formulaWords = {
  average_viewers:
    'Viewer-seconds of the observed time / observed_seconds. Viewer-seconds are the area under the straight lines between samples no more than 2.5 cadences apart, with head and tail at the viewers of the first and the last sample.',
  hours_watched: 'Viewer-seconds of the observed time / 3600.',
  hours_watched_estimate: 'average_viewers x airtime_seconds / 3600, where coverage is below 1.',
  peak_viewers: 'The largest sample; what lies between two samples is not seen.',
  coverage: 'observed_seconds / airtime_seconds.',
  airtime_coverage: 'present_seconds / airtime_seconds.',
} as const

/** Where some of the sums were read. */
export type SourceTable = 'samples' | 'channel_days' | 'live_broadcasts' | 'broadcasts'

export interface SourceUse extends Window {
  readonly table: SourceTable
  /** Rows of it that were read. */
  readonly rows: number
}

export interface Explanation {
  readonly formula: string
  readonly words: Readonly<Record<string, string>>
  readonly sums: Sums
  readonly sources: readonly SourceUse[]
}

/** Explains figures by the sums they were worked out of; of sources, those that held anything. */
export function explain(
  sums: Sums,
  sources: readonly SourceUse[],
  words: Readonly<Record<string, string>> = formulaWords,
): Explanation {
  return { formula, words, sums, sources: sources.filter(({ rows }) => rows > 0) }
}
