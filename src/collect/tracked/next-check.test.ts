import assert from 'node:assert/strict'
import { test } from 'node:test'
import { start } from '../../../test/builders.ts'
import { nextCheckOf } from './next-check.ts'

const hour = 3_600
const cases: [
  what: string,
  scheduledIn: number | null,
  foundAgo: number,
  checkedIn: number | null,
][] = [
  ['far off is looked up twice a day, since it may be moved', 72 * hour, 0, 12 * hour],
  ['within half a day is looked up five minutes before its start', 4 * hour, 0, 4 * hour - 300],
  ['about to begin is looked up with each sweep', 200, 0, 300],
  ['up to an hour late is looked up with each sweep', -hour, 0, 300],
  ['over an hour late is looked up each half hour', -hour - 1, 0, hour / 2],
  ['over a day late is given up', -24 * hour - 1, 0, null],
  ['without a time is looked up each hour', null, hour, hour],
  ['without a time is given up after three days', null, 72 * hour + 1, null],
]

for (const [what, scheduledIn, foundAgo, checkedIn] of cases)
  test(`a stream that is ${what}`, () => {
    const scheduledAt = scheduledIn === null ? null : start + scheduledIn
    const next = nextCheckOf({ scheduledAt }, { foundAt: start - foundAgo }, start, 300)
    assert.equal(next, checkedIn === null ? null : start + checkedIn)
  })

test('sweeps that follow each other in seconds do not look it up each time', () =>
  assert.equal(nextCheckOf({ scheduledAt: start }, { foundAt: start }, start, 10), start + 300))
