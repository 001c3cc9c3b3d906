// The sums of the domain held against the oracle's, which share no code: any broadcast, by segment,
// hour and day.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { endOfBroadcast, segmentBorder } from '../src/domain/broadcast.ts'
import { type BookedBroadcast, type BookedEnd, sumsBy } from '../src/domain/sum-broadcast.ts'
import type { SegmentStart } from '../src/domain/sum-places.ts'
import type { Sums } from '../src/domain/sums.ts'
import { aBroadcast, aCensus, midnight } from './oracle/builders.ts'
import {
  type Broadcast,
  type End,
  every,
  haveSameLabels,
  type Sums as OracleSums,
  type Sample,
} from './oracle/census.ts'
import { sumUp } from './oracle/sum-up.ts'

const cadences = [60, 300, 600, 1_800, 3_600]

/** What follows a sample: so many seconds to the next one, and perhaps an end between them. */
const steps = fc.array(
  fc.record({
    seconds: fc.oneof(
      fc.integer({ min: 1, max: 900 }),
      fc.integer({ min: 2, max: 9_500 }),
      fc.integer({ min: 2, max: 100_000 }),
    ),
    viewers: fc.option(fc.integer({ min: 0, max: 50_000 })),
    cadence: fc.constantFrom(...cadences),
    title: fc.constantFrom('one', 'two'),
    category: fc.constantFrom('chat', 'chess', null),
    end: fc.option(
      fc.record({
        booked: fc.double({ min: 0, max: 1, noNaN: true }),
        proof: fc.double({ min: 0, max: 1, noNaN: true }),
        real: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      }),
      { freq: 4 },
    ),
  }),
  { minLength: 1, maxLength: 25 },
)

const worlds = fc.record({
  beginsAt: fc.integer({ min: midnight - 7_200, max: midnight + 7_200 }),
  startedBefore: fc.option(fc.integer({ min: -400, max: 100_000 })),
  sweptBefore: fc.integer({ min: 0, max: 200_000 }),
  steps,
})

type Told = typeof worlds extends fc.Arbitrary<infer T> ? T : never

interface World {
  readonly broadcast: Broadcast
  readonly booked: BookedBroadcast
}

/** One broadcast as both are told of it. */
function tell({ beginsAt, startedBefore, sweptBefore, steps }: Told): World {
  const samples: Sample[] = []
  const ends: End[] = []
  const bookedEnds: BookedEnd[] = []
  const segments: SegmentStart[] = []
  let at = beginsAt
  let endedAt: number | null = null
  for (const { seconds, end, ...told } of steps) {
    const sample = { at, language: 'en', tags: [], ...told }
    const before = samples.at(-1)
    if (before === undefined) segments.push({ segmentNo: 1, startedAt: beginsAt })
    else if (!haveSameLabels(before, sample)) {
      const startedAt = segmentBorder(before.at, at, endedAt)
      segments.push({ segmentNo: segments.length + 1, startedAt })
    }
    samples.push(sample)
    endedAt = null
    if (end !== null && seconds > 1) {
      const within = (share: number, from: number, to: number) =>
        from + Math.floor(share * (to - from))
      const bookedAt = within(end.booked, at + 1, at + seconds - 1)
      const proofAt = within(end.proof, at + 1, bookedAt)
      const realEndAt = end.real === null ? null : within(end.real, at, proofAt)
      ends.push({ bookedAt, proofAt, realEndAt, nextStartAt: null })
      endedAt = endOfBroadcast(at, proofAt, null, realEndAt)
      bookedEnds.push({ lastSampleAt: at, endedAt })
    }
    at += seconds
  }
  const startedAt = startedBefore === null ? null : beginsAt - startedBefore
  const headStartedAt = startedAt === null ? null : Math.min(startedAt, beginsAt)
  const [first] = segments
  if (first !== undefined && headStartedAt !== null)
    segments[0] = { ...first, startedAt: headStartedAt }
  return {
    broadcast: aBroadcast({ samples, ends, startedAt }),
    booked: {
      startedAt: headStartedAt,
      firstSweepAt: beginsAt - sweptBefore,
      previousEndedAt: null,
      samples,
      ends: bookedEnds,
      segments,
    },
  }
}

function censusOf({ broadcast, booked }: World) {
  const times = [...new Set([booked.firstSweepAt, ...broadcast.samples.map(({ at }) => at)])]
  return aCensus([broadcast], {
    hasSingleBroadcast: false,
    sweeps: times.map(collectedAt => ({ collectedAt, status: 'complete' })),
  })
}

/** Rows that say something, by their key; the oracle's numbers as numbers. */
function plain<K>(rows: Iterable<readonly [K, Sums | OracleSums]>): Map<K, unknown> {
  const told = [...rows].map(([key, row]): [K, Record<string, number | null>] => [
    key,
    {
      halfViewerSeconds: Number(row.halfViewerSeconds),
      presentSeconds: row.presentSeconds,
      observedSeconds: row.observedSeconds,
      reportedSeconds: row.reportedSeconds,
      samples: row.samples,
      gaps: row.gaps,
      peakViewers: row.peakViewers,
      peakAt: row.peakAt,
    },
  ])
  return new Map(
    told
      .filter(([, row]) => Object.values(row).some(value => value !== 0 && value !== null))
      .sort(([a], [b]) => Number(a) - Number(b)),
  )
}

test('the sums of a broadcast are those of the oracle, as a whole and by segment, hour and day', () =>
  fc.assert(
    fc.property(worlds, told => {
      const world = tell(told)
      const { broadcasts, segments, rollups } = sumUp(censusOf(world))
      const ofAll = (span: 'hour' | 'day') =>
        rollups
          .filter(row => row.span === span && row.category === every && row.language === every)
          .map(row => [row.from, row] as const)
      assert.deepEqual(
        plain(sumsBy(world.booked, () => 0)),
        plain(broadcasts.map(row => [0, row] as const)),
      )
      assert.deepEqual(
        plain(sumsBy(world.booked, place => place.segmentNo)),
        plain(segments.map(row => [row.segmentNo, row] as const)),
      )
      for (const span of ['hour', 'day'] as const)
        assert.deepEqual(
          withoutPeaks(plain(sumsBy(world.booked, place => place[span]))),
          withoutPeaks(plain(ofAll(span))),
        )
    }),
    { numRuns: 300 },
  ))

/** A group's peak is one of sums over broadcasts at a sweep, which is not told here. */
function withoutPeaks(rows: Map<number, unknown>): [number, unknown][] {
  return [...rows].map(([key, row]) => [key, { ...(row as Sums), peakViewers: null, peakAt: null }])
}
