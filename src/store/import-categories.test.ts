import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { emptyTables, start } from '../../test/builders.ts'
import { createTestDatabase } from '../../test/postgres.ts'
import type { Platform } from '../domain/platform.ts'
import { ensureCategories } from './categories.ts'
import { adoptNamedCategories, findCategoryIds } from './import-categories.ts'

const { sql } = await createTestDatabase()

beforeEach(() => emptyTables(sql))

function ensure(names: Readonly<Record<string, string | null>>, platform: Platform = 'twitch') {
  return ensureCategories(sql, platform, new Map(Object.entries(names)), start)
}

function adopt(told: Readonly<Record<string, string | null>>, platform: Platform = 'twitch') {
  return adoptNamedCategories(sql, platform, new Map(Object.entries(told)), start + 300)
}

/** The category_id of each key. */
async function readIds(): Promise<Record<number, string>> {
  const rows = await sql<{ key: number; id: string }[]>`
    select id as key, category_id as id
    from categories`
  return Object.fromEntries(rows.map(({ key, id }) => [key, id]))
}

test('a name stands for the category that has it, the one known longest, else for itself', async () => {
  await ensure({ 1: 'Chess', 2: 'Chess', 'name:Go': 'Go' })
  await ensure({ 3: 'Go' }, 'kick')
  assert.deepEqual(
    await findCategoryIds(sql, 'twitch', ['Chess', 'Go', 'go, "then"']),
    new Map([
      ['Chess', '1'],
      ['Go', 'name:Go'],
      ['go, "then"', 'name:go, "then"'],
    ]),
  )
})

test('a category known by its name keeps its key when the platform tells its id', async () => {
  await ensure({ 'name:Chess': 'Chess', 'name:Go': 'Go' })
  await adopt({ 743: 'Chess', 12: 'Tetris', 13: null })
  assert.deepEqual(await readIds(), { 1: '743', 2: 'name:Go' })
  const keys = await ensure({ 743: 'Chess' })
  assert.equal(keys.get('743'), 1)
})

test('an id that is known, or told on another platform, adopts nothing', async () => {
  await ensure({ 743: 'Chess (old)', 'name:Chess': 'Chess' })
  await adopt({ 743: 'Chess' })
  await adopt({ 9: 'Chess' }, 'kick')
  assert.deepEqual(await readIds(), { 1: '743', 2: 'name:Chess' })
})

test('of two ids with one name the first adopts it', async () => {
  await ensure({ 'name:Chess': 'Chess' })
  await adopt({ 5: 'Chess', 6: 'Chess' })
  assert.deepEqual(await readIds(), { 1: '5' })
})
