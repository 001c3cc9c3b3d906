// Addresses of pictures in Twitch's form; nothing is behind them.

import type { Channel } from './channels.ts'
import { hash, purpose, uniform } from './hash.ts'

/** Share of channels that never set a picture of their own; a guess. */
const defaultShare = 0.25
/** So many viewers make a channel care for what it shows while it is off; a guess. */
const offlinePictureLevel = 20
const boxArt = 'https://static-cdn.jtvnw.net/ttv-boxart'
const pictures = 'https://static-cdn.jtvnw.net/jtv_user_pictures'
const defaults = 'https://static-cdn.jtvnw.net/user-default-pictures-uv'
const defaultSeeds = [1, 2, 3, 4, 5, 6] as const

export function profilePictureOf({ channelSeed }: Channel): string {
  const draw = uniform(channelSeed, purpose.profile)
  if (draw >= defaultShare) return `${pictures}/${uuidOf(channelSeed, 1)}-profile_image-300x300.png`
  const which = Math.floor((draw / defaultShare) * defaultSeeds.length)
  return `${defaults}/${uuidOf(defaultSeeds[which] ?? 1, 1)}-profile_image-300x300.png`
}

/** '' = none was set. */
export function offlinePictureOf({ channelSeed, usualLevel }: Channel): string {
  if (usualLevel < offlinePictureLevel) return ''
  return `${pictures}/${uuidOf(channelSeed, 2)}-channel_offline_image-1920x1080.png`
}

/** `size` is a template, or what one search fills in. */
export function boxArtOf(categoryId: string, size: '{width}x{height}' | '52x72'): string {
  return `${boxArt}/${categoryId}-${size}.jpg`
}

/** A UUID of version 4 that a picture of a channel has. */
function uuidOf(seed: number, which: number): string {
  const digits = Array.from({ length: 4 }, (_, part) =>
    hash(seed, purpose.profile, which, part).toString(16).padStart(8, '0'),
  ).join('')
  const variant = '89ab'[Number.parseInt(digits.charAt(16), 16) % 4] ?? '8'
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    variant + digits.slice(17, 20),
    digits.slice(20),
  ].join('-')
}
