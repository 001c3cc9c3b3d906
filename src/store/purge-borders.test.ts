import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keepingPolicy, type PlatformPolicy } from '../domain/policy.ts'
import { bordersOf } from './purge-borders.ts'

const noon = Date.UTC(2027, 0, 15, 12) / 1_000
const midnight = (text: string) => Date.parse(text) / 1_000

const cases = [
  { stat: 30, data: 30, stats: '2026-12-17', all: '2026-12-17' },
  { stat: 10, data: 30, stats: '2027-01-06', all: '2026-12-17' },
  { stat: 30, data: null, stats: '2026-12-17', all: null },
  { stat: 30, data: 10, stats: '2027-01-06', all: '2027-01-06' },
  { stat: null, data: 30, stats: '2026-12-17', all: '2026-12-17' },
  { stat: 1, data: 1, stats: '2027-01-15', all: '2027-01-15' },
]

for (const { stat, data, stats, all } of cases)
  test(`numbers for ${stat} days and all else for ${data} are kept from ${stats} and ${all}`, () => {
    const policy = { ...keepingPolicy, maxStatDays: stat, maxDataDays: data }
    assert.deepEqual(bordersOf('youtube', policy, noon), {
      platform: 'youtube',
      stats: midnight(stats),
      data: all === null ? -Infinity : midnight(all),
      derived: midnight(stats),
      aggregates: midnight(stats),
      spending: midnight('2026-10-18'),
    })
  })

test('what may not be worked out is not kept at all', () => {
  const bordersWith = (known: Partial<PlatformPolicy>) => {
    const borders = bordersOf('youtube', { ...keepingPolicy, maxStatDays: 30, ...known }, noon)
    return [borders?.derived, borders?.aggregates]
  }
  assert.deepEqual(bordersWith({ allowDerived: false }), [Infinity, Infinity])
  assert.deepEqual(bordersWith({ allowAggregates: false }), [midnight('2026-12-17'), Infinity])
})

test('a policy without limits has no borders', () => {
  assert.equal(bordersOf('youtube', keepingPolicy, noon), null)
})

test('a day is over its limit as soon as its first second is, and none older ever stays', () => {
  const policy = { ...keepingPolicy, maxStatDays: 30 }
  const day = 86_400
  for (const at of [noon, midnight('2027-01-15'), midnight('2027-01-16') - 1]) {
    const stats = bordersOf('youtube', policy, at)?.stats ?? 0
    assert.ok(stats > at - 30 * day, 'nothing as old as the limit stays')
    assert.ok(stats <= at - 29 * day, 'no more than a day goes early')
    assert.equal(stats % day, 0)
  }
})
