// Figures on the wire: what every answer about viewers over time tells, with how right it is.

import { type Static, Type } from 'typebox'
import type { FigureValues } from '../domain/figure-values.ts'
import { named, nullable } from './schema.ts'
import { timestamp, toTimestampOrNull } from './timestamp.ts'

const seconds = (description: string, example: number) =>
  nullable(Type.Integer({ minimum: 0, description, examples: [example] }))

const share = (description: string) =>
  nullable(Type.Number({ minimum: 0, maximum: 1, description, examples: [0.9875] }))

/** The properties of `Figures`, for schemas that have more. */
export const figureProperties = {
  average_viewers: nullable(
    Type.Number({
      minimum: 0,
      description:
        'Average viewers over the observed time, weighted by time. Null when nothing was observed.',
      examples: [147.37],
    }),
  ),
  hours_watched: nullable(
    Type.Number({
      minimum: 0,
      description:
        'Hours watched in the observed time. Null when it was on air and no viewers are known.',
      examples: [116.6667],
    }),
  ),
  hours_watched_estimate: nullable(
    Type.Number({
      minimum: 0,
      description:
        'Hours watched in all of the airtime, if the time that was not observed was like the rest; null where coverage is 1, and when nothing was observed.',
      examples: [118.1434],
    }),
  ),
  peak_viewers: nullable(
    Type.Integer({
      minimum: 0,
      description:
        'The largest count of a sweep, a lower bound of the true peak; of a channel with several broadcasts at once, the largest sum. Null when no count is known.',
      examples: [325],
    }),
  ),
  peak_at: nullable(timestamp('When it was seen first; null as `peak_viewers` is.')),
  airtime_seconds: seconds(
    'Seconds on air, gaps included; where several broadcasts of a channel were open at once, each second counts once.',
    2_886,
  ),
  present_seconds: seconds('Of these, seconds that sweeps covered.', 2_850),
  observed_seconds: seconds('Of these, seconds whose viewers are known.', 2_850),
  reported_seconds: seconds(
    'Seconds on air of each broadcast, added up: more than `airtime_seconds` where several were open at once.',
    2_886,
  ),
  coverage: share('observed_seconds / airtime_seconds; null without airtime.'),
  airtime_coverage: share('present_seconds / airtime_seconds; null without airtime.'),
  samples: seconds('Samples in this time.', 14),
  gaps: seconds(
    'Gaps that end with a sample in this time: pairs of samples further apart than 2.5 cadences, and broadcasts that were seen again after their end.',
    0,
  ),
} as const

/** What is told of some time. */
export const Figures = named(
  'Figures',
  Type.Object(figureProperties, {
    description:
      'What some time was like. All are null where the terms of the platform forbid to work them out (`policy_note`).',
  }),
)

export type Figures = Static<typeof Figures>

/** Figures as they cross the wire. */
export function writeFigures(figures: FigureValues): Figures {
  return {
    average_viewers: roundTo(2, figures.averageViewers),
    hours_watched: roundTo(4, figures.hoursWatched),
    hours_watched_estimate: roundTo(4, figures.hoursWatchedEstimate),
    peak_viewers: figures.peakViewers,
    peak_at: toTimestampOrNull(figures.peakAt),
    airtime_seconds: figures.airtimeSeconds,
    present_seconds: figures.presentSeconds,
    observed_seconds: figures.observedSeconds,
    reported_seconds: figures.reportedSeconds,
    coverage: writeShare(figures.coverage),
    airtime_coverage: writeShare(figures.airtimeCoverage),
    samples: figures.samples,
    gaps: figures.gaps,
  }
}

/** A number with so many decimals at most; null stays. */
export function roundTo(decimals: number, value: number | null): number | null {
  if (value === null) return null
  const factor = 10 ** decimals
  return Math.round(value * factor) / factor
}

/** A share with four decimals, rounded down: only the whole is 1. */
export function writeShare(share: number | null): number | null {
  return share === null ? null : Math.floor(share * 10_000) / 10_000
}
