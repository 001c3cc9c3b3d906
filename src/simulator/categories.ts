// What is played: known names at the head, a long tail of made-up games, each chosen by as many
// channels as the calibration says.

import { knownCategories, tailSizes } from './category-table.ts'
import { hash, purpose, uniform } from './hash.ts'
import { createPicker } from './picker.ts'
import type { WorldPlatform } from './tiers.ts'

export interface Category {
  readonly id: string
  readonly name: string
  /** Viewers per channel ÷ the platform's mean. */
  readonly bias: number
}

export interface Categories {
  /** The category a channel is at home in; large ones keep to the known names. */
  mainOf(channelSeed: number, isLarge: boolean): Category
  /** One of the two to six the channel turns to, or now and then any; by a broadcast's draw. */
  nextOf(channel: ChangingChannel, seed: number, change: number): Category
  /** Where broadcasts often open. */
  readonly opening: Category
  /** Those an event can fill. */
  readonly head: readonly Category[]
  readonly all: readonly Category[]
}

/** Whose categories change. */
export interface ChangingChannel {
  readonly channelSeed: number
  readonly mainCategory: Category
}

/** Bends the draw of large channels towards the head; a guess. */
const largeBend = 1.4
/** Share of changes that stay among the channel's own categories; a guess. */
const ownShare = 0.75

/** The categories of a platform; the tail is Zipf–Mandelbrot (docs/world.md, section 11). */
export function createCategories(platform: WorldPlatform): Categories {
  const known = knownCategories[platform]
  const weighted: (readonly [Category, number])[] = known.map(([id, name, viewing, bias]) => [
    { id, name, bias },
    viewing / bias,
  ])
  const tail = tailSizes[platform]
  const weights = Array.from({ length: tail }, (_, rank) => (known.length + rank + 3.7) ** -1.25)
  const tailWeight = weights.reduce((sum, weight) => sum + weight, 0)
  const tailViewing = Math.max(0, 100 - known.reduce((sum, [, , viewing]) => sum + viewing, 0))
  for (const [rank, weight] of weights.entries())
    weighted.push([
      { id: String(1_000_000_000 + rank * 7_919), name: tailName(rank), bias: 0.85 },
      ((tailViewing / 0.85) * weight) / tailWeight,
    ])
  return chooseFrom(normalised(weighted))
}

function chooseFrom(weighted: readonly (readonly [Category, number])[]): Categories {
  const picker = createPicker(weighted)
  const head = weighted.slice(0, 20).map(([category]) => category)
  const opening = head[0]
  if (opening === undefined) throw new Error('A platform without categories.')
  return {
    mainOf: (channelSeed, isLarge) =>
      picker.pick(uniform(channelSeed, purpose.category) ** (isLarge ? largeBend : 1)),
    nextOf({ channelSeed, mainCategory }, seed, change) {
      const draw = uniform(seed, purpose.categoryChange, change, 1)
      if (draw >= ownShare) return picker.pick((draw - ownShare) / (1 - ownShare))
      const own = 2 + (hash(channelSeed, purpose.otherCategories) % 5)
      const which = Math.floor((draw / ownShare) * own)
      if (which === 0) return mainCategory
      return picker.pick(uniform(channelSeed, purpose.otherCategories, which))
    },
    opening,
    head,
    all: weighted.map(([category]) => category),
  }
}

/** The same with a mean bias of 1 over channels, so that levels stay as they are. */
function normalised(
  weighted: readonly (readonly [Category, number])[],
): readonly (readonly [Category, number])[] {
  const total = weighted.reduce((sum, [, weight]) => sum + weight, 0)
  const mean = weighted.reduce((sum, [{ bias }, weight]) => sum + bias * weight, 0) / total
  return weighted.map(([category, weight]) => [{ ...category, bias: category.bias / mean }, weight])
}

const firsts =
  'Iron Silent Crimson Lost Hollow Neon Frozen Broken Golden Astral Wild Burning Distant Sunken Paper Clockwork Velvet Thunder Shattered Emerald Midnight Feral Solar Rusted Phantom Little Grand Deep Endless Turbo Pixel Mystic'.split(
    ' ',
  )
const seconds =
  'Harbor Kingdom Frontier Valley Signal Garden Legion Odyssey Station Outpost Rally Tactics Dungeon Island Empire Circuit Horizon Chronicle Arena Farm Colony Tower Rogue League Depths Carnival Drift Siege Orchard Protocol Voyage Detective'.split(
    ' ',
  )
const thirds = [
  '',
  ' II',
  ': Reborn',
  ' III',
  ' Online',
  ' Simulator',
  ': The Last Winter',
  ' 2027',
]

/** A name for each of 8,192 ranks, no two alike. */
function tailName(rank: number): string {
  const first = firsts[(rank * 13 + 5) % 32] ?? ''
  const second = seconds[(Math.floor(rank / 32) * 11 + (rank % 32)) % 32] ?? ''
  const third = thirds[Math.floor(rank / 1_024) % thirds.length] ?? ''
  return `${first} ${second}${third}`
}
