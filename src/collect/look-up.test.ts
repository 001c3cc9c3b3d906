import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aStream, start } from '../../test/builders.ts'
import type { LiveStream } from '../domain/live-stream.ts'
import type { OverdueBroadcast } from '../store/overdue-broadcasts.ts'
import { findEnds, findLive, type LookUp } from './look-up.ts'

/** The broadcast of `aStream()`, seen last at `start`, due again after five minutes. */
function anOverdue(known: Partial<OverdueBroadcast> = {}): OverdueBroadcast {
  return {
    channelKey: 1,
    broadcastNo: 3,
    channelId: 'c1',
    streamId: 's1',
    startedAt: start - 600,
    lastSampleAt: start,
    cadence: 300,
    missedAt: null,
    segmentNo: 2,
    viewers: 100,
    categoryKey: 1,
    language: 'en',
    ...known,
  }
}

interface Case {
  readonly title: string
  readonly broadcast?: Partial<OverdueBroadcast>
  readonly rows: readonly LiveStream[]
  readonly lookUp?: Partial<LookUp>
  /** Seconds after `start`; null = it goes on. */
  readonly endedAt: number | null
  /** Seconds after `start`; the look-up unless told. */
  readonly goneAt?: number
}

const lookedUpAt = 720
const nameless = aStream({ streamId: null, startedAt: null })

const cases: Case[] = [
  { title: 'a broadcast whose channel is not live ended half way', rows: [], endedAt: 360 },
  { title: 'a broadcast that is among the rows goes on', rows: [aStream()], endedAt: null },
  {
    title: 'a row of another channel says nothing, whatever its id',
    rows: [aStream({ channelId: 'c2' })],
    endedAt: 360,
  },
  {
    title: 'the first sweep that missed it is the first proof',
    broadcast: { missedAt: start + 300 },
    rows: [],
    endedAt: 150,
    goneAt: 300,
  },
  {
    title: 'a new broadcast of the channel ends it',
    rows: [aStream({ streamId: 's2', startedAt: start + 700 })],
    endedAt: 360,
  },
  {
    title: 'it ends at the latest when the next one began',
    rows: [aStream({ streamId: 's2', startedAt: start + 100 })],
    endedAt: 100,
  },
  {
    title: 'it ends never before its last sample',
    rows: [aStream({ streamId: 's2', startedAt: start - 100 })],
    endedAt: 0,
  },
  {
    title: 'one that began before it is no next one',
    rows: [aStream({ streamId: 's0', startedAt: start - 900 })],
    endedAt: 360,
  },
  {
    title: 'a next one whose start is not known bounds nothing',
    rows: [aStream({ streamId: 's2', startedAt: null })],
    endedAt: 360,
  },
  {
    title: 'where a channel has several broadcasts, another one bounds nothing',
    rows: [aStream({ streamId: 's2', startedAt: start + 100 })],
    lookUp: { isSingle: false },
    endedAt: 360,
  },
  {
    title: 'where a channel has several broadcasts, its own row is found among them',
    rows: [aStream({ streamId: 's2', startedAt: start + 100 }), aStream()],
    lookUp: { isSingle: false },
    endedAt: null,
  },
  {
    title: 'while a row could not be read nothing ends',
    rows: [],
    lookUp: { skipped: 1 },
    endedAt: null,
  },
  {
    title: 'a row without an id goes on with what began within a minute of it',
    rows: [aStream({ streamId: null, startedAt: start - 660 })],
    endedAt: null,
  },
  {
    title: 'a row without an id that began later is another one',
    rows: [aStream({ streamId: null, startedAt: start - 539 })],
    endedAt: 0,
  },
  {
    title: 'a broadcast without an id goes on with a row that began with it',
    broadcast: { streamId: null },
    rows: [aStream({ streamId: 's9', startedAt: start - 590 })],
    endedAt: null,
  },
  {
    title: 'a row with neither goes on with what was seen within two and a half cadences',
    broadcast: { streamId: null, startedAt: null },
    rows: [nameless],
    endedAt: null,
  },
  {
    title: 'a row with neither is another broadcast after that',
    broadcast: { streamId: null, startedAt: null },
    rows: [nameless],
    lookUp: { at: start + 751 },
    endedAt: 375,
    goneAt: 751,
  },
]

for (const { title, broadcast, rows, lookUp, endedAt, goneAt = lookedUpAt } of cases)
  test(title, () => {
    const asked = { rows, skipped: 0, at: start + lookedUpAt, isSingle: true, ...lookUp }
    const expected = {
      channelKey: 1,
      broadcastNo: 3,
      segmentNo: 2,
      lastSampleAt: start,
      goneAt: start + goneAt,
      endedAt: start + (endedAt ?? 0),
    }
    assert.deepEqual(findEnds([anOverdue(broadcast)], asked), endedAt === null ? [] : [expected])
    const isLive = endedAt === null && asked.skipped === 0
    assert.equal(findLive([anOverdue(broadcast)], asked).length, isLive ? 1 : 0)
  })

test('each broadcast of a look-up is judged by the rows of its own channel', () => {
  const overdue = ['c1', 'c2', 'c3'].map((channelId, i) =>
    anOverdue({ channelId, channelKey: i + 1, streamId: `s${i + 1}` }),
  )
  const rows = [aStream({ channelId: 'c2', streamId: 's2' })]
  const ends = findEnds(overdue, { rows, skipped: 0, at: start + 720, isSingle: true })
  assert.deepEqual(
    ends.map(end => end.channelKey),
    [1, 3],
  )
})
