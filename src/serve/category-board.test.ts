import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { pino } from 'pino'
import { createTestDatabase } from '../../test/postgres.ts'
import {
  aRollup,
  bookHour,
  clearRollups,
  insertCategory,
  setFolded,
} from '../../test/rollup-rows.ts'
import { aSweep, recordSweepRow } from '../../test/serve-live-rows.ts'
import { createManualClock } from '../lib/manual-clock.ts'
import { inSnapshot } from '../store/database.ts'
import { listRollupStates } from '../store/rollup-reads.ts'
import { type BoardQuestion, type CategoryBoard, createCategoryBoard } from './category-board.ts'
import { createRankings } from './category-rankings.ts'

const { sql } = await createTestDatabase()
beforeEach(() => clearRollups(sql))

/** 2026-02-16T00:00:00Z. */
const midnight = Date.UTC(2026, 1, 16) / 1_000
const hour = 3_600
const clock = createManualClock(0)

function createBoard(): CategoryBoard {
  return createCategoryBoard(
    { sql, clock, log: pino({ level: 'silent' }) },
    ['twitch'],
    createRankings(0.8),
  )
}

/** How many categories the board finds. */
function count(board: CategoryBoard, given: Partial<BoardQuestion> = {}): Promise<number> {
  return inSnapshot(sql, async tx => {
    const [state] = await listRollupStates(tx, ['twitch'])
    assert.ok(state)
    const asked = { kind: 'last', seconds: 24 * hour } as const
    const question = { state, language: null, asked, comparesAll: false, ...given }
    return (await board.read(tx, question)).found?.sums.keys.length ?? 0
  })
}

async function bookAnother(at: number, version: 'same version' | 'new version'): Promise<void> {
  const categoryKey = await insertCategory(sql, `${at}`, null)
  await bookHour(sql, aRollup({ at, categoryKey }))
  if (version === 'new version') await setFolded(sql, 'twitch', midnight)
}

async function sweepTwice(): Promise<void> {
  for (const collectedAt of [midnight, midnight + 4 * hour])
    await recordSweepRow(sql, aSweep({ collectedAt }))
}

test('what was read once is answered from memory, as long as the version is the same', async () => {
  const board = createBoard()
  await sweepTwice()
  await bookAnother(midnight, 'new version')
  assert.equal(await count(board), 1)
  await bookAnother(midnight + hour, 'same version')
  assert.equal(await count(board), 1)
  assert.equal(await count(board, { language: 'en' }), 2)
  await bookAnother(midnight + 2 * hour, 'new version')
  assert.equal(await count(board), 3)
})

test('a prepared window stands for ten seconds after a newer version was met', async () => {
  const board = createBoard()
  await sweepTwice()
  await bookAnother(midnight, 'new version')
  await board.prepare()
  await bookAnother(midnight + hour, 'new version')
  assert.equal(await count(board), 1)
  clock.advance(10_000)
  assert.equal(await count(board), 1)
  clock.advance(1)
  assert.equal(await count(board), 2)
})

test('preparing again follows the newest version', async () => {
  const board = createBoard()
  await sweepTwice()
  await board.prepare()
  await bookAnother(midnight, 'new version')
  await board.prepare()
  assert.equal(await count(board), 1)
})

test('a window that is prepared is not what others are asked', async () => {
  const board = createBoard()
  await sweepTwice()
  await board.prepare()
  await bookAnother(midnight, 'new version')
  assert.equal(await count(board, { language: 'en' }), 1)
  assert.equal(await count(board, { asked: { kind: 'last', seconds: 25 * hour } }), 1)
  const between = { kind: 'between', from: midnight, to: null } as const
  assert.equal(await count(board, { asked: between }), 1)
})

test('a closed board prepares nothing', async () => {
  const board = createBoard()
  await sweepTwice()
  board.close()
  await board.prepare()
  await bookAnother(midnight, 'new version')
  assert.equal(await count(board), 1)
})
