// All that is text in a broadcast but its names: tags, and the title and category of each of its
// parts. A list asks for the part it shows, since a title is dear.

import type { Broadcast } from './broadcast.ts'
import type { Categories, Category } from './categories.ts'
import type { Channel } from './channels.ts'
import { freeTags } from './decorations.ts'
import { hash, purpose, uniform } from './hash.ts'
import type { ChannelNames } from './names.ts'
import { pickEvenly } from './picker.ts'
import { writeTitle } from './titles.ts'

/** From a moment on, until the next part begins or the broadcast ends. */
export interface Part {
  /** Whole epoch seconds. */
  readonly from: number
  readonly until: number
  /** Null = none was set. */
  readonly category: Category | null
  readonly title: string
}

export interface Words extends ChannelNames {
  readonly tags: readonly string[]
  /** In their order; the first begins with the broadcast. */
  readonly parts: readonly Part[]
}

/** What the words of a world depend on beside the broadcast. */
export interface WordSetting {
  readonly categories: Categories
  readonly titleCap: number
  /** The new release a broadcast takes up instead of its usual category; null = none. */
  readonly releaseOf: (broadcast: Broadcast) => Category | null
  readonly loginOf: (broadcast: Broadcast) => string
}

/** Changes of category and of title alone in an hour (docs/world.md, sections 5 and 11; guesses). */
const categoryChangesPerHour = 0.1
const titleChangesPerHour = 0.14
/** How long a first title is the same, seconds. */
const titleSeconds = 259_200

/** All parts of a broadcast with their titles. */
export function partsOf(setting: WordSetting, broadcast: Broadcast): readonly Part[] {
  return outlinesOf(setting, broadcast).map(outline => titled(setting, broadcast, outline))
}

/** The part that runs at a moment; only its title is written. */
export function partAt(setting: WordSetting, broadcast: Broadcast, at: number): Part {
  return titled(setting, broadcast, outlineAt(setting, broadcast, at))
}

/** What is played at a moment; no title is written. */
export function categoryAt(
  setting: WordSetting,
  broadcast: Broadcast,
  at: number,
): Category | null {
  return outlineAt(setting, broadcast, at).category
}

/** A part whose title is a number as yet. */
interface Outline {
  readonly from: number
  readonly until: number
  readonly category: Category | null
  readonly titleNo: number
  /** What the title is about. */
  readonly theme: Category
}

/** The title of a channel that is off: the one its broadcasts of these three days begin with. */
export function restingTitle(setting: WordSetting, channel: Channel, at: number): string {
  const { channelSeed, language, login, mainCategory } = channel
  return writeTitle(channelSeed, Math.floor(at / titleSeconds), {
    language,
    categoryName: mainCategory.name,
    loginOf: () => login,
    cap: setting.titleCap,
  })
}

function titled(setting: WordSetting, broadcast: Broadcast, outline: Outline): Part {
  const { category, from, theme, titleNo, until } = outline
  const title = writeTitle(broadcast.channelSeed, titleNo, {
    language: broadcast.language,
    categoryName: theme.name,
    loginOf: () => setting.loginOf(broadcast),
    cap: setting.titleCap,
  })
  return { from, until, category, title }
}

function outlineAt(setting: WordSetting, broadcast: Broadcast, at: number): Outline {
  const outlines = outlinesOf(setting, broadcast)
  const found = outlines.findLast(({ from }) => from <= at) ?? outlines[0]
  if (found === undefined) throw new Error('A broadcast without parts.')
  return found
}

function outlinesOf(setting: WordSetting, broadcast: Broadcast): readonly Outline[] {
  const { endsAt, mainCategory, seed, startedAt } = broadcast
  const opens = broadcast.level > 100 && uniform(seed, purpose.opener) < 0.3
  let theme = setting.releaseOf(broadcast) ?? mainCategory
  const first = opens ? setting.categories.opening : theme
  let category = uniform(seed, purpose.noCategory) < 0.005 ? null : first
  const changes = changesOf(broadcast, opens)
  const untilOf = (place: number) => changes[place]?.at ?? endsAt
  // A title is often the one of the last days.
  const titleNo = Math.floor(startedAt / titleSeconds)
  const outlines = [{ from: startedAt, until: untilOf(0), category, titleNo, theme }]
  for (const [place, change] of changes.entries()) {
    if (change.isCategory && !change.isOpening)
      theme = setting.categories.nextOf(broadcast, seed, change.number)
    if (change.isCategory) category = theme
    const until = untilOf(place + 1)
    outlines.push({ from: change.at, until, category, titleNo: startedAt + change.number, theme })
  }
  return outlines
}

interface Change {
  readonly at: number
  readonly number: number
  readonly isCategory: boolean
  /** The end of the talk a broadcast opened with. */
  readonly isOpening: boolean
}

/** A hashed Poisson process: one chance in each quarter of an hour. */
function changesOf({ endsAt, seed, startedAt }: Broadcast, opens: boolean): readonly Change[] {
  const quarter = 900
  const category = categoryChangesPerHour / 4
  const any = category + titleChangesPerHour / 4
  const changes: Change[] = []
  const opening = opens ? 600 + (hash(seed, purpose.opener, 1) % 3_000) : 0
  if (opens) changes.push({ at: startedAt + opening, number: 1, isCategory: true, isOpening: true })
  // Permanent broadcasts of months keep their words after the first two days.
  const last = Math.min(endsAt - startedAt, 172_800)
  for (let from = opens ? 3_600 : 0; from < last; from += quarter) {
    const draw = uniform(seed, purpose.titleChange, from)
    if (draw >= any) continue
    const at = startedAt + from + Math.floor((draw / any) * quarter)
    changes.push({ at, number: 2 + from, isCategory: draw < category, isOpening: false })
  }
  return changes.filter(({ at }) => at < endsAt)
}

/** Whose tags are asked for. */
export type TaggedChannel = Pick<Broadcast, 'channelSeed' | 'language'>

/** None for 8 %, four on average, ten at most (a guess). */
export function tagsOf({ channelSeed, language }: TaggedChannel): readonly string[] {
  const draw = uniform(channelSeed, purpose.tags)
  if (draw < 0.08) return []
  const count = Math.min(9, Math.floor(-2.9 * Math.log((draw - 0.08) / 0.92) + 0.5))
  const free = Array.from({ length: count }, (_, place) =>
    pickEvenly(freeTags, uniform(channelSeed, purpose.tags, 1 + place)),
  )
  return [...new Set([language.name, ...free])]
}
