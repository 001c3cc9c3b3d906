// What a number is made of, on the wire: the answer to `explain=1`.

import { type Static, Type } from 'typebox'
import { writeRfc3339 } from '../domain/rfc3339.ts'
import { nullable } from './schema.ts'
import { timestamp, toTimestampOrNull } from './timestamp.ts'

const count = (description: string, example: number) =>
  Type.Integer({ minimum: 0, description, examples: [example] })

/** What the figures of an answer were worked out of. */
export const Explanation = Type.Object(
  {
    formula: Type.String({
      description: 'The version of the rules.',
      examples: ['trapezoid-v1'],
    }),
    words: Type.Record(Type.String(), Type.String(), {
      description: 'The rule of each figure.',
      examples: [{ hours_watched: 'Viewer-seconds of the observed time / 3600.' }],
    }),
    sums: Type.Object(
      {
        viewer_seconds: Type.Number({
          minimum: 0,
          description: 'Area under the viewers over the observed time; kept to the half.',
          examples: [420_000],
        }),
        present_seconds: count('Seconds that sweeps covered, of each broadcast.', 2_850),
        observed_seconds: count('Seconds with known viewers, of each broadcast.', 2_850),
        reported_seconds: count('Seconds on air, of each broadcast.', 2_886),
        samples: count('Samples.', 14),
        gaps: count('Gaps.', 0),
        peak_viewers: nullable(count('The largest sample; null = no count is known.', 325)),
        peak_at: nullable(timestamp('Its time.')),
      },
      { description: 'The sums that every figure is made of. All but the peak add up.' },
    ),
    sources: Type.Array(
      Type.Object(
        {
          table: Type.String({ description: 'The table.', examples: ['channel_days'] }),
          from: timestamp('From where.'),
          to: timestamp('To where.', { examples: ['2026-11-23T00:00:00Z'] }),
          rows: count('Rows that were read.', 30),
        },
        { description: 'Rows that were read.' },
      ),
      { description: 'Where the sums were read.' },
    ),
  },
  { description: 'What the figures were worked out of.' },
)

export type Explanation = Static<typeof Explanation>

/** An explanation before it is written; times are whole epoch seconds. */
export interface ExplanationValues {
  readonly formula: string
  readonly words: Readonly<Record<string, string>>
  readonly sums: {
    readonly halfViewerSeconds: number
    readonly presentSeconds: number
    readonly observedSeconds: number
    readonly reportedSeconds: number
    readonly samples: number
    readonly gaps: number
    readonly peakViewers: number | null
    readonly peakAt: number | null
  }
  readonly sources: readonly {
    readonly table: string
    readonly from: number
    readonly to: number
    readonly rows: number
  }[]
}

/** An explanation as it crosses the wire. */
export function writeExplanation(explanation: ExplanationValues): Explanation {
  const { formula, words, sums, sources } = explanation
  return {
    formula,
    words: { ...words },
    sums: {
      viewer_seconds: sums.halfViewerSeconds / 2,
      present_seconds: sums.presentSeconds,
      observed_seconds: sums.observedSeconds,
      reported_seconds: sums.reportedSeconds,
      samples: sums.samples,
      gaps: sums.gaps,
      peak_viewers: sums.peakViewers,
      peak_at: toTimestampOrNull(sums.peakAt),
    },
    sources: sources.map(({ table, from, to, rows }) => ({
      table,
      from: writeRfc3339(from),
      to: writeRfc3339(to),
      rows,
    })),
  }
}
