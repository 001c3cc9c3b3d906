// What the draws of the simulated YouTube are for, beside those of its world (hash.ts), and what they
// draw by.

import { hash, uniform } from './hash.ts'

/** No two draws of one key may share a use and an index. */
export const videoUse = {
  videoId: 101,
  channelId: 102,
  schedule: 103,
  announcement: 104,
  phantom: 105,
  premiere: 106,
  deletion: 107,
  sides: 108,
  sideViewers: 109,
  sideTitle: 110,
  hidden: 111,
  order: 112,
  statistics: 113,
  details: 114,
  selection: 115,
  noise: 116,
  page: 117,
  total: 118,
  channel: 119,
  ended: 120,
} as const

/** A draw above 0 and below 1 by a number beyond 32 bits. */
export function uniformOf(seed: number, use: number, number: number, index = 0): number {
  return uniform(hash(seed, use, Math.floor(number / 4_294_967_296)), use, number, index)
}

/** A text as 32 bits to draw by (FNV-1a). */
export function keyOfText(text: string): number {
  let key = 0x811c9dc5
  for (let i = 0; i < text.length; i += 1) key = Math.imul(key ^ text.charCodeAt(i), 0x01000193)
  return key >>> 0
}
