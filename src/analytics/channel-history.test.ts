import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bookedOf, every, type HistoryBroadcast, insertHistory } from '../../test/history-rows.ts'
import { createTestDatabase } from '../../test/postgres.ts'
import { sumsBy } from '../domain/sum-broadcast.ts'
import { addSums, noSums } from '../domain/sums.ts'
import { readChannelByKey } from '../store/channel-reads.ts'
import { readSweptSpan } from '../store/sweep-reads.ts'
import { answerHistory } from './channel-history.ts'
import { airtimeOfSums, figuresOf } from './figures.ts'
import type { Resolution } from './question.ts'

const { sql } = await createTestDatabase()

/** 2026-03-01T00:00:00Z. */
const midnight = Date.UTC(2026, 2, 1) / 1_000
const hour = 3_600
const day = 86_400

/** Three days: one over midnight, one with a long gap and a re-opening, one that is open. */
const broadcasts: HistoryBroadcast[] = [
  {
    streamId: 'a',
    startedAt: midnight + 20 * hour - 120,
    samples: every(300, midnight + 20 * hour, midnight + 27 * hour, i => 100 + 7 * (i % 13)),
    ends: [[midnight + 27 * hour, midnight + 27 * hour + 150]],
  },
  {
    streamId: 'b',
    startedAt: midnight + 30 * hour - 4 * hour,
    headFrom: midnight + 28 * hour,
    samples: [
      ...every(300, midnight + 30 * hour, midnight + 32 * hour, i => (i === 5 ? null : 50 + i)),
      ...every(300, midnight + 35 * hour + 60, midnight + 37 * hour, 80),
      ...every(300, midnight + 46 * hour, midnight + 50 * hour, i => 200 - i),
    ],
    ends: [
      [midnight + 36 * hour + 55 * 60 + 60, midnight + 40 * hour],
      [midnight + 50 * hour, midnight + 50 * hour + 400],
    ],
  },
  {
    streamId: 'c',
    startedAt: null,
    samples: every(300, midnight + 60 * hour, midnight + 75 * hour + 600, i => 10 + i),
  },
]
const lastAt = midnight + 75 * hour + 600

/** Seen in the last sweep, with an end that is booked after it. */
const ending: HistoryBroadcast = {
  streamId: 'd',
  startedAt: midnight + 70 * hour,
  samples: every(300, midnight + 70 * hour, lastAt, i => 30 + i),
  ends: [[lastAt, lastAt + 150]],
}

const channelKey = await insertHistory(sql, { broadcasts })
const channel = (await readChannelByKey(sql, channelKey)) ?? assert.fail()
const endingKey = await insertHistory(sql, { channelId: 'd', username: 'd', broadcasts: [ending] })
const endingChannel = (await readChannelByKey(sql, endingKey)) ?? assert.fail()
const swept = (await readSweptSpan(sql, 'twitch')) ?? assert.fail()

async function ask(from: number, to: number | null, resolution: Resolution | null, of = channel) {
  const asked = { kind: 'between', from, to } as const
  const facts = { channel: of, swept, allowsDerived: true }
  return (await answerHistory(sql, facts, { asked, resolution, explains: true })) ?? assert.fail()
}

/** The sums of the hours in [from, to) as the domain has them. */
function domainSums(from: number, to: number) {
  return broadcasts
    .map(broadcast => sumsBy(bookedOf(broadcast), place => place.hour))
    .flatMap(hours => [...hours].filter(([at]) => at >= from && at < to).map(([, sums]) => sums))
    .reduce(addSums, noSums)
}

test('by the hour a channel has the sums of the domain', async () => {
  const answer = await ask(midnight, null, 'hour')
  assert.equal(answer.window.to, lastAt + 1)
  assert.equal(answer.points.length, 76)
  for (const { from, to, figures } of answer.points) {
    const sums = domainSums(from, to)
    const isKnown = sums.reportedSeconds > 0 || sums.samples > 0
    if (isKnown) assert.deepEqual(figures, figuresOf(sums), new Date(from * 1_000).toISOString())
  }
  assert.deepEqual(answer.explanation?.sums, domainSums(midnight, lastAt + 1))
})

test('where sums are not worked out yet, days are worked out of samples', async () => {
  const question = {
    asked: { kind: 'between', from: midnight, to: null },
    resolution: 'day',
    explains: true,
  } as const
  const facts = { channel, allowsDerived: true }
  const booked = await answerHistory(sql, { ...facts, swept }, question)
  const found = await answerHistory(
    sql,
    { ...facts, swept: { ...swept, isBooked: false } },
    question,
  )
  assert.deepEqual(found?.points, booked?.points)
  assert.deepEqual(
    found?.explanation?.sources.map(({ table }) => table),
    ['samples'],
  )
})

test('samples, hours and days give the same figures, whatever the window cuts', async () => {
  const windows: [number, number | null][] = [
    [midnight, null],
    [midnight + 21 * hour + 77, midnight + 49 * hour + 1_234],
    [midnight + day, midnight + 2 * day],
    [midnight + 33 * hour, midnight + 34 * hour],
    [midnight + 38 * hour + 1, midnight + 73 * hour + 11],
    [midnight + 61 * hour, midnight + 62 * hour],
    [midnight + 3 * day, null],
  ]
  for (const [from, to] of windows) {
    const answers = await Promise.all(
      (['raw', 'hour', 'day'] as const).map(resolution => ask(from, to, resolution)),
    )
    const [raw, ...others] = answers.map(({ figures, explanation, gaps }) => [
      figures,
      explanation?.sums,
      gaps,
    ])
    for (const other of others) assert.deepEqual(other, raw, `${from - midnight}`)
  }
})

test('an end that is booked after the last sweep counts as far as the window reaches', async () => {
  const ends: [to: number | null, seconds: number][] = [
    [null, 1],
    [lastAt + 100, 100],
    [lastAt + 150, 150],
    [lastAt + day, 150],
  ]
  for (const [to, seconds] of ends)
    for (const resolution of ['raw', 'hour', 'day'] as const) {
      const { window, explanation } = await ask(midnight + 3 * day, to, resolution, endingChannel)
      const airtime = lastAt - midnight - 3 * day + seconds
      assert.equal(window.to, lastAt + seconds, resolution)
      assert.equal(explanation?.sums.presentSeconds, airtime, resolution)
    }
})

test('windows that make up a window add up to it', async () => {
  const borders = [0, 20.5, 22.25, 27.01, 29, 31.4, 33, 35.02, 41, 48, 49.999, 66.6, 75.5].map(
    hours => midnight + Math.floor(hours * hour),
  )
  for (const resolution of ['hour', 'day'] as const) {
    const whole = await ask(borders[0] ?? 0, borders.at(-1) ?? 0, resolution)
    let sums = noSums
    for (const [i, from] of borders.slice(0, -1).entries()) {
      const part = await ask(from, borders[i + 1] ?? 0, resolution)
      sums = addSums(sums, part.explanation?.sums ?? noSums)
    }
    assert.deepEqual(whole.explanation?.sums, sums)
    assert.deepEqual(whole.figures, figuresOf(sums, airtimeOfSums(sums)))
  }
})
