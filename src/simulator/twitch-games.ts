// `GET /helix/games`, `/helix/games/top` and `/helix/search/categories`. Facts:
// https://dev.twitch.tv/docs/api/reference/#get-games.

import type { ApiAnswer } from './answer.ts'
import type { Category } from './categories.ts'
import { keep } from './keep.ts'
import { helixAnswer, isRefused, type Refused } from './twitch-answer.ts'
import type { TwitchMinute } from './twitch-minute.ts'
import { type OffsetQuestion, pageOf, readOffsets } from './twitch-offset.ts'
import { boxArtOf } from './twitch-pictures.ts'
import { readLookUp, readRequired } from './twitch-query.ts'
import type { World } from './world.ts'

const daySeconds = 86_400

/** Categories that are no games, which IGDB does not know. */
const gameless = new Set(
  '509658 494717 498566 509663 499973 26936 509660 518203 509659 509672 509667 1469308723'.split(
    ' ',
  ),
)

export interface GamesQuestion {
  readonly id: readonly string[]
  readonly name: readonly string[]
  readonly igdb_id: readonly string[]
}

export interface CategorySearch extends OffsetQuestion {
  readonly words: readonly string[]
}

/** Answers at moments in whole epoch seconds. */
export interface TwitchGames {
  find(at: number, question: GamesQuestion): ApiAnswer
  search(at: number, question: CategorySearch): ApiAnswer
}

export function readGamesQuestion(query: URLSearchParams): GamesQuestion | Refused {
  const asked = readLookUp(query, ['id', 'name', 'igdb_id'])
  if (isRefused(asked)) return asked
  if (asked.id.length + asked.name.length + asked.igdb_id.length > 0) return asked
  return { reason: 'The request must specify the id or name or igdb_id query parameter.' }
}

/** All words must be in a name. */
export function readCategorySearch(query: URLSearchParams): CategorySearch | Refused {
  const text = readRequired(query, 'query')
  const offsets = readOffsets(query)
  if (isRefused(text)) return text
  if (isRefused(offsets)) return offsets
  return { words: text.toLowerCase().split(/\s+/), ...offsets }
}

export function answerTopGames({ topCategories }: TwitchMinute, question: OffsetQuestion) {
  const { data, pagination } = pageOf(topCategories(), question)
  return helixAnswer({ data: data.map(gameRow), pagination })
}

/** Games stay known when nobody plays them any more. */
export function createTwitchGames(world: World): TwitchGames {
  const kept = new Map<number, GameIndex>()
  const indexAt = (at: number) => {
    const day = Math.floor(at / daySeconds)
    return keep(kept, 1, day, () => createIndex(world.categoriesUntil(day * daySeconds)))
  }
  return {
    find(at, { id, igdb_id, name }) {
      const { byId, byIgdbId, byName } = indexAt(at)
      const found = [
        ...id.map(one => byId.get(one)),
        ...name.map(one => byName.get(one)),
        ...igdb_id.map(one => byIgdbId.get(one)),
      ]
      return helixAnswer({ data: [...new Set(found)].filter(isFound).map(gameRow) })
    },
    search(at, question) {
      const { byLowerName } = indexAt(at)
      const found = byLowerName
        .filter(([name]) => question.words.every(word => name.includes(word)))
        .map(([, category]) => category)
      const { data, pagination } = pageOf(found, question)
      return helixAnswer({ data: data.map(searchRow), pagination })
    },
  }
}

interface GameIndex {
  readonly byId: ReadonlyMap<string, Category>
  readonly byName: ReadonlyMap<string, Category>
  readonly byIgdbId: ReadonlyMap<string, Category>
  /** In small letters, sorted. */
  readonly byLowerName: readonly (readonly [string, Category])[]
}

function createIndex(categories: readonly Category[]): GameIndex {
  return {
    byId: new Map(categories.map(category => [category.id, category])),
    byName: new Map(categories.map(category => [category.name, category])),
    byIgdbId: new Map(
      categories
        .filter(({ id }) => !gameless.has(id))
        .map(category => [igdbIdOf(category), category]),
    ),
    byLowerName: categories
      .map(category => [category.name.toLowerCase(), category] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  }
}

const isFound = (category: Category | undefined) => category !== undefined

function gameRow(category: Category) {
  return {
    id: category.id,
    name: category.name,
    box_art_url: boxArtOf(category.id, '{width}x{height}'),
    igdb_id: igdbIdOf(category),
  }
}

function searchRow({ id, name }: Category) {
  return { box_art_url: boxArtOf(id, '52x72'), id, name }
}

/** Another number than Twitch's own, and no two alike; '' = it is no game. */
function igdbIdOf({ id }: Category): string {
  return gameless.has(id) ? '' : String((Number(id) ^ 0x2f5a1) >>> 0)
}
