// Derives the sums of one broadcast from its samples and from what was booked at its ends. Pure.

import { type BookedBroadcast, partsOf, sumsBy } from '../../domain/sum-broadcast.ts'
import {
  type PlacedPart,
  placeOf,
  placeStretch,
  type SegmentStart,
} from '../../domain/sum-places.ts'
import { bookedFrom, type Sample, startCountedAt } from '../../domain/sum-stretches.ts'
import { addSums, noSums, type Sums } from '../../domain/sums.ts'
import type { StoredEnd } from '../../store/rederive/channels.ts'
import type { RederiveTerms } from './terms.ts'

/** What the sums of a broadcast follow from. Times are whole epoch seconds. */
export interface BroadcastRecord {
  readonly headStartedAt: number | null
  /** Where its booked time begins; null = not booked yet. */
  readonly bookedFromAt: number | null
  /** Where it is not: the end of the channel's broadcast before. */
  readonly previousEndedAt: number | null
  readonly firstSampleAt: number
  /** Those that are there, in order of time. */
  readonly samples: readonly Sample[]
  readonly ends: readonly Pick<StoredEnd, 'lastSampleAt' | 'endedAt'>[]
  readonly segments: readonly SegmentStart[]
}

/** Sums of a broadcast in one of its segments and one UTC hour. */
export interface DerivedCell {
  readonly segmentNo: number
  readonly hour: number
  readonly day: number
  readonly sums: Sums
}

export interface DerivedBroadcast {
  /** False: its first samples are gone, so only what is in `cells` can be told, and no whole. */
  readonly isWhole: boolean
  readonly cells: readonly DerivedCell[]
  readonly bookedFromAt: number | null
  /** When it counts as begun; null = not in the time that is told. */
  readonly countedAt: number | null
  /** Its booked time; made when it is asked for. */
  readonly parts: () => readonly PlacedPart[]
}

type Terms = Pick<RederiveTerms, 'keptFrom' | 'firstSweepAt' | 'isSingle'>

export function deriveBroadcast(terms: Terms, record: BroadcastRecord): DerivedBroadcast {
  return record.firstSampleAt < terms.keptFrom
    ? derivePart(terms, record)
    : deriveWhole(terms, record)
}

function deriveWhole(terms: Terms, record: BroadcastRecord): DerivedBroadcast {
  const { headStartedAt, bookedFromAt, samples, ends, segments } = record
  const [first] = samples
  if (first === undefined) return nothing(record)
  // A head that is given where it was booked from is that head, whatever else is known.
  const head = {
    startedAt: headStartedAt,
    firstSweepAt: bookedFromAt === null ? terms.firstSweepAt : Number.NEGATIVE_INFINITY,
    previousEndedAt: bookedFromAt ?? (terms.isSingle ? record.previousEndedAt : null),
  }
  const booked = { ...head, samples, ends, segments }
  return {
    isWhole: true,
    cells: cellsOf(booked),
    bookedFromAt: bookedFrom({ ...head, first }),
    countedAt: startCountedAt({ ...head, first }),
    parts: () => partsOf(booked),
  }
}

/** What can be told of a broadcast whose first samples are gone: from the first that is there on. */
function derivePart({ keptFrom }: Terms, record: BroadcastRecord): DerivedBroadcast {
  const { samples, ends, segments } = record
  const [first] = samples
  const until = first?.at ?? ends.at(-1)?.endedAt ?? keptFrom
  const booked = {
    startedAt: null,
    firstSweepAt: Number.NEGATIVE_INFINITY,
    previousEndedAt: null,
    samples,
    ends: ends.filter(({ lastSampleAt }) => lastSampleAt >= keptFrom),
    segments,
  }
  // Where this is longer than any pair could be, it is a gap.
  const before = placeStretch(
    { from: Math.min(keptFrom, until), to: until, isPresent: false, viewers: null },
    segments,
  )
  const gap = first === undefined ? [] : [{ ...placeOf(first.at, segments), gaps: 1 }]
  return {
    isWhole: false,
    cells: [
      ...cellsOf(booked),
      ...[...before, ...gap].map(({ segmentNo, hour, day, ...sums }) => ({
        segmentNo,
        hour,
        day,
        sums: { ...noSums, ...sums },
      })),
    ],
    bookedFromAt: record.bookedFromAt,
    countedAt: null,
    parts: () => [...before, ...partsOf(booked)],
  }
}

function nothing({ bookedFromAt }: BroadcastRecord): DerivedBroadcast {
  return { isWhole: false, cells: [], bookedFromAt, countedAt: null, parts: () => [] }
}

/** More segments than a broadcast has; times this, an hour of this millennium is still exact. */
const manySegments = 1_048_576

function cellsOf(booked: BookedBroadcast): DerivedCell[] {
  const sums = sumsBy(booked, ({ hour, segmentNo }) => hour * manySegments + segmentNo)
  return [...sums].map(([key, sums]) => {
    const hour = Math.floor(key / manySegments)
    return { segmentNo: key % manySegments, hour, day: hour - (hour % 86_400), sums }
  })
}

/** The sums of cells by what they are told apart by. */
export function sumCells<K>(
  cells: readonly DerivedCell[],
  keyOf: (cell: DerivedCell) => K,
): Map<K, Sums> {
  const all = new Map<K, Sums>()
  for (const cell of cells) {
    const key = keyOf(cell)
    const known = all.get(key)
    all.set(key, known === undefined ? cell.sums : addSums(known, cell.sums))
  }
  return all
}
