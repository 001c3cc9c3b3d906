// How the next sweep reads a platform: as a whole, or split by language into chains that run side
// by side. Pure.

import type { SweepScope } from '../domain/sweep.ts'
import type { LanguageSplit, PlatformClient } from '../platforms/client.ts'

/** Which chains go through the list, and what they hold together. */
export interface ReadingPlan {
  readonly scope: SweepScope
  /** Whether one chain goes through all of the list. */
  readonly isWhole: boolean
  /**
   * The other chains. Beside a whole that is not known to be long they begin once it has proven so: a
   * short list is read before they would have been of use.
   */
  readonly chains: readonly PlannedPart[]
  readonly isKnownLong: boolean
}

/** A part of the list. */
export interface PlannedPart {
  readonly languages: readonly string[]
  /** Streams it should hold, by what is open; null = not known. */
  readonly expected: number | null
}

/** What a plan has to know of the sweeps before. */
export interface ReadBefore {
  /** When the whole list was walked last, however far that came, whole epoch seconds; null = not lately. */
  readonly wholeAt: number | null
  /** Of the streams that walk held, the share that the split beside it did not; null = not compared. */
  readonly missedShare: number | null
  /** Streams of the newest complete sweep of the platform, null = none. */
  readonly streams: number | null
  /** The languages of its newest split sweep. */
  readonly languages: readonly string[]
  /** Open broadcasts by language, as the last sweeps left them. */
  readonly openByLanguage: ReadonlyMap<string, number>
}

/** A list shorter than this is read as a whole: 50 pages of Twitch take ten seconds. */
const splitFrom = 5_000
/** Seconds after which the whole list is read again. */
const wholeEvery = 3_600
/** A split that misses more than this cannot be relied on. */
const mostMissedShare = 0.02
/** Beyond this more requests at a time bring little and look like a flood. */
const mostChains = 8

/** What else stands in a row's place of a language would spoil the whole question. */
const languageCode = /^[a-z]{2,8}(-[a-z0-9]{1,8})*$/

/** Walks the whole list and nothing else. */
export const wholeList: ReadingPlan = {
  scope: { kind: 'all' },
  isWhole: true,
  chains: [],
  isKnownLong: false,
}

/** `now` in whole epoch seconds; `cadence` = seconds from one sweep to the next. */
export function planReading(
  { split }: Pick<PlatformClient, 'split'>,
  maxStreams: number | null,
  before: ReadBefore,
  now: number,
  cadence: number,
): ReadingPlan {
  if (maxStreams !== null) return { ...wholeList, scope: { kind: 'top', limit: maxStreams } }
  if (split === undefined) return wholeList
  const weights = weigh(split, before)
  const chains = balance(weights, split.mostLanguages).map(languages => ({
    languages,
    expected: sum(languages.map(language => before.openByLanguage.get(language) ?? 0)),
  }))
  const { missedShare, streams, wholeAt } = before
  const isShort = streams === null || streams < splitFrom
  const isDue = wholeAt === null || now - wholeAt >= wholeEvery - cadence / 2
  const isLeaky = missedShare !== null && missedShare > mostMissedShare
  if (isShort || isDue || isLeaky) return { ...wholeList, chains, isKnownLong: !isShort }
  const languages = [...weights.keys()].sort()
  return { scope: { kind: 'languages', languages }, isWhole: false, chains, isKnownLong: true }
}

/** The languages to ask for, each with the streams it is expected to have. */
function weigh(split: LanguageSplit, before: ReadBefore): Map<string, number> {
  const { languages, openByLanguage } = before
  const weights = new Map<string, number>()
  const known = sum([...openByLanguage.values()])
  for (const [language, share] of Object.entries(split.languages))
    weights.set(language, openByLanguage.get(language) ?? (known === 0 ? share : 0))
  for (const language of [...languages, ...openByLanguage.keys()])
    if (languageCode.test(language)) weights.set(language, openByLanguage.get(language) ?? 0)
  return weights
}

/**
 * As few chains as let the heaviest language, which no chain can share, decide how long it takes;
 * the others are dealt out, the heaviest first, each to the lightest chain.
 */
function balance(weights: ReadonlyMap<string, number>, mostLanguages: number): string[][] {
  const total = sum([...weights.values()])
  const heaviest = Math.max(...weights.values())
  const wanted = heaviest > 0 ? Math.ceil(total / heaviest) : 1
  const least = Math.ceil(weights.size / mostLanguages)
  const chains = Array.from({ length: Math.max(least, Math.min(wanted, mostChains)) }, () => ({
    weight: 0,
    languages: [] as string[],
  }))
  const ordered = [...weights].sort(
    ([a, weightOfA], [b, weightOfB]) => weightOfB - weightOfA || (a < b ? -1 : 1),
  )
  for (const [language, weight] of ordered) {
    const open = chains.filter(({ languages }) => languages.length < mostLanguages)
    const lightest = open.reduce((a, b) => (b.weight < a.weight ? b : a))
    lightest.weight += weight
    lightest.languages.push(language)
  }
  return chains.map(({ languages }) => languages)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
