import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RederivedSweep } from '../../store/rederive/time.ts'
import { type CountedBroadcast, forEachCounted, peaksOfDays } from './peaks.ts'
import { createSumsOfSweeps } from './sums-of-sweeps.ts'

/** 2026-11-22, 00:00 UTC. */
const midnight = 1_795_305_600
const sweepAt = (minutes: number): RederivedSweep => ({
  at: midnight + minutes * 60,
  status: minutes === 10 ? 'failed' : 'complete',
  cadence: 300,
  tiers: [{ tier: 1, cadence: 600 }],
})
const sweeps = [-10, -5, 0, 5, 10, 15, 20, 25, 30].map(sweepAt)

function aBroadcast(
  samples: readonly (readonly [minutes: number, viewers: number | null])[],
  gone: number | null = null,
): CountedBroadcast {
  const [last = 0] = samples.at(-1) ?? []
  return {
    samples: samples.map(([minutes, viewers]) => ({
      at: midnight + minutes * 60,
      viewers,
      cadence: 600,
    })),
    ends:
      gone === null ? [] : [{ lastSampleAt: midnight + last * 60, bookedAt: midnight + gone * 60 }],
  }
}

function countedIn(broadcast: CountedBroadcast, isTiered = true) {
  const counted: [minutes: number, viewers: number][] = []
  forEachCounted({ isTiered, sweeps }, broadcast, (at, viewers) =>
    counted.push([(at - midnight) / 60, viewers]),
  )
  return counted
}

test('with tiers a sample counts until the next one, in sweeps that did not fail', () => {
  assert.deepEqual(
    countedIn(
      aBroadcast([
        [0, 7],
        [15, 9],
        [20, null],
      ]),
    ),
    [
      [0, 7],
      [5, 7],
      [15, 9],
    ],
  )
})

test('with tiers a sample counts no longer than G', () => {
  assert.deepEqual(
    countedIn(aBroadcast([[0, 7]])).map(([minutes]) => minutes),
    [0, 5, 15, 20, 25],
  )
})

test('what is gone counts no longer', () => {
  assert.deepEqual(countedIn(aBroadcast([[0, 7]], 5)), [[0, 7]])
})

test('a sweep without tiers among others counts only what it has seen', () => {
  const mixed = sweeps.map(sweep => ({
    ...sweep,
    tiers: sweep.at % 600 === 0 ? null : sweep.tiers,
  }))
  const counted: number[] = []
  const broadcast = aBroadcast([
    [0, 7],
    [20, 9],
  ])
  forEachCounted({ isTiered: true, sweeps: mixed }, broadcast, at =>
    counted.push((at - midnight) / 60),
  )
  assert.deepEqual(counted, [0, 5, 15, 20, 25])
})

test('without tiers a sample counts in its own sweep', () => {
  assert.deepEqual(
    countedIn(
      aBroadcast([
        [0, 7],
        [15, 9],
      ]),
      false,
    ),
    [
      [0, 7],
      [15, 9],
    ],
  )
})

test('the peak of a channel is the largest sum at a sweep of the day, of equal ones the first', () => {
  const peaks = peaksOfDays({ isTiered: true, sweeps }, [
    aBroadcast(
      [
        [-5, 10],
        [5, 4],
      ],
      15,
    ),
    aBroadcast([
      [-10, 20],
      [20, 24],
    ]),
  ])
  assert.deepEqual(Object.fromEntries(peaks), {
    [midnight - 86_400]: { peakViewers: 30, peakAt: midnight - 300 },
    // At midnight itself none of them is seen.
    [midnight]: { peakViewers: 24, peakAt: midnight + 300 },
  })
})

test('peaks of hours are of each pair and of all their margins, and no count is no zero', () => {
  const sums = createSumsOfSweeps(sweeps)
  const labels = [
    { categoryKey: 1, language: 'en' },
    { categoryKey: 1, language: null },
    { categoryKey: null, language: 'en' },
  ]
  sums.add(midnight, 0, 5)
  sums.add(midnight, 0, 0)
  sums.add(midnight, 1, 2)
  sums.add(midnight + 300, 0, 6)
  sums.add(midnight + 300, 2, 0)
  const rows = [...sums.peaks(labels)].flat()
  assert.deepEqual(
    rows.map(row => [row.grain, row.categoryKey, row.language, row.peakViewers, row.peakAt]),
    [
      ['category_language', 1, 'en', 6, midnight + 300],
      ['category_language', 1, null, 2, midnight],
      ['category_language', null, 'en', 0, midnight + 300],
      ['platform', null, null, 7, midnight],
      ['category', 1, null, 7, midnight],
      ['category', null, null, 0, midnight + 300],
      ['language', null, 'en', 6, midnight + 300],
      ['language', null, null, 2, midnight],
    ],
  )
})
