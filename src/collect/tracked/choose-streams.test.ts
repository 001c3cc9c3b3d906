import assert from 'node:assert/strict'
import { test } from 'node:test'
import { start } from '../../../test/builders.ts'
import { type ChoiceOf, chooseStreams, type DueBroadcast } from './choose-streams.ts'

const interval = 300

/** Seen so many seconds before `start`, due after so many. */
function seen(
  streamId: string,
  ago: number,
  cadence = 300,
  missedAt: number | null = null,
): DueBroadcast {
  return { streamId, lastSampleAt: start - ago, cadence, missedAt }
}

function choose(known: Partial<ChoiceOf>) {
  return chooseStreams({ open: [], awaited: [], at: start, interval, calls: 30, ...known })
}

const many = (count: number, ago: number, cadence = 300) =>
  Array.from({ length: count }, (_, i) => seen(`${cadence} ${i}`, ago, cadence))

test('nothing is asked for where nothing is due', () => {
  assert.deepEqual(choose({}), { streamIds: [], left: 0 })
  assert.deepEqual(choose({ open: [seen('a', 300, 1_800)] }), { streamIds: [], left: 0 })
})

test('what is due before half of the time to the next sweep is due now', () => {
  assert.deepEqual(choose({ open: [seen('a', 150)] }).streamIds, ['a'])
  assert.deepEqual(choose({ open: [seen('a', 149)] }).streamIds, [])
})

test('a call is filled with what is due next', () => {
  const open = [seen('due', 300), seen('soon', 600, 1_800), ...many(60, 60, 1_800)]
  const { streamIds } = choose({ open })
  assert.equal(streamIds.length, 50)
  assert.deepEqual(streamIds.slice(0, 2), ['due', 'soon'])
})

test('what is awaited goes first, then what was missed once, then by cadences that have passed', () => {
  const open = [
    seen('a little late', 300),
    seen('late', 1_200, 600),
    seen('missed', 300, 1_800, start - 300),
  ]
  const { streamIds } = choose({ open, awaited: [{ streamId: 'found' }] })
  assert.deepEqual(streamIds, ['found', 'missed', 'late', 'a little late'])
})

test('no more calls are made than are allowed, and what has to wait is told', () => {
  const { streamIds, left } = choose({ open: many(170, 300), calls: 3 })
  assert.deepEqual([streamIds.length, left], [150, 20])
  assert.deepEqual(choose({ open: many(170, 300), calls: 0 }), { streamIds: [], left: 170 })
})

test('a stream that is open and awaited is asked for once', () =>
  assert.deepEqual(choose({ open: [seen('a', 300)], awaited: [{ streamId: 'a' }] }).streamIds, [
    'a',
  ]))
