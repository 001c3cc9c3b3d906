// All that is text in a broadcast: names, tags, and the title and category of each of its parts.

import type { Broadcast } from './broadcast.ts'
import type { Categories, Category } from './categories.ts'
import { freeTags } from './decorations.ts'
import { hash, purpose, uniform } from './hash.ts'
import { nameChannel } from './names.ts'
import type { Permutation } from './permutation.ts'
import { pickEvenly } from './picker.ts'
import { writeTitle } from './titles.ts'

/** From a moment on, until the next part begins. */
export interface Part {
  /** Whole epoch seconds. */
  readonly from: number
  /** Null = none was set. */
  readonly category: Category | null
  readonly title: string
}

export interface Words {
  /** Decimal. */
  readonly channelId: string
  readonly login: string
  readonly displayName: string
  readonly tags: readonly string[]
  /** In their order; the first begins with the broadcast. */
  readonly parts: readonly Part[]
}

/** What the words of a world depend on beside the broadcast. */
export interface WordSetting {
  readonly categories: Categories
  readonly titleCap: number
  /** Shuffles the numbers of channels into their ids. */
  readonly channelIds: Permutation
  /** The new release a broadcast takes up instead of its usual category; null = none. */
  readonly releaseOf: (broadcast: Broadcast) => Category | null
}

/** Changes of category and of title alone in an hour (docs/world.md, sections 5 and 11; guesses). */
const categoryChangesPerHour = 0.1
const titleChangesPerHour = 0.14
const firstChannelId = 20_000_000

export function wordBroadcast(setting: WordSetting, broadcast: Broadcast): Words {
  const { channelNo, channelSeed, language } = broadcast
  const names = nameChannel(channelNo, channelSeed, language.code)
  return {
    channelId: String(firstChannelId + setting.channelIds.at(channelNo)),
    ...names,
    tags: tagsOf(broadcast),
    parts: partsOf(setting, broadcast, names.login),
  }
}

/** The part that runs at a moment. */
export function partAt({ parts }: Words, at: number): Part {
  let found = parts[0]
  for (const part of parts) if (part.from <= at) found = part
  if (found === undefined) throw new Error('A broadcast without parts.')
  return found
}

function partsOf(setting: WordSetting, broadcast: Broadcast, login: string): readonly Part[] {
  const { categories, titleCap } = setting
  const { channelSeed, language, mainCategory, seed, startedAt } = broadcast
  const opens = broadcast.level > 100 && uniform(seed, purpose.opener) < 0.3
  const isUnset = uniform(seed, purpose.noCategory) < 0.005
  let category = setting.releaseOf(broadcast) ?? mainCategory
  // A title is often the one of the last days.
  const usualTitle = Math.floor(startedAt / 259_200)
  const titled = (number: number) =>
    writeTitle(channelSeed, number, {
      language,
      categoryName: category.name,
      login,
      cap: titleCap,
    })
  const first = opens ? categories.opening : category
  const parts: Part[] = [
    { from: startedAt, category: isUnset ? null : first, title: titled(usualTitle) },
  ]
  for (const change of changesOf(broadcast, opens)) {
    if (change.isCategory && !change.isOpening)
      category = categories.nextOf(broadcast, seed, change.number)
    parts.push({
      from: change.at,
      category: change.isCategory ? category : (parts.at(-1)?.category ?? null),
      title: titled(startedAt + change.number),
    })
  }
  return parts
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

/** None for 8 %, four on average, ten at most (a guess). */
function tagsOf({ channelSeed, language }: Broadcast): readonly string[] {
  const draw = uniform(channelSeed, purpose.tags)
  if (draw < 0.08) return []
  const count = Math.min(9, Math.floor(-2.9 * Math.log((draw - 0.08) / 0.92) + 0.5))
  const free = Array.from({ length: count }, (_, place) =>
    pickEvenly(freeTags, uniform(channelSeed, purpose.tags, 1 + place)),
  )
  return [...new Set([language.name, ...free])]
}
