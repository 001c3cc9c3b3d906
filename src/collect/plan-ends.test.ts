// Plans of what absence from a sweep, and look-ups that find nobody, come to.

import { anOpenBroadcast, aStream, start } from '../../test/builders.ts'
import { ending, first, next, seenOnce } from '../../test/plan-changes.ts'
import { notLive, testPlans } from '../../test/plan-stage.ts'

testPlans([
  {
    title: 'a first absence is remembered and ends nothing',
    open: [anOpenBroadcast()],
    changes: { missed: [{ ...first, missedAt: next }] },
  },
  {
    title: 'a second absence ends a broadcast half way to the first one',
    open: [anOpenBroadcast({ lastSampleAt: start - 301, missedAt: start })],
    changes: {
      ended: [{ ...ending, lastSampleAt: start - 301, goneAt: start, endedAt: start - 151 }],
    },
  },
  {
    title: 'absence from a sweep that does not count means nothing',
    open: [anOpenBroadcast(), anOpenBroadcast({ channelId: 'c2', channelKey: 2, missedAt: start })],
    sweep: { absenceScope: null },
    changes: {},
  },
  {
    title: 'being seen again after a first absence is being seen',
    open: [anOpenBroadcast({ missedAt: start + 150 })],
    streams: [aStream()],
    changes: { seen: seenOnce },
  },
  {
    title: 'absence from a sweep that is believed only now counts as the first',
    open: [anOpenBroadcast({ lastSampleAt: start - 300 })],
    sweep: { believedAt: start },
    changes: {
      ended: [{ ...ending, lastSampleAt: start - 300, goneAt: start, endedAt: start - 150 }],
    },
  },
  {
    title: 'a broadcast that the sweep believed only now did hold is missed for the first time',
    open: [anOpenBroadcast({ lastSampleAt: start })],
    sweep: { believedAt: start },
    changes: { missed: [{ ...first, missedAt: next }] },
  },
  {
    title: 'an absence before the one believed only now stays the first',
    open: [anOpenBroadcast({ lastSampleAt: start - 600, missedAt: start - 300 })],
    sweep: { believedAt: start },
    changes: {
      ended: [{ ...ending, lastSampleAt: start - 600, goneAt: start - 300, endedAt: start - 450 }],
    },
  },
  {
    title: 'absence from some languages counts for what speaks one of them',
    open: ['en', 'de', null].map((language, i) =>
      anOpenBroadcast({ language, channelKey: i + 1, channelId: `c${i + 1}`, streamId: `s${i}` }),
    ),
    sweep: { absenceScope: { kind: 'languages', languages: ['de', 'fr'] } },
    changes: { missed: [{ channelKey: 2, broadcastNo: 1, missedAt: next }] },
  },
  {
    title: 'a sweep that is believed only now counts for what this one has in scope',
    open: ['en', 'de'].map((language, i) =>
      anOpenBroadcast({
        language,
        channelKey: i + 1,
        channelId: `c${i + 1}`,
        lastSampleAt: start - 300,
      }),
    ),
    sweep: { absenceScope: { kind: 'languages', languages: ['en'] }, believedAt: start },
    changes: {
      ended: [{ ...ending, lastSampleAt: start - 300, goneAt: start, endedAt: start - 150 }],
    },
  },
  ...(['top', 'tracked'] as const).map(kind => ({
    title: `absence from what is ${kind} means nothing, also after an absence that counted`,
    open: [anOpenBroadcast({ missedAt: start + 150 })],
    sweep: { absenceScope: kind === 'top' ? { kind, limit: 5 } : { kind } },
    changes: {},
  })),
  {
    title: 'an end that a look-up tells ends a broadcast as told, whatever the scope',
    open: [anOpenBroadcast()],
    sweep: { absenceScope: null, lookedUp: notLive({ ended: [['s1', start + 200]] }) },
    changes: { ended: [{ ...ending, endedAt: start + 200 }] },
  },
  {
    title: 'an end that is told without its time lies half way to the look-up',
    open: [anOpenBroadcast()],
    sweep: { absenceScope: { kind: 'tracked' }, lookedUp: notLive({ ended: [['s1', null]] }) },
    changes: { ended: [{ ...ending, endedAt: start + 150 }] },
  },
  {
    title: 'an end that is told lies between the last sample and the proof',
    open: [anOpenBroadcast(), anOpenBroadcast({ channelKey: 2, channelId: 'c2', streamId: 's2' })],
    sweep: {
      absenceScope: { kind: 'tracked' },
      lookedUp: notLive({
        ended: [
          ['s1', start - 60],
          ['s2', next + 60],
        ],
      }),
    },
    changes: {
      ended: [
        { ...ending, endedAt: start },
        { ...ending, channelKey: 2, endedAt: next },
      ],
    },
  },
  {
    title: 'a stream that was looked up and not found is missed, and ends the second time',
    open: [
      anOpenBroadcast(),
      anOpenBroadcast({ channelKey: 2, channelId: 'c2', streamId: 's2', missedAt: start + 150 }),
      anOpenBroadcast({ channelKey: 3, channelId: 'c3', streamId: 's3', missedAt: start + 150 }),
    ],
    sweep: {
      absenceScope: { kind: 'tracked' },
      lookedUp: notLive({ missing: ['s1', 's2'] }),
    },
    changes: {
      missed: [{ ...first, missedAt: next }],
      ended: [{ ...ending, channelKey: 2, goneAt: start + 150, endedAt: start + 75 }],
    },
  },
])
