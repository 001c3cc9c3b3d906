import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { aSweep, emptyTables, someFigures, start } from '../../test/builders.ts'
import { createTestDatabase } from '../../test/postgres.ts'
import type { Sweep } from '../domain/sweep.ts'
import {
  believeShrunkSweep,
  insertSweep,
  isSlotSwept,
  listPlatformSweeps,
  readPreviousSweeps,
  readReadingHistory,
} from './sweeps.ts'

const { sql } = await createTestDatabase()

beforeEach(() => emptyTables(sql))

const insert = (known: Partial<Sweep>) =>
  insertSweep(sql, aSweep(known), { superseded: 0, startCorrections: 0, clockSkews: 0 })

const partial = { status: 'partial', reason: 'page_failed', error: 'Page 2.' } as const

test('before the first sweep there is no previous one and no platform', async () => {
  assert.deepEqual(await readPreviousSweeps(sql, 'twitch'), { newest: null, newestWhole: null })
  assert.deepEqual(await listPlatformSweeps(sql), [])
  assert.equal(await isSlotSwept(sql, 'twitch', start), false)
})

test('the previous sweeps are the newest of all and the newest complete one of all streams', async () => {
  await insert({ collectedAt: start, figures: someFigures({ streams: 7 }) })
  await insert({ collectedAt: start + 600, ...partial, figures: someFigures({ streams: 3 }) })
  await insert({ collectedAt: start + 300, scope: { kind: 'top', limit: 9 } })
  await insert({ platform: 'kick', collectedAt: start + 900 })
  const { newest, newestWhole } = await readPreviousSweeps(sql, 'twitch')
  assert.deepEqual(newest, {
    id: 2,
    collectedAt: start + 600,
    status: 'partial',
    reason: 'page_failed',
    scope: 'all',
    streams: 3,
  })
  assert.deepEqual(newestWhole, { streams: 7 })
})

test('a slot is swept on its own platform only', async () => {
  await insert({ slot: start, collectedAt: start + 7 })
  assert.equal(await isSlotSwept(sql, 'twitch', start), true)
  assert.equal(await isSlotSwept(sql, 'twitch', start + 7), false)
  assert.equal(await isSlotSwept(sql, 'kick', start), false)
})

test('platforms are listed in their order, each with its last sweeps of every kind', async () => {
  const failed = { status: 'failed', reason: 'unreachable', error: 'No answer.' } as const
  await insert({ platform: 'kick', slot: start, collectedAt: start + 2, ...failed })
  await insert({ collectedAt: start })
  await insert({ slot: start + 300, collectedAt: start + 301, ...partial, cadence: 90 })
  assert.deepEqual(await listPlatformSweeps(sql), [
    {
      platform: 'twitch',
      completeAt: start,
      readAt: start + 301,
      newest: {
        id: 3,
        slot: start + 300,
        collectedAt: start + 301,
        status: 'partial',
        reason: 'page_failed',
        error: 'Page 2.',
        scope: 'all',
        streams: 1,
        durationMs: 1_000,
        cadence: 90,
      },
    },
    {
      platform: 'kick',
      completeAt: null,
      readAt: null,
      newest: {
        id: 1,
        slot: start,
        collectedAt: start + 2,
        ...failed,
        scope: 'all',
        streams: 1,
        durationMs: 1_000,
        cadence: 300,
      },
    },
  ])
})

test('only a sweep that was held back as shrunk is believed later', async () => {
  const ids = [
    await insert({ collectedAt: start, ...partial, reason: 'shrunk' }),
    await insert({ collectedAt: start + 300, ...partial }),
  ]
  for (const id of ids) await believeShrunkSweep(sql, id)
  const rows = await sql`select status, reason, error from sweeps order by id`
  assert.deepEqual([...rows], [{ status: 'complete', reason: null, error: null }, partial])
})

test('a scope keeps its languages', async () => {
  await insert({ scope: { kind: 'languages', languages: ['de', 'zh-hk'] } })
  await insert({ collectedAt: start + 300, scope: { kind: 'tracked' } })
  const rows = await sql`select scope, scope_languages, scope_limit from sweeps order by id`
  assert.deepEqual(
    [...rows],
    [
      { scope: 'languages', scope_languages: ['de', 'zh-hk'], scope_limit: null },
      { scope: 'tracked', scope_languages: null, scope_limit: null },
    ],
  )
})

test('what a split and a walk of the whole missed of each other is kept', async () => {
  const missed = { bySplit: 7, byWhole: 2 }
  await insert({ figures: { ...someFigures(), missed } })
  await insert({ collectedAt: start + 300 })
  const rows = await sql`select split_missed, whole_missed from sweeps order by id`
  assert.deepEqual(
    rows.map(row => ({ ...row })),
    [
      { split_missed: 7, whole_missed: 2 },
      { split_missed: null, whole_missed: null },
    ],
  )
})

test('the history of reading is the newest walk of all, and the languages of the last split', async () => {
  const history = () => readReadingHistory(sql, 'twitch', start + 3_600)
  const nothing = { wholeAt: null, missedShare: null, languages: [] }
  assert.deepEqual(await history(), nothing)
  await insert({ collectedAt: start, status: 'failed', reason: 'unreachable' })
  await insert({ collectedAt: start - 3_600 })
  assert.deepEqual(await history(), nothing, 'too long ago')
  const missed = { bySplit: 3, byWhole: 0 }
  await insert({ collectedAt: start + 300, figures: someFigures({ streams: 100, missed }) })
  const split = { scope: { kind: 'languages', languages: ['de'] } } as const
  await insert({ collectedAt: start + 600, walkedWhole: false, ...split })
  const last = { wholeAt: start + 300, missedShare: 0.03, languages: ['de'] }
  assert.deepEqual(await history(), last)
  await insert({ collectedAt: start + 900, platform: 'kick' })
  assert.deepEqual(await history(), last)
  await insert({ collectedAt: start + 1_200, ...split })
  assert.deepEqual(await history(), { ...last, wholeAt: start + 1_200, missedShare: null })
})

test('a split sweep that is complete counts as one of the whole platform', async () => {
  await insert({ figures: someFigures({ streams: 50 }) })
  const scope = { kind: 'languages', languages: ['de'] } as const
  await insert({ collectedAt: start + 300, scope, figures: someFigures({ streams: 40 }) })
  assert.equal((await readPreviousSweeps(sql, 'twitch')).newestWhole?.streams, 40)
})
