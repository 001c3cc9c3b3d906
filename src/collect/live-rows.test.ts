import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aStream, someStreams } from '../../test/builders.ts'
import { packStreams } from './live-rows.ts'

test('the stream of a row is the one that was packed', () => {
  const streams = [
    ...someStreams(3),
    aStream({ streamId: 'x', title: '', gameName: null, viewers: null, startedAt: null, tags: [] }),
    aStream({ streamId: 'y', title: '"日本\\\n', tags: ['a,b', ''], thumbnailUrl: 'y.jpg' }),
  ]
  const { rows, streamOf } = packStreams(streams)
  assert.deepEqual(
    rows.map(streamOf),
    streams.map((stream, i) => ({ ...stream, fingerprint: rows[i]?.fingerprint })),
  )
})

test('a row has what is compared at hand', () => {
  const { rows } = packStreams([aStream({ viewers: 7 }), aStream({ title: 'Bye' })])
  const [row, other] = rows
  assert.ok(row && other)
  const { streamId, channelId, viewers, startedAt } = aStream({ viewers: 7 })
  const { fingerprint, place, ...rest } = row
  assert.deepEqual(rest, { streamId, channelId, viewers, startedAt })
  assert.notEqual(other.fingerprint, fingerprint)
})
