import assert from 'node:assert/strict'
import { test } from 'node:test'
import { noSums, type Sums } from '../domain/sums.ts'
import { figuresOf, noFigures } from './figures.ts'

/** 14 samples, six of them in five minutes; 36 seconds of it were not seen. */
const burst: Sums = {
  halfViewerSeconds: 840_000,
  presentSeconds: 2_850,
  observedSeconds: 2_850,
  reportedSeconds: 2_886,
  samples: 14,
  gaps: 0,
  peakViewers: 325,
  peakAt: 1_200,
}

test('the average is over the observed time, and the estimate over all of the airtime', () => {
  const figures = figuresOf(burst)
  assert.equal(figures.averageViewers, 420_000 / 2_850)
  assert.equal(figures.hoursWatched, 420_000 / 3_600)
  assert.equal(figures.hoursWatchedEstimate, ((420_000 / 2_850) * 2_886) / 3_600)
  assert.equal(figures.coverage, 2_850 / 2_886)
  assert.equal(figures.airtimeCoverage, 2_850 / 2_886)
  assert.equal(figures.peakViewers, 325)
  assert.equal(figures.peakAt, 1_200)
})

test('where all was observed there is no estimate beside the hours watched', () => {
  const figures = figuresOf({ ...burst, reportedSeconds: 2_850 })
  assert.equal(figures.coverage, 1)
  assert.equal(figures.hoursWatchedEstimate, null)
})

test('no time at all is zero seconds and hours, and nothing else is known of it', () => {
  assert.deepEqual(figuresOf(noSums), {
    ...noFigures,
    hoursWatched: 0,
    airtimeSeconds: 0,
    presentSeconds: 0,
    observedSeconds: 0,
    reportedSeconds: 0,
    samples: 0,
    gaps: 0,
  })
})

test('hidden viewers are unknown hours, never zero ones', () => {
  const hidden = { ...burst, halfViewerSeconds: 0, observedSeconds: 0, peakViewers: null }
  const figures = figuresOf({ ...hidden, peakAt: null })
  assert.equal(figures.averageViewers, null)
  assert.equal(figures.hoursWatched, null)
  assert.equal(figures.hoursWatchedEstimate, null)
  assert.equal(figures.coverage, 0)
  assert.equal(figures.airtimeCoverage, 2_850 / 2_886)
})

test('of two broadcasts at once the airtime counts each second once, and their viewers both', () => {
  const both = { ...noSums, halfViewerSeconds: 1_500_000, reportedSeconds: 7_500 }
  const sums = { ...both, observedSeconds: 7_500, presentSeconds: 7_500 }
  const figures = figuresOf(sums, {
    airtimeSeconds: 5_550,
    airtimePresentSeconds: 5_550,
    airtimeObservedSeconds: 5_550,
  })
  assert.equal(figures.averageViewers?.toFixed(2), '135.14')
  assert.equal(figures.airtimeSeconds, 5_550)
  assert.equal(figures.reportedSeconds, 7_500)
  assert.equal(figures.coverage, 1)
})
