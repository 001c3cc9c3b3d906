import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SweepScope, SweepStatus } from '../domain/sweep.ts'
import type { SweepsBetween } from '../store/sweep-reads.ts'
import { explainGaps, type GapCause, type OpenGap } from './gaps.ts'

const minute = 60

/** Half an hour between two samples five minutes apart by cadence: five sweeps were due. */
const gap: OpenGap = {
  broadcastNo: 3,
  from: 0,
  to: 30 * minute,
  sampleAt: 0,
  cadence: 5 * minute,
  isReopening: false,
  language: 'en',
}

function swept(
  sweeps: number,
  status: SweepStatus,
  scope: SweepScope = { kind: 'all' },
  place = 0,
): SweepsBetween {
  return { place, status, scope, sweeps }
}

const cases: [what: string, between: SweepsBetween[], cause: GapCause, sweeps: number][] = [
  ['nothing ran', [], 'no_sweep', 0],
  ['few of those due ran', [swept(2, 'failed')], 'no_sweep', 2],
  ['those due failed', [swept(5, 'failed')], 'failed', 5],
  ['those due were partial', [swept(4, 'partial'), swept(1, 'failed')], 'partial', 5],
  [
    'those due asked for other languages',
    [swept(5, 'complete', { kind: 'languages', languages: ['de'] })],
    'out_of_scope',
    5,
  ],
  [
    'those due asked for its language and did not hold it',
    [swept(5, 'complete', { kind: 'languages', languages: ['en'] })],
    'absent',
    5,
  ],
  ['it was not due', [swept(5, 'complete', { kind: 'tracked' })], 'out_of_scope', 5],
  ['complete ones did not hold it', [swept(5, 'complete')], 'absent', 5],
  ['as many failed as did not run', [swept(2, 'failed'), swept(1, 'complete')], 'no_sweep', 3],
]
for (const [what, between, cause, sweeps] of cases)
  test(`the cause of a gap where ${what} is ${cause}`, () => {
    const [explained] = explainGaps([gap], between)
    assert.equal(explained?.cause, cause)
    assert.equal(explained?.sweeps, sweeps)
  })

test('every gap has its own sweeps', () => {
  const later = { ...gap, from: 60 * minute, to: 90 * minute, sampleAt: 60 * minute }
  const found = explainGaps([gap, later], [swept(5, 'failed', { kind: 'all' }, 1)])
  assert.deepEqual(
    found.map(({ cause }) => cause),
    ['no_sweep', 'failed'],
  )
})

test('a tracked broadcast that was ended was looked for', () => {
  const reopened = { ...gap, from: 10 * minute, isReopening: true }
  const [explained] = explainGaps([reopened], [swept(5, 'complete', { kind: 'tracked' })])
  assert.equal(explained?.cause, 'absent')
})

test('a gap after an end counts the sweeps since its last sample', () => {
  const reopened = { ...gap, from: 10 * minute, isReopening: true }
  assert.deepEqual(explainGaps([reopened], [swept(5, 'complete')]), [
    {
      broadcastNo: 3,
      from: 10 * minute,
      to: 30 * minute,
      isReopening: true,
      cause: 'absent',
      sweeps: 5,
    },
  ])
})
