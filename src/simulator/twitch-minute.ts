// What is live on Twitch in a minute. The list is renewed at every full minute: that is how often
// counts change.

import type { Broadcast } from './broadcast.ts'
import type { Category } from './categories.ts'
import type { Ranking } from './ranking.ts'
import type { World } from './world.ts'

const minute = 60

export interface TwitchMinute {
  readonly ranking: Ranking
  /** Where a channel stands in the ranking; −1 = it is not listed. */
  placeOf(channelNo: number): number
  /** The broadcast of a channel; null = it is not listed. */
  broadcastOf(channelNo: number): Broadcast | null
  /** Every category with a stream, most watched first. */
  topCategories(): readonly Category[]
}

/** Tells the minute of a moment in whole epoch seconds; the last one asked for is kept. */
export function createTwitchMinutes(world: World): (at: number) => TwitchMinute {
  let kept: TwitchMinute | null = null
  return at => {
    const from = Math.floor(at / minute) * minute
    if (kept?.ranking.at !== from) kept = readMinute(world, from)
    return kept
  }
}

/** What is dear is worked out when it is first asked for. */
function readMinute(world: World, from: number): TwitchMinute {
  const ranking = world.rankingAt(from)
  let places: ReadonlyMap<number, number> | null = null
  let top: readonly Category[] | null = null

  function placeOf(channelNo: number): number {
    places ??= new Map(
      Array.from({ length: ranking.size }, (_, place) => [
        ranking.broadcastAt(place).channelNo,
        place,
      ]),
    )
    return places.get(channelNo) ?? -1
  }

  return {
    ranking,
    placeOf,
    broadcastOf(channelNo) {
      const place = placeOf(channelNo)
      return place < 0 ? null : ranking.broadcastAt(place)
    },
    topCategories() {
      top ??= rankCategories(world, ranking)
      return top
    },
  }
}

function rankCategories(world: World, ranking: Ranking): readonly Category[] {
  const found = new Map<string, { readonly category: Category; viewers: number }>()
  for (let place = 0; place < ranking.size; place += 1) {
    const category = world.categoryAt(ranking.broadcastAt(place), ranking.at)
    if (category === null) continue
    const sum = found.get(category.id) ?? { category, viewers: 0 }
    sum.viewers += ranking.viewersAt(place) ?? 0
    found.set(category.id, sum)
  }
  return [...found.values()]
    .toSorted((a, b) => b.viewers - a.viewers || Number(a.category.id) - Number(b.category.id))
    .map(({ category }) => category)
}
