// The live world of a platform: a pure function of seed and time. Whatever it keeps can be thrown
// away and worked out again; no answer depends on what was asked before.

import { type Broadcast, createBroadcast } from './broadcast.ts'
import { type Category, createCategories } from './categories.ts'
import { type Channel, type Channels, createChannels } from './channels.ts'
import { releaseFor, releasesAt, releasesUntil } from './events.ts'
import { hash, purpose } from './hash.ts'
import { createLiveSet } from './live-set.ts'
import { createMoment } from './moment.ts'
import { type ChannelNames, createNames, type NamedChannel } from './names.ts'
import { isListed } from './oddities.ts'
import type { Raid } from './passing-raids.ts'
import { createListing, type Listing, type Ranking, rank } from './ranking.ts'
import { createStreamNumbers } from './stream-numbers.ts'
import { createTiedRaids } from './tied-raids.ts'
import { platformHabits, tiersOf, type WorldPlatform } from './tiers.ts'
import { createViewerCounts, type Viewers } from './viewers.ts'
import {
  categoryAt,
  type Part,
  partAt,
  partsOf,
  restingTitle,
  type TaggedChannel,
  tagsOf,
  type Words,
} from './words.ts'

export interface WorldOptions {
  /** Any whole number; another one is another world. */
  readonly seed: number
  readonly platform: WorldPlatform
  /** Mean of live channels over a year, 1 to 180,000. */
  readonly scale: number
  /** Lifts the most watched, so that a small world has stars too. */
  readonly stretch: boolean
  /** Fewer channels that come more often: half as many in a month, with as many live. */
  readonly isLoyal?: boolean
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

/**
 * Times are whole epoch seconds. What is live is what the platform lists: a few small streams are
 * missing for a while.
 */
export interface World extends WorldOptions {
  /** The live list: most watched first (hidden counts last), then by stream id. */
  rankingAt(atSeconds: number): Ranking
  /** The same with all words; dear, since every text is written. Lists write the rows they show. */
  liveAt(atSeconds: number): readonly WorldStream[]
  /** The same without words, by stream number: for measuring. */
  countsAt(atSeconds: number): readonly WorldCount[]
  /** Viewers of a broadcast at any moment it runs: the continuous signal and what is shown. */
  viewersAt(broadcast: Broadcast, atSeconds: number): Viewers
  /** Raids by other broadcasts of this world in the two hours before a moment and shortly after. */
  raidsOn(broadcast: Broadcast, atSeconds: number): readonly Raid[]
  /** Title and category at a moment the broadcast runs. */
  partAt(broadcast: Broadcast, atSeconds: number): Part
  /** The category alone, which is cheap. */
  categoryAt(broadcast: Broadcast, atSeconds: number): Category | null
  /** Every category a stream of a moment can have, in no order. */
  categoriesAt(atSeconds: number): readonly Category[]
  /** Every category there has been up to a moment, in no order. */
  categoriesUntil(atSeconds: number): readonly Category[]
  /** The channels, live or not, by what they are called. */
  readonly channels: Channels
  /** What a channel shows as its title while it is off. */
  restingTitleOf(channel: Channel, atSeconds: number): string
  namesOf(channel: NamedChannel): ChannelNames
  tagsOf(channel: TaggedChannel): readonly string[]
  /** Names, tags and all parts of a broadcast. */
  wordsOf(broadcast: Broadcast): Words
}

const platformNumber: Readonly<Record<WorldPlatform, number>> = { twitch: 1, kick: 2, youtube: 3 }

/** Times are whole epoch seconds. */
export function createWorld(options: WorldOptions): World {
  const { isLoyal = false, platform, scale, stretch } = options
  const habits = platformHabits[platform]
  const seed = hash(options.seed, purpose.tier, platformNumber[platform])
  const categories = createCategories(platform)
  const setting = { platform, stretch, tiers: tiersOf(isLoyal), mainCategory: categories.mainOf }
  const size = { seed, platform, scale, isLoyal }
  const liveSet = createLiveSet(size, running => createBroadcast(setting, running))
  const raids = createTiedRaids(liveSet, (broadcast, at) => counts.ownViewers(broadcast, at))
  const counts = createViewerCounts({
    momentAt: at => createMoment(seed, categories.head, at),
    oddCountShare: habits.oddCountShare,
    raidsOn: raids.raidsOn,
  })
  const names = createNames(seed)
  const namesOf = names.of
  const hasReleases = platform !== 'youtube'
  const wordSetting = {
    categories,
    titleCap: habits.titleCap,
    releaseOf: (broadcast: Broadcast) => (hasReleases ? releaseFor(seed, broadcast) : null),
    loginOf: (broadcast: Broadcast) => namesOf(broadcast).login,
  }

  const listingOf = createListing({ isListed, countOf: counts.shownViewers })

  function listingAt(at: number): Listing {
    // The hours before are read first, so that this one takes over what they have described.
    raids.prepare(at)
    return listingOf(liveSet.hourAt(at), at)
  }

  function rankingAt(at: number): Ranking {
    liveSet.workAhead(at)
    return rank(listingAt(at), at)
  }

  const wordsOf = (broadcast: Broadcast): Words => ({
    ...namesOf(broadcast),
    tags: tagsOf(broadcast),
    parts: partsOf(wordSetting, broadcast),
  })

  return {
    ...options,
    rankingAt,
    liveAt(at) {
      const ranking = rankingAt(at)
      return Array.from({ length: ranking.size }, (_, place): WorldStream => {
        const broadcast = ranking.broadcastAt(place)
        const { category, title } = partAt(wordSetting, broadcast, at)
        const viewers = ranking.viewersAt(place)
        return { broadcast, viewers, words: wordsOf(broadcast), category, title }
      })
    },
    countsAt(at) {
      const { hour, rows, size, viewers } = listingAt(at)
      return Array.from({ length: size }, (_, place): WorldCount => {
        const count = viewers[place] ?? -1
        return {
          broadcast: hour.describe(rows[place] ?? -1),
          viewers: count < 0 ? null : count,
        }
      })
    },
    viewersAt: (broadcast, at) => ({
      expected: counts.expectedViewers(broadcast, at),
      shown: counts.shownViewers(broadcast, at),
    }),
    raidsOn: raids.raidsOn,
    partAt: (broadcast, at) => partAt(wordSetting, broadcast, at),
    categoryAt: (broadcast, at) => categoryAt(wordSetting, broadcast, at),
    categoriesAt: at => [...categories.all, ...(hasReleases ? releasesAt(seed, at) : [])],
    categoriesUntil: at => [...categories.all, ...(hasReleases ? releasesUntil(seed, at) : [])],
    channels: createChannels(setting, createStreamNumbers(size), names),
    restingTitleOf: (channel, at) => restingTitle(wordSetting, channel, at),
    namesOf,
    tagsOf,
    wordsOf,
  }
}
