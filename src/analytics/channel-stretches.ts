// The booked time of one broadcast around some of its samples: head, pairs, gaps and tails, as they
// were booked. Pure.

import {
  headOf,
  isGap,
  pairOf,
  reopeningOf,
  type Sample,
  type Stretch,
  tailOf,
} from '../domain/sum-stretches.ts'
import type { BookedRow } from '../store/broadcast-reads.ts'

/** Some samples of a broadcast in a row, in order of time. */
export interface SampledBroadcast {
  readonly booked: BookedRow
  readonly samples: readonly SampleOfTier[]
}

export interface SampleOfTier extends Sample {
  /** null = its sweep had none. */
  readonly tier: number | null
}

/** A stretch that was not covered between two samples. */
export interface GapStretch {
  /** Where nothing is known: from the earlier sample, or the end that was booked, to the next sample. */
  readonly from: number
  readonly to: number
  /** The sample before it. */
  readonly sampleAt: number
  /** Seconds after which that sample was due again. */
  readonly cadence: number
  /** Whether the broadcast had been booked as ended. */
  readonly isReopening: boolean
}

export interface BookedTime {
  readonly stretches: readonly Stretch[]
  readonly samples: readonly SampleOfTier[]
  readonly gaps: readonly GapStretch[]
}

/** The booked time between and beside samples that follow each other in one broadcast. */
export function bookedTimeOf({ booked, samples }: SampledBroadcast): BookedTime {
  const endOf = new Map(booked.ends.map(([lastSampleAt, endedAt]) => [lastSampleAt, endedAt]))
  const stretches: Stretch[] = []
  const gaps: GapStretch[] = []
  const [first] = samples
  if (first !== undefined) stretches.push(...headsOf(booked, first))
  for (const [i, sample] of samples.entries()) {
    const next = samples[i + 1]
    const endedAt = endOf.get(sample.at)
    if (endedAt !== undefined) stretches.push(...tailOf(sample, endedAt))
    if (next === undefined) break
    const stretch = endedAt === undefined ? pairOf(sample, next) : reopeningOf(endedAt, next)
    stretches.push(stretch)
    if (endedAt !== undefined || isGap(sample, next))
      gaps.push(gapOf(stretch, sample, endedAt !== undefined))
  }
  return { stretches, samples, gaps }
}

function gapOf(stretch: Stretch, { at, cadence }: Sample, isReopening: boolean): GapStretch {
  return { from: stretch.from, to: stretch.to, sampleAt: at, cadence, isReopening }
}

/** The head as it was booked, if these samples begin with the broadcast's first one: none or one. */
function headsOf(booked: BookedRow, first: Sample): Stretch[] {
  const { bookedFromAt, headStartedAt, firstSampleAt } = booked
  if (first.at !== firstSampleAt || bookedFromAt === null) return []
  // Its bound, whatever it followed from, is where it was booked from.
  const bound = { firstSweepAt: bookedFromAt, previousEndedAt: bookedFromAt }
  const head = headOf({ first, startedAt: headStartedAt, ...bound })
  return head === null ? [] : [head]
}
