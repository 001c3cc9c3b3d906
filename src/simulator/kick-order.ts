// The order of Kick's live list, the oldest start first, over the places of a minute's ranking.

import type { StartPosition } from './kick-cursor.ts'
import { kickLanguage } from './kick-names.ts'
import type { Ranking } from './ranking.ts'
import type { World } from './world.ts'

/** Each filter lets any of its values pass; null = none is set. */
export interface KickFilters {
  readonly categoryIds: readonly number[] | null
  /** In small letters. */
  readonly languages: readonly string[] | null
}

/** All places of a ranking. Numbers instead of broadcasts: they are compared 200,000 times. */
export function sortByStart(ranking: Ranking): Int32Array {
  const starts = new Float64Array(ranking.size)
  const streamNos = new Float64Array(ranking.size)
  for (let place = 0; place < ranking.size; place += 1) {
    const { startedAt, streamNo } = ranking.broadcastAt(place)
    starts[place] = startedAt
    streamNos[place] = streamNo
  }
  return Int32Array.from(starts.keys()).sort(
    (a, b) => (starts[a] ?? 0) - (starts[b] ?? 0) || (streamNos[a] ?? 0) - (streamNos[b] ?? 0),
  )
}

/** The places that pass; a language is cheaper to ask for than a category. */
export function selectPlaces(
  world: World,
  ranking: Ranking,
  places: Int32Array,
  { categoryIds, languages }: KickFilters,
): Int32Array {
  const ids = categoryIds && new Set(categoryIds)
  const codes = languages && new Set(languages)
  return places.filter(place => {
    const broadcast = ranking.broadcastAt(place)
    if (codes !== null && !codes.has(kickLanguage(broadcast.language).toLowerCase())) return false
    return ids === null || ids.has(Number(world.categoryAt(broadcast, ranking.at)?.id ?? 0))
  })
}

/** How many of the places stand up to a position, the one on it too. */
export function countUpTo(ranking: Ranking, places: Int32Array, position: StartPosition): number {
  let low = 0
  let high = places.length
  while (low < high) {
    const middle = (low + high) >> 1
    const { startedAt, streamNo } = ranking.broadcastAt(places[middle] ?? -1)
    const order = startedAt - position.startedAt || streamNo - position.streamNo
    if (order <= 0) low = middle + 1
    else high = middle
  }
  return low
}
