import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hash } from './hash.ts'
import { isListed, oddCountAt } from './oddities.ts'
import { createWorld } from './world.ts'

const evening = Date.UTC(2026, 4, 15, 20) / 1_000
const [some] = createWorld({ seed: 1, platform: 'twitch', scale: 50, stretch: false }).countsAt(
  evening,
)
assert.ok(some !== undefined)
const { broadcast } = some
/** The same broadcast with many a seed. */
const many = Array.from({ length: 40_000 }, (_, number) => ({
  ...broadcast,
  level: 2,
  startedAt: evening + 17,
  seed: hash(number, 1) >> 0,
}))
const shareOf = (isSo: (one: (typeof many)[number]) => boolean) =>
  many.filter(isSo).length / many.length

function isAbout(value: number, wanted: number): void {
  assert.ok(Math.abs(value / wanted - 1) < 0.3, `${value} is not about ${wanted}`)
}

test('half a percent of starts are listed for a minute, gone for one, and back', () => {
  const large = (one: (typeof many)[number]) => ({ ...one, level: 1_000 })
  const gone = (one: (typeof many)[number], minutes: number) =>
    !isListed(large(one), evening + 60 * minutes)
  assert.equal(
    shareOf(one => gone(one, 1) || gone(one, 3)),
    0,
  )
  isAbout(
    shareOf(one => gone(one, 2)),
    0.005,
  )
})

test('half a percent of small streams are missing, the same for a while', () => {
  const isGone = (one: (typeof many)[number], at: number) => !isListed(one, at)
  const gone = many.filter(one => isGone(one, evening + 7_200))
  isAbout(gone.length / many.length, 0.005)
  const still = gone.filter(one => isGone(one, evening + 7_260))
  assert.ok(still.length > 0.85 * gone.length && still.length < gone.length)
  assert.equal(gone.filter(one => isGone(one, evening + 7_200 + 1_200)).length, 0)
})

test('some counts stand still, or at 0 or 1, for ten to thirty minutes of an hour', () => {
  const share = 0.02
  const oddAt = (one: (typeof many)[number], minutes: number) =>
    oddCountAt(one, evening + 7_200 + 60 * minutes, share)
  // A third of an hour is what such a time lasts.
  isAbout(
    shareOf(one => oddAt(one, 0) !== null),
    share / 3,
  )
  for (const one of many) {
    const odd = oddAt(one, 0)
    if (odd === null) continue
    assert.equal(odd.since % 60, 0)
    assert.ok(odd.since <= evening + 7_200 && odd.since > evening + 7_200 - 1_800)
    assert.ok([null, 0, 1].includes(odd.shows))
    assert.notEqual(oddAt(one, 30)?.since, odd.since)
  }
})
