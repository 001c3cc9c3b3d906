// The live world of a platform: a pure function of seed and time. Whatever it keeps can be thrown
// away and worked out again; no answer depends on what was asked before.

import { type Broadcast, createBroadcast } from './broadcast.ts'
import { type Category, createCategories } from './categories.ts'
import { type Event, eventAt, releaseFor } from './events.ts'
import { hash, purpose } from './hash.ts'
import { createLiveSet } from './live-set.ts'
import { createPermutation } from './permutation.ts'
import { platformHabits, type WorldPlatform } from './tiers.ts'
import { shownViewers, type Viewers, viewersOf } from './viewers.ts'
import { partAt, type Words, wordBroadcast } from './words.ts'

export interface WorldOptions {
  /** Any whole number; another one is another world. */
  readonly seed: number
  readonly platform: WorldPlatform
  /** Mean of live channels over a year, 1 to 180,000. */
  readonly scale: number
  /** Lifts the most watched, so that a small world has stars too. */
  readonly stretch: boolean
}

/** A broadcast and its count at one moment. */
export interface WorldCount {
  readonly broadcast: Broadcast
  /** Null = the platform shows none. */
  readonly viewers: number | null
}

/** One row of the platform's live list at one moment. */
export interface WorldStream extends WorldCount {
  readonly words: Words
  /** Null = none was set. */
  readonly category: Category | null
  readonly title: string
}

export interface World extends WorldOptions {
  /** All that is live, most watched first (hidden counts last), then by stream id. */
  liveAt(atSeconds: number): readonly WorldStream[]
  /** The same without words, by stream number: for measuring. */
  countsAt(atSeconds: number): readonly WorldCount[]
  /** Viewers of a broadcast at any moment it runs: the continuous signal and what is shown. */
  viewersAt(broadcast: Broadcast, atSeconds: number): Viewers
  /** Names, tags and all parts of a broadcast. */
  wordsOf(broadcast: Broadcast): Words
}

/** Times are whole epoch seconds. */
export function createWorld(options: WorldOptions): World {
  const { platform, scale, stretch } = options
  const seed = hash(options.seed, purpose.tier, platformNumber[platform])
  const categories = createCategories(platform)
  const setting = { platform, stretch, mainCategory: categories.mainOf }
  const liveSet = createLiveSet({ seed, platform, scale }, running =>
    createBroadcast(setting, running),
  )
  const wordSetting = {
    categories,
    titleCap: platformHabits[platform].titleCap,
    channelIds: createPermutation(4_000_000_000, hash(seed, purpose.channelId)),
    releaseOf: (broadcast: Broadcast) =>
      platform === 'youtube' ? null : releaseFor(seed, broadcast),
  }
  const words = new WeakMap<Broadcast, Words>()

  function countsAt(at: number): WorldCount[] {
    const event = eventAt(seed, categories.head, at)
    return liveSet.runningAt(at).map(([, broadcast]) => ({
      broadcast,
      viewers: shownViewers(broadcast, at, factorOf(event, broadcast)),
    }))
  }

  function wordsOf(broadcast: Broadcast): Words {
    const known = words.get(broadcast)
    if (known !== undefined) return known
    const made = wordBroadcast(wordSetting, broadcast)
    words.set(broadcast, made)
    return made
  }

  return {
    ...options,
    liveAt: at =>
      byViewers(countsAt(at)).map(({ broadcast, viewers }): WorldStream => {
        const found = wordsOf(broadcast)
        const { category, title } = partAt(found, at)
        return { broadcast, viewers, words: found, category, title }
      }),
    countsAt,
    viewersAt: (broadcast, at) =>
      viewersOf(broadcast, at, factorOf(eventAt(seed, categories.head, at), broadcast)),
    wordsOf,
  }
}

const platformNumber: Readonly<Record<WorldPlatform, number>> = { twitch: 1, kick: 2, youtube: 3 }

function factorOf(event: Event | null, { mainCategory }: Broadcast): number {
  return event !== null && event.category.id === mainCategory.id ? event.factor : 1
}

/** Two numbers in one, since a typed array sorts ten times as fast as objects do. */
const mostRows = 2 ** 20
const mostViewers = 2 ** 30

/** The rows, which come by stream number, most watched first. */
function byViewers(rows: readonly WorldCount[]): readonly WorldCount[] {
  const keys = Float64Array.from(
    rows,
    ({ viewers }, place) => (mostViewers - (viewers ?? -1)) * mostRows + place,
  ).sort()
  return Array.from(keys, key => rows[key % mostRows]).filter(row => row !== undefined)
}
