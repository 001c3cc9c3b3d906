import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { createTestDatabase } from '../../test/postgres.ts'
import {
  aLiveBroadcast,
  clearCensus,
  insertLiveBroadcast,
  sweptAt,
} from '../../test/serve-live-rows.ts'
import {
  listArtless,
  markDirectoryRead,
  type RankedCategory,
  readDirectoryAt,
  writeArt,
  writeDirectoryPage,
} from './directory.ts'

const { sql } = await createTestDatabase()

beforeEach(async () => {
  await clearCensus(sql)
  await sql`update platforms set directory_read_at = null`
})

function aCategory(known: Partial<RankedCategory> = {}): RankedCategory {
  return { categoryId: '1', gameName: 'Chess', artUrl: 'chess.jpg', rank: 1, ...known }
}

const write = (listed: readonly RankedCategory[], at = 0) =>
  writeDirectoryPage(sql, 'twitch', listed, sweptAt + at)

/** Times in seconds after `sweptAt`. */
async function readCategories() {
  const rows = await sql<
    { id: string; name: string | null; art: string | null; read: number; updated: number }[]
  >`
    select
      category_id as id,
      name,
      art_url as art,
      extract(epoch from art_read_at)::bigint - ${sweptAt} as read,
      extract(epoch from updated_at)::bigint - ${sweptAt} as updated
    from categories
    order by category_id`
  return rows.map(({ id, name, art, read, updated }) => [id, name, art, read, updated])
}

async function readRanks() {
  const rows = await sql<{ id: string; at: number; rank: number }[]>`
    select
      k.category_id as id,
      extract(epoch from d.read_at)::bigint - ${sweptAt} as at,
      d.directory_rank as rank
    from directory_readings d
    join categories k on k.id = d.category_key
    order by d.read_at, d.directory_rank`
  return rows.map(({ id, at, rank }) => [id, at, rank])
}

test('the directory is kept, also what nobody streams, in its order', async () => {
  await write([aCategory(), aCategory({ categoryId: '2', gameName: 'Art', artUrl: null, rank: 2 })])
  assert.deepEqual(await readCategories(), [
    ['1', 'Chess', 'chess.jpg', 0, 0],
    ['2', 'Art', null, 0, 0],
  ])
  await write([aCategory({ rank: 2 })], 60)
  assert.deepEqual(await readRanks(), [
    ['1', 0, 1],
    ['2', 0, 2],
    ['1', 60, 2],
  ])
})

test('only what has changed counts as updated, and nothing is unlearned', async () => {
  await write([
    aCategory(),
    aCategory({ categoryId: '2' }),
    aCategory({ categoryId: '3' }),
    aCategory({ categoryId: '4' }),
  ])
  await write(
    [
      aCategory(),
      aCategory({ categoryId: '2', artUrl: 'new.jpg' }),
      aCategory({ categoryId: '3', gameName: 'Schach' }),
      aCategory({ categoryId: '4', gameName: '', artUrl: null }),
    ],
    60,
  )
  assert.deepEqual(await readCategories(), [
    ['1', 'Chess', 'chess.jpg', 60, 0],
    ['2', 'Chess', 'new.jpg', 60, 60],
    ['3', 'Schach', 'chess.jpg', 60, 60],
    ['4', 'Chess', 'chess.jpg', 60, 0],
  ])
})

test('a directory in no order leaves no ranks', async () => {
  await writeDirectoryPage(sql, 'kick', [aCategory({ rank: null })], sweptAt)
  assert.deepEqual(await readRanks(), [])
  assert.equal((await readCategories()).length, 1)
})

test('a page that is written again is the same page', async () => {
  for (const rank of [3, 4]) await write([aCategory({ rank })])
  assert.deepEqual(await readRanks(), [['1', 0, 3]])
})

test('when the directory was read to its end is known by platform, pages tell nothing', async () => {
  await write([aCategory()])
  await writeDirectoryPage(sql, 'kick', [aCategory({ rank: null })], sweptAt)
  assert.equal(await readDirectoryAt(sql, 'twitch'), null)
  await markDirectoryRead(sql, 'twitch', sweptAt + 60)
  assert.equal(await readDirectoryAt(sql, 'twitch'), sweptAt + 60)
  assert.equal(await readDirectoryAt(sql, 'kick'), null)
  await markDirectoryRead(sql, 'twitch', sweptAt + 90)
  assert.equal(await readDirectoryAt(sql, 'twitch'), sweptAt + 90)
})

test('art is read of streamed categories that have none, the most watched first', async () => {
  for (const [categoryId, viewers] of [
    ['a', 5],
    ['b', 4],
    ['c', 900],
    ['b', 4],
    ['d', 700],
    [null, 9_000],
  ] as const)
    await insertLiveBroadcast(sql, aLiveBroadcast({ categoryId, gameName: categoryId, viewers }))
  await insertLiveBroadcast(sql, aLiveBroadcast({ platform: 'kick', categoryId: 'k' }))
  await write([aCategory({ categoryId: 'd' }), aCategory({ categoryId: 'nobody', artUrl: null })])
  const list = (known: { at?: number; limit?: number } = {}) =>
    listArtless(sql, 'twitch', { at: sweptAt, againAfter: 100, limit: 50, ...known })
  assert.deepEqual(await list(), ['c', 'b', 'a'])
  assert.deepEqual(await list({ limit: 1 }), ['c'])

  const answers = [
    { categoryId: 'c', gameName: 'C', artUrl: 'c.jpg' },
    { categoryId: 'b', gameName: 'b', artUrl: null },
  ]
  await writeArt(sql, 'twitch', ['a', 'b', 'c'], answers, sweptAt)
  assert.deepEqual(await list({ at: sweptAt + 99 }), [])
  assert.deepEqual(await list({ at: sweptAt + 100 }), ['b', 'a'])
  const rows = await readCategories()
  assert.deepEqual(rows.slice(0, 3), [
    ['a', 'a', null, 0, 0],
    ['b', 'b', null, 0, 0],
    ['c', 'C', 'c.jpg', 0, 0],
  ])
})
