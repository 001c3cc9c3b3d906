import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compareRows, tellDifference } from './differences.ts'

test('rows that hold the same have no difference', () => {
  assert.deepEqual(compareRows({ table: 'segments' }, { samples: 3 }, { samples: 3 }), [])
})

test('a row that differs is told once, by the first column that does', () => {
  const place = { table: 'segments', channelKey: 4, broadcastNo: 2, segmentNo: 1 } as const
  const [difference, ...others] = compareRows(
    place,
    { samples: 3, peakAt: null },
    { samples: 4, peakAt: 1_795_305_600 },
  )
  assert.deepEqual(others, [])
  assert.ok(difference)
  assert.equal(
    tellDifference(difference, 'c4'),
    'segments of channel c4, broadcast 2, segment 1: samples is 3 and should be 4.',
  )
})

test('times are told as times, and what is not known as nothing', () => {
  const [difference] = compareRows(
    { table: 'rollup_hours', of: 'language en', hour: 1_795_305_600 },
    { peakAt: null },
    { peakAt: 1_795_305_900 },
  )
  assert.ok(difference)
  assert.equal(
    tellDifference(difference, undefined),
    'rollup_hours of language en at 2026-11-22T00:00:00Z: peak_at is nothing and should be 2026-11-22T00:05:00Z.',
  )
})
