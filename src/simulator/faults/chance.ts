// Which requests and which streams a fault strikes: draws by hash, so that a run can be repeated.

import { uniform } from '../hash.ts'
import type { Asked } from './asked.ts'

/** What a fault's draws are for; no two draws of one fault for one thing may share a use. */
export const use = { strike: 1, size: 2, kind: 3, row: 4, other: 5 } as const

/** Whether a fault strikes a request; asked once for each. */
export type Strikes = (asked: Asked) => boolean

interface StrikeOptions {
  readonly rate: number
  /** 0 = without end. */
  readonly times: number
}

/** A share of the requests, so often at most. */
export function createStrikes({ rate, times }: StrikeOptions, seed: number): Strikes {
  let struck = 0
  return ({ number }) => {
    if (times > 0 && struck >= times) return false
    if (uniform(seed, use.strike, number) >= rate) return false
    struck += 1
    return true
  }
}

/** The same, where each strike begins a storm that hits all requests for a while. */
export function createStorms(
  { seconds, ...options }: StrikeOptions & { readonly seconds: number },
  seed: number,
): Strikes {
  const begins = createStrikes(options, seed)
  let untilMs = Number.NEGATIVE_INFINITY
  return asked => {
    if (asked.nowMs < untilMs) return true
    if (!begins(asked)) return false
    untilMs = asked.nowMs + seconds * 1_000
    return true
  }
}

interface SpellOptions {
  readonly rate: number
  /** How long a stream is struck before it is drawn for again; 0 = for ever. */
  readonly seconds?: number
}

/** Whether a stream is struck at a moment; spells of different streams do not begin together. */
export function isStruck(
  { rate, seconds = 0 }: SpellOptions,
  seed: number,
  key: number,
  nowMs: number,
): boolean {
  const spell = seconds === 0 ? 0 : Math.floor((nowMs / 1_000 + (key % seconds)) / seconds)
  return uniform(seed, use.strike, key, spell) < rate
}

/** A text as 32 bits to draw by (FNV-1a). */
export function textKey(text: string): number {
  let key = 0x811c9dc5
  for (let i = 0; i < text.length; i += 1) key = Math.imul(key ^ text.charCodeAt(i), 0x01000193)
  return key >>> 0
}
