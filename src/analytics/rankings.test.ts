import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addChannel, addChannelDay } from '../../test/day-rows.ts'
import { createTestDatabase } from '../../test/postgres.ts'
import { readRanksOf } from '../store/channel-rankings.ts'
import { prepareRankings } from '../store/prepare-rankings.ts'
import { type RankingPageQuestion, readRankingPage } from './rankings.ts'

const { sql } = await createTestDatabase()
const day = Date.UTC(2027, 0, 14) / 1_000
const { signal } = new AbortController()

for (const [key, viewers] of [
  [1, 30],
  [2, 20],
  [3, 20],
  [4, 10],
] as const) {
  await addChannel(sql, 'twitch', key, day)
  await addChannelDay(sql, 'twitch', key, day, { viewers, observed: 7_200, reported: 9_000 })
}
const wanted = { platform: 'twitch', windowDays: 7, lastDay: day, keptFrom: -Infinity } as const
await prepareRankings(sql, { ...wanted, leastCoverage: 0.8, signal })

function read(known: Partial<RankingPageQuestion> = {}) {
  return readRankingPage(sql, {
    ...{ platform: 'twitch', windowDays: 7, of: { kind: 'all' }, metric: 'hours_watched' },
    ...{ limit: 2, after: null },
    ...known,
  })
}

test('a page tells its window, how many are ranked, and the figures of each', async () => {
  const page = await read({ limit: 1 })
  assert.deepEqual(page?.window, { from: day - 6 * 86_400, to: day + 86_400 })
  assert.equal(page?.ranked, 4)
  assert.deepEqual(
    { ...page?.rows[0] },
    {
      ...{ rank: 1, channelId: 'c1', username: 'name1', displayName: null, avatarUrl: null },
      ...{ averageViewers: 30, hoursWatched: 60, peakViewers: 30, peakAt: day },
      ...{ airtimeSeconds: 9_000, observedSeconds: 7_200, coverage: 0.8 },
    },
  )
})

test('pages follow one another also between equal ranks, and the last one says so', async () => {
  const pages = []
  let after: RankingPageQuestion['after'] = null
  do {
    const page = await read({ after })
    pages.push(page?.rows.map(({ rank, channelId }) => [rank, channelId]))
    after = page?.next ?? null
  } while (after !== null)
  assert.deepEqual(pages, [
    [
      [1, 'c1'],
      [2, 'c2'],
    ],
    [
      [2, 'c3'],
      [4, 'c4'],
    ],
  ])
})

test('what was not prepared is no page', async () => {
  assert.equal(await read({ windowDays: 30 }), null)
  assert.equal(await read({ platform: 'kick' }), null)
  assert.equal(await read({ of: { kind: 'category', categoryId: 'k1' } }), null)
  assert.equal(await read({ of: { kind: 'language', language: 'en' } }), null)
})

test('a channel has its ranks among all', async () => {
  const ranks = { average_viewers: 2, hours_watched: 2, peak_viewers: 2, ranked: 4 }
  assert.deepEqual({ ...(await readRanksOf(sql, 3, 7)) }, ranks)
  assert.equal(await readRanksOf(sql, 3, 30), null)
})
