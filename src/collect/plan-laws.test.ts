// Plans held against the laws of sessions, whatever a small world does.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { assertLawful, assertWhole, type Census, withoutIds } from '../../test/session-laws.ts'
import { createMemory } from '../../test/session-memory.ts'
import { someSweeps, type WorldSweep, withoutSomeIds } from '../../test/small-world.ts'

for (const isSingle of [true, false])
  for (const partSize of [1, Number.POSITIVE_INFINITY]) {
    const where = `${isSingle ? 'one broadcast' : 'several broadcasts'} a channel, ${partSize === 1 ? 'row by row' : 'all at once'}`

    test(`whatever comes and goes, the laws of sessions hold with ${where}`, () =>
      fc.assert(
        fc.property(someSweeps(12), sweeps => {
          const memory = createMemory(isSingle, partSize)
          sweeps.forEach((sweep, i) => {
            const before = memory.census()
            memory.sweep(sweep, sweeps[i - 1]?.at ?? null)
            assertLawful(sweeps.slice(0, i + 1), before, memory.census(), isSingle)
          })
        }),
        { numRuns: 1_000 },
      ))

    test(`where starts do not move, stream ids that are left out change nothing with ${where}`, () =>
      fc.assert(
        fc.property(withSomeIds(12, true), ([sweeps, partlyIdentified]) =>
          assert.deepEqual(
            withoutIds(sweepAll(partlyIdentified, isSingle, partSize)),
            withoutIds(sweepAll(sweeps, isSingle, partSize)),
          ),
        ),
        { numRuns: 300 },
      ))

    test(`whatever comes and goes with and without ids, the census stays whole with ${where}`, () =>
      fc.assert(
        fc.property(withSomeIds(12, false), ([, partlyIdentified]) => {
          assertWhole(sweepAll(partlyIdentified, isSingle, partSize), isSingle)
        }),
        { numRuns: 300 },
      ))
  }

function withSomeIds(maxLength: number, isSteady: boolean) {
  return someSweeps(maxLength, isSteady).chain(sweeps =>
    fc.tuple(fc.constant(sweeps), withoutSomeIds(sweeps)),
  )
}

function sweepAll(sweeps: readonly WorldSweep[], isSingle: boolean, partSize: number): Census {
  const memory = createMemory(isSingle, partSize)
  sweeps.forEach((sweep, i) => {
    memory.sweep(sweep, sweeps[i - 1]?.at ?? null)
  })
  return memory.census()
}
