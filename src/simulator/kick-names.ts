// What Kick calls streams, channels and languages; all follow from the world's own names.

import type { Broadcast } from './broadcast.ts'
import { hash, purpose } from './hash.ts'
import type { Language } from './languages.ts'
import type { ChannelNames } from './names.ts'

/**
 * The stream's UUID, without order. No two are alike: the last 48 bits are its number behind a mask
 * that the first 32 tell.
 */
export function kickStreamId({ seed, streamNo }: Broadcast): string {
  const first = hash(seed, purpose.uuid)
  const second = hash(seed, purpose.uuid, 1)
  const third = hash(seed, purpose.uuid, 2)
  const upper = (Math.floor(streamNo / 2 ** 32) ^ hash(first, purpose.uuid, 3)) & 0xffff
  const lower = (streamNo ^ hash(first, purpose.uuid, 4)) >>> 0
  const version = 0x4000 | (second & 0x0fff)
  const variant = 0x8000 | (third & 0x3fff)
  return `${hex(first, 8)}-${hex(second >>> 16, 4)}-${hex(version, 4)}-${hex(variant, 4)}-${hex(upper, 4)}${hex(lower, 8)}`
}

const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0')

/** The end of a channel's address: it has no underscore, so it is not always its name in small. */
export function kickSlug({ login }: ChannelNames): string {
  return login.replaceAll('_', '-')
}

/** Kick's names have Latin letters, digits and underscores only. */
export function kickUsername({ displayName, login }: ChannelNames): string {
  return /^\w+$/.test(displayName) ? displayName : login
}

/** In BCP 47, where the rest of languages is `und`. */
export function kickLanguage({ code }: Language): string {
  if (code === 'other') return 'und'
  const [language = '', region] = code.split('-')
  return region === undefined ? language : `${language}-${region.toUpperCase()}`
}
