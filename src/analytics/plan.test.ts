import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type HistoryPlan, type PlanFacts, planHistory } from './plan.ts'
import { isTooLong, type Resolution, resolutionFor } from './question.ts'

/** 2026-03-01T00:00:00Z. */
const midnight = Date.UTC(2026, 2, 1) / 1_000
const hour = 3_600
const day = 86_400
const lastAt = midnight + 10 * day + 6 * hour

const usual: Omit<PlanFacts, 'window'> = {
  resolution: 'day',
  knownTo: lastAt + 1,
  hasDays: true,
  allowsDerived: true,
}

/** A window of hours after midnight. */
const at = (from: number, to: number) => ({
  from: midnight + from * hour,
  to: midnight + to * hour,
})
const reaching = (from: number) => ({ from: midnight + from * hour, to: lastAt + 1 })

const cases: [what: string, facts: PlanFacts, plan: HistoryPlan][] = [
  ['whole days are read as days', { ...usual, window: at(0, 48) }, { days: at(0, 48), spans: [] }],
  [
    'parts of days beside whole ones are read from samples',
    { ...usual, window: at(5, 61) },
    { days: at(24, 48), spans: [at(5, 24), at(48, 61)] },
  ],
  [
    'without a whole day all is read from samples',
    { ...usual, window: at(5, 47) },
    { days: null, spans: [at(5, 47)] },
  ],
  [
    'the day of the last sweep is whole in a window that reaches over it',
    { ...usual, window: reaching(230) },
    { days: reaching(240), spans: [at(230, 240)] },
  ],
  [
    'the day of the last sweep alone is whole too',
    { ...usual, window: reaching(240) },
    { days: reaching(240), spans: [] },
  ],
  [
    'a part of the day of the last sweep is read from samples',
    { ...usual, window: reaching(241) },
    { days: null, spans: [reaching(241)] },
  ],
  [
    'the day of the last sweep is cut where ends are booked after it',
    { ...usual, knownTo: lastAt + 151, window: reaching(216) },
    { days: at(216, 240), spans: [reaching(240)] },
  ],
  [
    'a day that has nothing but an end booked after the last sweep is whole',
    {
      ...usual,
      knownTo: midnight + 11 * day + 60,
      window: { ...at(216, 264), to: midnight + 11 * day + 60 },
    },
    { days: { ...at(216, 264), to: midnight + 11 * day + 60 }, spans: [] },
  ],
  [
    'a window that ends before the last sweep does not have its day',
    { ...usual, window: at(216, 242) },
    { days: at(216, 240), spans: [at(240, 242)] },
  ],
  [
    'by the hour all is read from samples',
    { ...usual, resolution: 'hour', window: at(0, 48) },
    { days: null, spans: [at(0, 48)] },
  ],
  [
    'where broadcasts may be open at once all is read from samples',
    { ...usual, hasDays: false, window: at(0, 48) },
    { days: null, spans: [at(0, 48)] },
  ],
  [
    'where nothing may be worked out nothing is read',
    { ...usual, allowsDerived: false, window: at(0, 48) },
    { days: null, spans: [] },
  ],
  [
    'samples are shown where nothing may be worked out',
    { ...usual, allowsDerived: false, resolution: 'raw', window: at(0, 48) },
    { days: null, spans: [at(0, 48)] },
  ],
  [
    'an empty window has no rows',
    { ...usual, resolution: 'hour', window: at(3, 3) },
    { days: null, spans: [] },
  ],
]
for (const [what, facts, plan] of cases)
  test(`plan: ${what}`, () => {
    assert.deepEqual(planHistory(facts), plan)
  })

const resolutions: [hours: number, allowsDerived: boolean, resolution: Resolution][] = [
  [1, true, 'raw'],
  [48, true, 'raw'],
  [49, true, 'hour'],
  [14 * 24, true, 'hour'],
  [14 * 24 + 1, true, 'day'],
  [31 * 24, false, 'raw'],
  [31 * 24 + 1, false, 'day'],
]
for (const [hours, allowsDerived, resolution] of resolutions)
  test(`${hours} hours are shown as ${resolution}${allowsDerived ? '' : ' where nothing may be worked out'}`, () => {
    assert.equal(resolutionFor(at(0, hours), allowsDerived), resolution)
  })

test('a resolution has windows of so many points at most', () => {
  assert.equal(isTooLong(at(0, 31 * 24), 'raw'), false)
  assert.equal(isTooLong(at(0, 31 * 24 + 1), 'raw'), true)
  assert.equal(isTooLong(at(0, 92 * 24), 'hour'), false)
  assert.equal(isTooLong(at(0, 92 * 24 + 1), 'hour'), true)
  assert.equal(isTooLong(at(0, 3_660 * 24), 'day'), false)
  assert.equal(isTooLong(at(0, 3_660 * 24 + 1), 'day'), true)
})
