import assert from 'node:assert/strict'
import { test } from 'node:test'
import { measureWalks } from './measure-walk.ts'
import { type Position, readCursor } from './twitch-cursor.ts'
import { createTwitchList, type Filters } from './twitch-list.ts'
import { createWorld } from './world.ts'

const evening = Date.UTC(2026, 4, 15, 20) / 1_000
const noFilters: Filters = { language: null, game_id: null, user_id: null, user_login: null }
const aWorld = (scale: number) => createWorld({ seed: 1, platform: 'twitch', scale, stretch: true })

/** The bytes of all pages of a moment. */
function readAll(list: ReturnType<typeof createTwitchList>, at: number): string {
  const pages: string[] = []
  let after: Position | null = null
  do {
    const page: string = list.pageAt(at, { first: 100, after, before: null, filters: noFilters })
    pages.push(page)
    const cursor = /"cursor":"([^"]+)"/.exec(page)?.[1]
    after = cursor === undefined ? null : readCursor(cursor)
  } while (after !== null)
  return pages.join('\n')
}

test('the bytes of pages are the same in any order of asking', () => {
  const moments = [0, 3_700, -86_400, 61, 17, 7_200 * 9, 40].map(after => evening + after)
  const [first, second] = [createTwitchList(aWorld(400)), createTwitchList(aWorld(400))]
  const forwards = moments.map(at => readAll(first, at))
  const backwards = moments.toReversed().map(at => readAll(second, at))
  assert.deepEqual(forwards, backwards.toReversed())
  assert.notEqual(forwards[0], forwards[1])
  for (const text of forwards)
    for (const page of text.split('\n'))
      assert.ok(Array.isArray(JSON.parse(Buffer.from(page, 'latin1').toString()).data))
})

test('a walk that crosses full minutes sees few rows twice and misses few', () => {
  const { missed, twice } = measureWalks(aWorld(3_000), evening, { seconds: 75, walks: 8 })
  assert.ok(twice > 0.0005 && twice < 0.008, `${twice} came twice`)
  assert.ok(missed > 0.0005 && missed < 0.01, `${missed} were missed`)
})
