import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { cutStretch } from './sum-parts.ts'
import type { Stretch } from './sum-stretches.ts'
import { addSums, noSums } from './sums.ts'

const observed = (viewers: [number, number]): Stretch => ({
  from: 1_000,
  to: 1_301,
  isPresent: true,
  viewers,
})
const areas = (stretch: Stretch, borders: number[]) =>
  cutStretch(stretch, borders).map(({ halfViewerSeconds }) => halfViewerSeconds)

test('10 to 13 viewers over 301 s are cut at 100 and 200 into 2099, 2299 and 2525', () => {
  assert.deepEqual(areas(observed([10, 13]), [1_100, 1_200]), [2_099, 2_299, 2_525])
  assert.deepEqual(areas(observed([10, 13]), []), [6_923])
})

test('a line that falls is cut on the half viewer-second below', () => {
  // 2·13·100 − 3·100² / 301 = 2500.33; 2·13·200 − 3·200² / 301 = 4801.33.
  assert.deepEqual(areas(observed([13, 10]), [1_100, 1_200]), [2_500, 2_301, 2_122])
})

test('no cut depends on another', () => {
  const [alone] = areas(observed([10, 13]), [1_200])
  assert.equal(alone, 2_099 + 2_299)
})

test('a square of seconds times viewers beyond 2^53 is not rounded', () =>
  assert.deepEqual(
    areas({ from: 0, to: 263_865, isPresent: true, viewers: [0, 9_999_988] }, [261_317])[0],
    2_587_932_940_901,
  ))

test('borders that are not inside, or told twice, cut nothing', () => {
  const parts = cutStretch(observed([10, 13]), [0, 1_000, 1_100, 1_100, 1_301, 1_302])
  assert.deepEqual(
    parts.map(({ from, to }) => [from, to]),
    [
      [1_000, 1_100],
      [1_100, 1_301],
    ],
  )
})

test('a part counts its seconds as the stretch is booked', () => {
  const seconds = (stretch: Stretch) =>
    cutStretch(stretch, [1_100]).map(part => [
      part.observedSeconds,
      part.presentSeconds,
      part.reportedSeconds,
      part.halfViewerSeconds,
    ])
  const stretch = observed([5, 5])
  assert.deepEqual(seconds(stretch), [
    [100, 100, 100, 1_000],
    [201, 201, 201, 2_010],
  ])
  assert.deepEqual(seconds({ ...stretch, viewers: null }), [
    [0, 100, 100, 0],
    [0, 201, 201, 0],
  ])
  assert.deepEqual(seconds({ ...stretch, isPresent: false, viewers: null }), [
    [0, 0, 100, 0],
    [0, 0, 201, 0],
  ])
})

test('a stretch without length has no parts', () =>
  assert.deepEqual(cutStretch({ ...observed([1, 2]), to: 1_000 }, [1_000]), []))

const viewers = fc.oneof(fc.nat(30), fc.nat(10_000_000))

/** A pair that is observed, of up to G of the slowest cadence. */
const pair = fc.record({
  from: fc.nat(2 ** 31),
  length: fc.oneof(fc.integer({ min: 1, max: 9_000 }), fc.integer({ min: 1, max: 264_000 })),
  viewers: fc.tuple(viewers, viewers),
})
const pairs = pair.map(
  ({ from, length, viewers }): Stretch => ({ from, to: from + length, isPresent: true, viewers }),
)

const borders = (stretch: Stretch) =>
  fc
    .array(fc.integer({ min: stretch.from - 1, max: stretch.to + 1 }), { maxLength: 12 })
    .map(list => list.toSorted((a, b) => a - b))

test('parts of any cut add up to the whole, to the half viewer-second', () =>
  fc.assert(
    fc.property(
      pairs.chain(stretch => fc.tuple(fc.constant(stretch), borders(stretch))),
      ([stretch, cuts]) => {
        const [whole] = cutStretch(stretch)
        const parts = cutStretch(stretch, cuts)
        const [from, to] = stretch.viewers ?? [0, 0]
        assert.equal(whole?.halfViewerSeconds, (from + to) * (stretch.to - stretch.from))
        const { samples, gaps, peakViewers, peakAt, ...time } = parts.reduce(
          (sums, part) => addSums(sums, { ...noSums, ...part }),
          noSums,
        )
        assert.deepEqual({ from: stretch.from, to: stretch.to, ...time }, whole)
        for (const part of parts) assert.ok(part.halfViewerSeconds >= 0)
      },
    ),
  ))

test('a part is the same whatever else is cut', () =>
  fc.assert(
    fc.property(
      pairs.chain(stretch => fc.tuple(fc.constant(stretch), borders(stretch))),
      ([stretch, cuts]) => {
        const parts = cutStretch(stretch, cuts)
        for (const part of parts)
          assert.deepEqual(
            cutStretch(stretch, [part.from, part.to]).find(({ from }) => from === part.from),
            part,
          )
      },
    ),
  ))

test('an area to a cut is exact for ten million viewers over the longest pair', () =>
  fc.assert(
    fc.property(
      pairs.chain(stretch => fc.tuple(fc.constant(stretch), borders(stretch))),
      ([stretch, cuts]) => {
        const [from, to] = (stretch.viewers ?? [0, 0]).map(BigInt)
        assert.ok(from !== undefined && to !== undefined)
        const length = BigInt(stretch.to - stretch.from)
        let area = 0
        for (const part of cutStretch(stretch, cuts)) {
          area += part.halfViewerSeconds
          const seconds = BigInt(part.to - stretch.from)
          // Nothing is below zero here, so that division rounds down.
          const exact: bigint =
            (2n * from * seconds * length + (to - from) * seconds * seconds) / length
          assert.equal(BigInt(area), exact)
        }
      },
    ),
  ))
