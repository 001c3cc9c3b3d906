import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { emptyTables, start } from '../../test/builders.ts'
import { createTestDatabase } from '../../test/postgres.ts'
import type { SearchQuestion } from '../domain/search.ts'
import { countNewStreams, creditSearches, insertSearch, listSearches } from './searches.ts'

const { sql } = await createTestDatabase()

beforeEach(() => emptyTables(sql))

const question: SearchQuestion = {
  eventType: 'live',
  order: 'viewers',
  regionCode: 'BR',
  categoryId: '20',
}
const made = { question, page: 2, searchedAt: start, nextPageToken: 'CGQQAA', found: 48 }

test('a search is read back with what came of it', async () => {
  const searchId = await insertSearch(sql, 'youtube', made)
  const other = await insertSearch(sql, 'youtube', { ...made, searchedAt: start + 1 })
  await countNewStreams(sql, searchId, 17)
  await creditSearches(sql, [{ searchId, live: 10, watched: 4 }])
  await creditSearches(sql, [
    { searchId, live: 1, watched: 1 },
    { searchId: other, live: 2, watched: 0 },
  ])
  await creditSearches(sql, [])
  assert.deepEqual(await listSearches(sql, 'youtube', start), [
    { ...made, newStreams: 17, newLive: 11, newWatched: 5 },
    { ...made, searchedAt: start + 1, newStreams: 0, newLive: 2, newWatched: 0 },
  ])
})

test("only the platform's own searches since a moment are read", async () => {
  await insertSearch(sql, 'youtube', made)
  await insertSearch(sql, 'picarto', { ...made, searchedAt: start + 60 })
  assert.deepEqual(await listSearches(sql, 'youtube', start + 1), [])
  assert.equal((await listSearches(sql, 'picarto', start)).length, 1)
})
