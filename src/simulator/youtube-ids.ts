// YouTube's ids: 11 characters for a video, UC and 22 for a channel. They look like chance and lead
// back by themselves to what they were made of; other texts lead nowhere.

import { hash } from './hash.ts'
import { videoUse } from './youtube-draws.ts'

/** A video: a broadcast of the world, or another one that belongs to it. */
export interface VideoKey {
  readonly streamNo: number
  /** Below 16; 0 = the broadcast itself. */
  readonly variant: number
}

export interface YouTubeIds {
  videoId(key: VideoKey): string
  /** Null = no video has such an id; there may be none of this key either. */
  readVideoId(id: string): VideoKey | null
  /** Of a channel by its id in the world, decimal. */
  channelId(worldId: string): string
  readChannelId(id: string): string | null
}

const word = 4_294_967_296
const variants = 16
/** Keys lie below it until the year 2057, so that one text in a million is one by chance. */
const mostKeys = 2 ** 44
const rounds = [0, 1, 2, 3] as const

type Words = readonly [number, number]

/** The ids of a world. */
export function createYouTubeIds(seed: number): YouTubeIds {
  const videoKey = hash(seed, videoUse.videoId)
  const channelKey = hash(seed, videoUse.channelId)

  function channelId(worldId: string): string {
    const number = Number(worldId)
    const mark = (index: number) => hash(channelKey, videoUse.channelId, number, index)
    return `UC${writeWords([...scramble(channelKey, [mark(0), number]), mark(1), mark(2)])}`
  }

  return {
    videoId({ streamNo, variant }) {
      const number = streamNo * variants + variant
      return writeWords(scramble(videoKey, [Math.floor(number / word), number % word]))
    },
    readVideoId(id) {
      const words = readWords(id, 11)
      if (words === null) return null
      const [high, low] = unscramble(videoKey, [words[0] ?? 0, words[1] ?? 0])
      const number = high * word + low
      if (number >= mostKeys) return null
      return { streamNo: Math.floor(number / variants), variant: number % variants }
    },
    channelId,
    readChannelId(id) {
      const words = id.startsWith('UC') ? readWords(id.slice(2), 22) : null
      if (words === null) return null
      const [, number] = unscramble(channelKey, [words[0] ?? 0, words[1] ?? 0])
      const worldId = String(number)
      return channelId(worldId) === id ? worldId : null
    },
  }
}

/** A Feistel network of four rounds over two 32-bit words. */
function scramble(key: number, [high, low]: Words): Words {
  let left = high
  let right = low
  for (const round of rounds) {
    const next = (left ^ hash(key, round, right)) >>> 0
    left = right
    right = next
  }
  return [left, right]
}

function unscramble(key: number, [high, low]: Words): Words {
  let left = high
  let right = low
  for (const round of rounds.toReversed()) {
    const before = (right ^ hash(key, round, left)) >>> 0
    right = left
    left = before
  }
  return [left, right]
}

function writeWords(words: readonly number[]): string {
  const bytes = Buffer.alloc(4 * words.length)
  for (const [place, value] of words.entries()) bytes.writeUInt32BE(value, 4 * place)
  return bytes.toString('base64url')
}

/** Null = it is not as long, has other characters, or is not how these words are written. */
function readWords(text: string, length: number): readonly number[] | null {
  if (text.length !== length || !/^[\w-]+$/.test(text)) return null
  const bytes = Buffer.from(text, 'base64url')
  const words = Array.from({ length: bytes.length >> 2 }, (_, place) =>
    bytes.readUInt32BE(4 * place),
  )
  return writeWords(words) === text ? words : null
}
