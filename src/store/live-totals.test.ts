import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { createTestDatabase } from '../../test/postgres.ts'
import {
  aLiveBroadcast,
  aSweep,
  clearCensus,
  insertLiveBroadcast,
  type LiveBroadcastRow,
  recordSweepRow,
  sweptAt,
} from '../../test/serve-live-rows.ts'
import { platforms } from '../domain/platform.ts'
import { type LiveRow, listLive } from './live.ts'
import { listLiveTotals } from './live-totals.ts'

const { sql } = await createTestDatabase()

beforeEach(() => clearCensus(sql))

async function insertAll(rows: readonly Partial<LiveBroadcastRow>[]): Promise<void> {
  for (const row of rows) await insertLiveBroadcast(sql, aLiveBroadcast(row))
}

test('where nothing is live there is no row', async () => {
  await recordSweepRow(sql, aSweep())
  assert.deepEqual(await listLiveTotals(sql, platforms), [])
})

test('each platform is counted on its own, in the order of the platforms', async () => {
  await recordSweepRow(sql, aSweep())
  await recordSweepRow(sql, aSweep({ platform: 'kick' }))
  await insertAll([
    { platform: 'kick', viewers: 7 },
    { viewers: 30 },
    { viewers: 0 },
    { viewers: null },
  ])
  assert.deepEqual(await listLiveTotals(sql, platforms), [
    { platform: 'twitch', streams: 3, viewers: 30, hidden: 1 },
    { platform: 'kick', streams: 1, viewers: 7, hidden: 0 },
  ])
})

test('viewers are unknown where every count is hidden, and zero where all are zero', async () => {
  await recordSweepRow(sql, aSweep())
  await recordSweepRow(sql, aSweep({ platform: 'picarto' }))
  await insertAll([{ viewers: 0 }, { platform: 'picarto', viewers: null }])
  assert.deepEqual(
    (await listLiveTotals(sql, platforms)).map(row => row.viewers),
    [0, null],
  )
})

test('where viewers may not be summed up, streams and hidden counts are still counted', async () => {
  await recordSweepRow(sql, aSweep())
  await recordSweepRow(sql, aSweep({ platform: 'youtube', scope: { kind: 'tracked' } }))
  await insertAll([
    { viewers: 30 },
    { platform: 'youtube', viewers: 700 },
    { platform: 'youtube', viewers: null },
  ])
  const twitch = { platform: 'twitch', streams: 1, viewers: 30, hidden: 0 }
  const youtube = { platform: 'youtube', streams: 2, viewers: null, hidden: 1 }
  assert.deepEqual(await listLiveTotals(sql, ['twitch']), [twitch, youtube])
  assert.deepEqual(await listLiveTotals(sql, ['youtube']), [
    { ...twitch, viewers: null },
    { ...youtube, viewers: 700 },
  ])
  assert.deepEqual(await listLiveTotals(sql, []), [{ ...twitch, viewers: null }, youtube])
})

test('sums go beyond what one broadcast can have', async () => {
  await recordSweepRow(sql, aSweep())
  await insertAll([{ viewers: 2_147_483_647 }, { viewers: 2_147_483_647 }])
  const [row] = await listLiveTotals(sql, platforms)
  assert.equal(row?.viewers, 4_294_967_294)
})

test('what is counted is what is listed, by the sweeps of each platform', async () => {
  await recordSweepRow(sql, aSweep())
  await recordSweepRow(sql, aSweep({ collectedAt: sweptAt + 300, status: 'partial' }))
  await recordSweepRow(sql, aSweep({ platform: 'kick', collectedAt: sweptAt + 600 }))
  const top = { platform: 'youtube', scope: { kind: 'top', limit: 9 } } as const
  await recordSweepRow(sql, aSweep({ ...top, collectedAt: sweptAt + 900 }))
  await insertAll([
    { seenAt: sweptAt - 300 },
    { seenAt: sweptAt, viewers: null },
    { seenAt: sweptAt + 300 },
    { platform: 'kick', seenAt: sweptAt + 599 },
    { platform: 'youtube', seenAt: sweptAt + 149 },
    { platform: 'youtube', seenAt: sweptAt + 150 },
    { platform: 'picarto' },
  ])
  const totals = await listLiveTotals(sql, platforms)
  const { rows } = await listLive(sql, {
    platform: null,
    category: null,
    language: null,
    sort: 'viewers',
    limit: 50,
    after: null,
  })
  const countOf = (platform: LiveRow['platform']) =>
    rows.filter(row => row.platform === platform).length
  assert.deepEqual(
    totals.map(({ platform, streams }) => [platform, streams]),
    [
      ['twitch', 2],
      ['youtube', 1],
      ['picarto', 1],
    ],
  )
  for (const { platform, streams } of totals) assert.equal(streams, countOf(platform))
})
