import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type AskedWindow,
  bordersOf,
  closedDays,
  cutExact,
  cutToHours,
  readWindowLength,
  type Window,
  wholeDaysIn,
} from './window.ts'

/** 2026-03-01T00:00:00Z. */
const midnight = Date.UTC(2026, 2, 1) / 1_000
const hour = 3_600
const day = 86_400

const lengths: [text: string, seconds: number | null][] = [
  ['1h', hour],
  ['24h', day],
  ['7d', 7 * day],
  ['30d', 30 * day],
  ['2208h', 2_208 * hour],
  ['2209h', null],
  ['3660d', 3_660 * day],
  ['3661d', null],
  ['0d', null],
  ['07d', null],
  ['7', null],
  ['7D', null],
  ['1.5h', null],
  ['-1h', null],
  ['', null],
]
for (const [text, seconds] of lengths)
  test(`"${text}" ${seconds === null ? 'is no length' : `is ${seconds} seconds`}`, () => {
    assert.equal(readWindowLength(text), seconds)
  })

const lastAt = midnight + 18 * hour + 125
const swept = { firstAt: midnight - 10 * day - 200, lastAt }
const between = (from: number, to: number | null): AskedWindow => ({ kind: 'between', from, to })
const last = (seconds: number): AskedWindow => ({ kind: 'last', seconds })

const exact: [what: string, asked: AskedWindow, window: Window][] = [
  [
    'that names a length ends with the last sweep inside',
    last(day),
    { from: lastAt + 1 - day, to: lastAt + 1 },
  ],
  [
    'keeps borders that are not round',
    between(midnight + 7, midnight + 11),
    { from: midnight + 7, to: midnight + 11 },
  ],
  [
    'without an end goes on to the last sweep',
    between(midnight, null),
    { from: midnight, to: lastAt + 1 },
  ],
  [
    'never ends after the last sweep',
    between(midnight, lastAt + day),
    { from: midnight, to: lastAt + 1 },
  ],
  [
    'may begin a day before the first sweep, as heads do, and no earlier',
    between(midnight - 99 * day, midnight),
    { from: swept.firstAt - day, to: midnight },
  ],
  [
    'before the first sweep is empty',
    between(midnight - 99 * day, midnight - 98 * day),
    { from: midnight - 98 * day, to: midnight - 98 * day },
  ],
  [
    'after the last sweep is empty',
    between(lastAt + day, null),
    { from: lastAt + 1, to: lastAt + 1 },
  ],
]
for (const [what, asked, window] of exact)
  test(`the window of a channel ${what}`, () => {
    assert.deepEqual(cutExact(asked, swept, lastAt + 1), window)
  })

test('a named end of a window may lie after the last sweep as far as anything is known', () => {
  const until = (to: number | null) => cutExact(between(midnight, to), swept, lastAt + 151).to
  assert.equal(until(lastAt + 100), lastAt + 100)
  assert.equal(until(lastAt + day), lastAt + 151)
  assert.equal(until(null), lastAt + 1)
  assert.equal(cutExact(last(day), swept, lastAt + 151).to, lastAt + 1)
})

const byHour: [what: string, asked: AskedWindow, window: Window | null][] = [
  [
    'that names a length begins with its full hour and ends at the last sweep',
    last(day),
    { from: midnight - 6 * hour, to: lastAt },
  ],
  [
    'has every hour that it touches',
    between(midnight + 1, midnight + hour + 1),
    { from: midnight, to: midnight + 2 * hour },
  ],
  ['keeps full hours', between(midnight, midnight + hour), { from: midnight, to: midnight + hour }],
  [
    'never begins before the first sweep',
    between(midnight - 99 * day, midnight),
    { from: swept.firstAt, to: midnight },
  ],
  [
    'never ends after the last sweep',
    between(midnight, midnight + 5 * day),
    { from: midnight, to: lastAt },
  ],
  ['after the last sweep is none', between(midnight + 5 * day, null), null],
  ['before the first sweep is none', between(midnight - 99 * day, midnight - 98 * day), null],
]
for (const [what, asked, window] of byHour)
  test(`the window of sums by the hour ${what}`, () => {
    assert.deepEqual(cutToHours(asked, swept), window)
  })

test('closed days end with the last midnight and begin with the first sweep at the earliest', () => {
  assert.deepEqual(closedDays(7, swept), { from: midnight - 7 * day, to: midnight })
  assert.deepEqual(closedDays(30, swept), { from: swept.firstAt, to: midnight })
  assert.equal(closedDays(7, { firstAt: midnight, lastAt }), null)
})

test('a series has both ends of its window and the full steps between them', () => {
  const window = { from: midnight - 10, to: midnight + 2 * hour }
  assert.deepEqual(bordersOf(window, 'hour'), [
    midnight - 10,
    midnight,
    midnight + hour,
    midnight + 2 * hour,
  ])
  assert.deepEqual(bordersOf(window, 'day'), [midnight - 10, midnight, midnight + 2 * hour])
  assert.deepEqual(bordersOf({ from: midnight, to: midnight + day }, 'day'), [
    midnight,
    midnight + day,
  ])
  assert.deepEqual(bordersOf({ from: midnight, to: midnight }, 'hour'), [])
})

test('whole days are those that lie inside from end to end', () => {
  assert.deepEqual(wholeDaysIn({ from: midnight, to: midnight + 2 * day }), {
    from: midnight,
    to: midnight + 2 * day,
  })
  assert.deepEqual(wholeDaysIn({ from: midnight - 1, to: midnight + 2 * day - 1 }), {
    from: midnight,
    to: midnight + day,
  })
  assert.equal(wholeDaysIn({ from: midnight + 1, to: midnight + 2 * day - 1 }), null)
})
