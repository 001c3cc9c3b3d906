import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { clearHistory, recordSweeps } from '../../test/history-rows.ts'
import { createTestDatabase } from '../../test/postgres.ts'
import { sweptAt } from '../../test/serve-live-rows.ts'
import { countSweepsBetween, listCadences, listSweptSteps, readSweptSpan } from './sweep-reads.ts'

const { sql } = await createTestDatabase()
const minute = 60
const hour = 3_600
const day = 86_400

beforeEach(() => clearHistory(sql))

const all = { platform: 'twitch', from: sweptAt - 9 * day, to: sweptAt + 9 * day } as const

test('sweeps that agree on their cadence are one group, without its times', async () => {
  await recordSweeps(sql, [sweptAt, sweptAt + 300, sweptAt + 600])
  await recordSweeps(sql, [sweptAt + 900], { cadence: 60 })
  await recordSweeps(sql, [sweptAt + 100], { platform: 'kick', cadence: 7 })
  assert.deepEqual(await listCadences(sql, all), [
    { cadence: 300, tiers: null, firstAt: sweptAt, lastAt: sweptAt + 600 },
    { cadence: 60, tiers: null, firstAt: sweptAt + 900, lastAt: sweptAt + 900 },
  ])
  assert.deepEqual(await listCadences(sql, { ...all, from: sweptAt + 600 }), [
    { cadence: 300, tiers: null, firstAt: sweptAt + 600, lastAt: sweptAt + 600 },
    { cadence: 60, tiers: null, firstAt: sweptAt + 900, lastAt: sweptAt + 900 },
  ])
})

test('groups that overlap come with the times of each sweep', async () => {
  const tiers = [
    { tier: 1, cadence: 300, leastViewers: 100 },
    { tier: 2, cadence: 1_800, leastViewers: 0 },
  ]
  await recordSweeps(sql, [sweptAt, sweptAt + 600], { tiers })
  await recordSweeps(sql, [sweptAt + 300], { cadence: 60 })
  const groups = await listCadences(sql, all)
  assert.deepEqual(
    groups.map(group => ['times' in group ? [...group.times].sort() : [], group.cadence]),
    [
      [[sweptAt, sweptAt + 600], 300],
      [[sweptAt + 300], 60],
    ],
  )
  assert.deepEqual(
    groups[0]?.tiers?.map(({ tier, cadence }) => [tier, cadence]),
    [
      [1, 300],
      [2, 1_800],
    ],
  )
})

test('an hour or day is swept when a sweep in it read anything', async () => {
  await recordSweeps(sql, [sweptAt - 1, sweptAt + 3 * hour])
  await recordSweeps(sql, [sweptAt + 5 * minute], { status: 'failed' })
  await recordSweeps(sql, [sweptAt + hour], { status: 'partial' })
  const around = { ...all, from: sweptAt - minute, to: sweptAt + 4 * hour }
  assert.deepEqual(await listSweptSteps(sql, around, hour), [
    sweptAt - hour,
    sweptAt + hour,
    sweptAt + 3 * hour,
  ])
  assert.deepEqual(await listSweptSteps(sql, around, day), [sweptAt - 18 * hour])
  assert.deepEqual(await listSweptSteps(sql, { ...around, platform: 'kick' }, hour), [])
})

test('the span of a platform goes from the first to the last sweep that read anything', async () => {
  assert.equal(await readSweptSpan(sql, 'twitch'), null)
  await recordSweeps(sql, [sweptAt], { status: 'failed' })
  assert.equal(await readSweptSpan(sql, 'twitch'), null)
  await recordSweeps(sql, [sweptAt + 300, sweptAt + 600], { status: 'partial' })
  await recordSweeps(sql, [sweptAt + 900], { status: 'failed' })
  const { version, ...span } = (await readSweptSpan(sql, 'twitch')) ?? assert.fail()
  assert.deepEqual(span, { firstAt: sweptAt + 300, lastAt: sweptAt + 600, isBooked: true })
  await sql`update platforms set version = version + 1 where platform = 'twitch'`
  assert.equal((await readSweptSpan(sql, 'twitch'))?.version, version + 1)
})

test('sweeps are counted by kind inside each stretch, its ends left out', async () => {
  await recordSweeps(sql, [sweptAt, sweptAt + 300, sweptAt + 600, sweptAt + 900])
  const scope = { kind: 'languages', languages: ['de', 'en'] } as const
  await recordSweeps(sql, [sweptAt + 1_200], { scope })
  await recordSweeps(sql, [sweptAt + 1_500], { status: 'failed' })
  const stretches = [
    { from: sweptAt, to: sweptAt + 900 },
    { from: sweptAt + 900, to: sweptAt + 901 },
    { from: sweptAt + 900, to: sweptAt + 1_800 },
  ]
  const found = await countSweepsBetween(sql, 'twitch', stretches)
  assert.deepEqual(
    found.sort((a, b) => a.place - b.place || (a.status < b.status ? -1 : 1)),
    [
      { place: 0, status: 'complete', scope: { kind: 'all' }, sweeps: 2 },
      { place: 2, status: 'complete', scope, sweeps: 1 },
      { place: 2, status: 'failed', scope: { kind: 'all' }, sweeps: 1 },
    ],
  )
})
