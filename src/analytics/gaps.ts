// Gaps between the samples of a broadcast, and why nothing was seen in them. Pure.

import { isInScope } from '../domain/sweep.ts'
import type { SweepsBetween } from '../store/sweep-reads.ts'
import type { GapStretch } from './channel-stretches.ts'

/**
 * What kept a broadcast from being seen: no sweep ran, they failed, they were partial, they did not
 * have it in scope or it was not due, or complete ones that had it in scope did not hold it.
 */
export const gapCauses = ['no_sweep', 'failed', 'partial', 'out_of_scope', 'absent'] as const

export type GapCause = (typeof gapCauses)[number]

export interface Gap extends Pick<GapStretch, 'from' | 'to' | 'isReopening'> {
  readonly broadcastNo: number
  readonly cause: GapCause
  /** Sweeps that ran between its two samples. */
  readonly sweeps: number
}

/** A gap before its cause is known. */
export interface OpenGap extends GapStretch {
  readonly broadcastNo: number
  /** Of the segment it lies in. */
  readonly language: string | null
}

/** The gaps with their causes; `between` counts sweeps by the place of the gap in the list. */
export function explainGaps(gaps: readonly OpenGap[], between: readonly SweepsBetween[]): Gap[] {
  const swept = Map.groupBy(between, ({ place }) => place)
  return gaps.map((gap, place) => {
    const { broadcastNo, from, to, isReopening } = gap
    const found = swept.get(place) ?? []
    const sweeps = found.reduce((sum, row) => sum + row.sweeps, 0)
    return { broadcastNo, from, to, isReopening, cause: causeOf(gap, found, sweeps), sweeps }
  })
}

/** What most of the sweeps that were due in the gap came to; of equally many, the one named first. */
function causeOf(gap: OpenGap, between: readonly SweepsBetween[], sweeps: number): GapCause {
  const due = Math.max(1, Math.round((gap.to - gap.sampleAt) / gap.cadence) - 1)
  const counts = new Map<GapCause, number>([['no_sweep', Math.max(0, due - sweeps)]])
  for (const row of between) {
    const cause = causeOfSweeps(row, gap)
    counts.set(cause, (counts.get(cause) ?? 0) + row.sweeps)
  }
  const most = Math.max(...counts.values())
  return gapCauses.find(cause => counts.get(cause) === most) ?? 'no_sweep'
}

function causeOfSweeps(
  { status, scope }: SweepsBetween,
  { isReopening, language }: OpenGap,
): GapCause {
  switch (status) {
    case 'failed':
    case 'partial':
      return status
    case 'complete':
      // Whether it was due in a tracked one is not known, but where its end was proved it was looked for.
      return isInScope(scope, language) || (isReopening && scope.kind === 'tracked')
        ? 'absent'
        : 'out_of_scope'
    default:
      return status satisfies never
  }
}
