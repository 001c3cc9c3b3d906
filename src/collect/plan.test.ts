import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  anEndedBroadcast,
  anOpenBroadcast,
  aStream,
  fingerprintOfTexts,
} from '../../test/builders.ts'
import { first, next, second, seenOnce, twoBroadcasts } from '../../test/plan-changes.ts'
import { plan, testPlans } from '../../test/plan-stage.ts'

testPlans([
  {
    title: 'a start five minutes after the sweep is no clock skew, one second more is',
    isSingle: false,
    titles: ['Hello'],
    streams: [
      aStream({ streamId: 's2', startedAt: next + 300 }),
      aStream({ streamId: 's3', startedAt: next + 301 }),
    ],
    changes: { ...twoBroadcasts(first, 's2', next + 300, second, 's3', next + 301), clockSkews: 1 },
  },
  {
    title: 'an open broadcast is judged for clock skew too',
    open: [anOpenBroadcast({ startedAt: next + 301 })],
    streams: [aStream({ startedAt: next + 301 })],
    changes: { seen: seenOnce, clockSkews: 1 },
  },
])

test('what is read anew or differently leaves its fingerprint, the rest keeps its own', () => {
  const open = [1, 2, 3].map(no =>
    anOpenBroadcast({ channelKey: no, channelId: `c${no}`, streamId: `s${no}` }),
  )
  const streams = [
    aStream(),
    aStream({ channelId: 'c2', streamId: 's2', title: 'Bye' }),
    aStream({ channelId: 'c3', streamId: 's3', displayName: 'ANNA' }),
    aStream({ channelId: 'c4', streamId: 's4' }),
    aStream({ channelId: 'c5', streamId: 's5', tags: ['Chess'] }),
  ]
  const ended = [anEndedBroadcast({ channelKey: 5, streamId: 's5' })]
  const { fingerprints, opened } = plan({ open, streams, ended })
  const prints = streams.map(fingerprintOfTexts)
  assert.deepEqual(fingerprints, [
    { channelKey: 2, broadcastNo: 1, fingerprint: prints[1] },
    { channelKey: 3, broadcastNo: 1, fingerprint: prints[2] },
  ])
  assert.deepEqual(
    opened.map(row => [row.channelKey, row.fingerprint]),
    [
      [5, prints[4]],
      [4, prints[3]],
    ],
  )
})

test('each broadcast is in the tier of its viewers', () => {
  const open = [1, 2, 3].map(key =>
    anOpenBroadcast({ channelKey: key, channelId: `c${key}`, streamId: `s${key}` }),
  )
  const streams = [500, 10, 200].map((viewers, i) =>
    aStream({ channelId: `c${i + 1}`, streamId: `s${i + 1}`, viewers }),
  )
  const begun = aStream({ channelId: 'c4', streamId: 's4', viewers: null })
  const reopened = aStream({ channelId: 'c5', streamId: 's5', viewers: 100 })
  const changes = plan({
    open,
    streams: [...streams, begun, reopened],
    ended: [anEndedBroadcast({ channelKey: 5, streamId: 's5' })],
    isSingle: false,
    sweep: {
      dueAfter: viewers =>
        (viewers ?? 0) >= 100 ? { tier: 1, cadence: 300 } : { tier: 2, cadence: 600 },
    },
  })
  const booked = null
  assert.deepEqual(changes.seen, [
    {
      tier: 1,
      cadence: 300,
      channelKeys: [1, 3],
      broadcastNos: [1, 1],
      viewers: [500, 200],
      booked,
    },
    { tier: 2, cadence: 600, channelKeys: [2], broadcastNos: [1], viewers: [10], booked },
  ])
  assert.deepEqual(
    changes.opened.map(({ channelKey, tier, cadence }) => [channelKey, tier, cadence]),
    [
      [5, 1, 300],
      [4, 2, 600],
    ],
  )
})
