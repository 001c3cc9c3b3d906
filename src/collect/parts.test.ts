import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  anOpenBroadcast,
  aStream,
  openBroadcasts,
  someStreams,
  start,
} from '../../test/builders.ts'
import { packStreams } from './live-rows.ts'
import { matchStreams } from './match.ts'
import { cutParts, withTexts } from './parts.ts'

const open = [
  anOpenBroadcast(),
  anOpenBroadcast({ channelKey: 2, channelId: 'c2', streamId: 's2' }),
  anOpenBroadcast({ channelKey: 3, channelId: 'c3', streamId: 's3' }),
  anOpenBroadcast({ channelKey: 4, channelId: 'c4', streamId: 's4' }),
]
const sweep = { collectedAt: start + 300, isSingle: false }
const list = packStreams([
  aStream(),
  aStream({ streamId: 's2', channelId: 'c2', title: 'Bye' }),
  aStream({ streamId: 's3', channelId: 'c3', displayName: 'ANNA' }),
  ...someStreams(5).map(stream => ({ ...stream, streamId: `n${stream.streamId}` })),
])
const matches = matchStreams(openBroadcasts(open), list.rows, sweep)

test('all that is changed or unknown is in one part, in its order', () => {
  for (const size of [1, 2, 3, 5, 100]) {
    const parts = cutParts(matches, size)
    assert.deepEqual(
      parts.flatMap(part => part.changed),
      matches.changed,
    )
    assert.deepEqual(
      parts.flatMap(part => part.unknown),
      matches.unknown,
    )
    for (const part of parts)
      assert.ok(Math.max(part.changed.length, part.unknown.length) <= size, `parts of ${size}`)
  }
})

test('what is known and what is gone is in the first part alone', () => {
  const [first, ...rest] = cutParts(matches, 1)
  assert.deepEqual([first?.known, first?.absent], [matches.known, matches.absent])
  assert.equal(rest.length, 4)
  for (const { known, replaced, absent, superseded } of rest)
    assert.deepEqual([known, replaced, absent, superseded], [[], [], [], 0])
})

test('a sweep of nobody is one part', () => {
  const parts = cutParts(matchStreams(openBroadcasts([]), [], sweep))
  assert.equal(parts.length, 1)
})

test('only rows that may say something new are given their texts', () => {
  const before = matches.changed.map(() => anOpenBroadcast())
  const { changed, unknown } = withTexts(matches, list.streamOf, before)
  assert.deepEqual(
    changed.map(({ stream, open, staysInSegment }) => [
      stream.streamId,
      open.channelKey,
      staysInSegment,
    ]),
    [
      ['s2', 2, false],
      ['s3', 3, true],
    ],
  )
  assert.deepEqual(
    unknown.map(stream => [stream.streamId, stream.title]),
    matches.unknown.map(row => [row.streamId, 'Hello']),
  )
})
