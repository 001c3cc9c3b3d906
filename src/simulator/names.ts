// A channel's id, login and display name (docs/world.md, section 8).

import { hash, purpose, uniform } from './hash.ts'
import { createLogins } from './logins.ts'
import { createPermutation } from './permutation.ts'
import { pickEvenly } from './picker.ts'

/** No two channels of a world share an id or a login. */
export interface ChannelNames {
  /** Decimal. */
  readonly channelId: string
  /** Lower-case letters, digits and underscores, 3–24. */
  readonly login: string
  readonly displayName: string
}

/** Who is to be named. */
export interface NamedChannel {
  readonly channelNo: number
  readonly channelSeed: number
  readonly language: { readonly code: string }
}

/** Twitch's ids grow with the day of joining; these are spread over its first years. */
export const firstChannelId = 20_000_000
export const channelIds = 4_000_000_000

const foreign: Readonly<Record<string, readonly string[]>> = {
  ko: '가 나 다 라 마 바 사 아 자 하 별 달 봄 곰 토 끼 유 리 은 하늘 민 준 서'.split(' '),
  ja: 'さ く ら ゆ き は な み お り る も ち ね こ ア ス カ レ ン 月 花 音 星'.split(' '),
  zh: '小 阿 大 明 月 星 雨 風 貓 熊 龍 雪 夜 白 黑 老 喵 安 樂 天 子'.split(' '),
}

export interface Names {
  of(channel: NamedChannel): ChannelNames
  /** The number an id was made of; null = it is no id. There may be no channel of that number. */
  numberOfId(channelId: string): number | null
  /** The same for a login. */
  numberOfLogin(login: string): number | null
}

/** Names the channels of a world. */
export function createNames(seed: number): Names {
  const ids = createPermutation(channelIds, hash(seed, purpose.channelId))
  const logins = createLogins(seed)
  return {
    of({ channelNo, channelSeed, language }) {
      const parts = logins.at(channelNo)
      return {
        channelId: String(firstChannelId + ids.at(channelNo)),
        login: parts.join(''),
        displayName: displayName(parts, channelSeed, language.code),
      }
    },
    numberOfId(channelId) {
      const value = /^[1-9]\d{7,9}$/.test(channelId) ? Number(channelId) - firstChannelId : -1
      return value < 0 || value >= channelIds ? null : ids.placeOf(value)
    },
    numberOfLogin: logins.numberOf,
  }
}

function displayName(parts: readonly string[], seed: number, language: string): string {
  const script = foreign[language.split('-')[0] ?? '']
  if (script !== undefined && uniform(seed, purpose.display) < 0.6) return foreignName(seed, script)
  if (uniform(seed, purpose.display, 1) < 0.2) return parts.join('')
  // Words and the first of several syllables are written large.
  return parts
    .map((part, place) => (isSyllable(part) && isSyllable(parts[place - 1]) ? part : capital(part)))
    .join('')
}

const isSyllable = (part: string | undefined) => part !== undefined && /^[^_\d]{2}$/.test(part)

function foreignName(seed: number, script: readonly string[]): string {
  const length = 2 + (hash(seed, purpose.display, 2) % 4)
  return Array.from({ length }, (_, place) =>
    pickEvenly(script, uniform(seed, purpose.display, 3 + place)),
  ).join('')
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
