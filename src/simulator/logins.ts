// Logins that no two channels of a world share: a channel's number is shuffled and spelled out in
// words, syllables and digits, by patterns that cannot yield the same text twice (logins.test.ts).

import { hash, purpose } from './hash.ts'
import { createPermutation } from './permutation.ts'

/** None is made of syllables alone, and no one or two of them are others with syllables behind. */
export const loginWords =
  'angry arc ash bad bear big bit blue bolt boss brave cat chaos cloud cold comet crow dark day deer delta doc dr drift echo ember epic fast fern flame fox frost fuzzy ghost giant gold grim happy hex honey iron itz just kid king koala lil lucky mad magic max milk mint miss moon mr neo night ninja noodle oak ocean old onyx owl panda pixel pro queen quiet rain raven real red rogue ruby sad salt shadow sir sky sly snow sol soup star stone storm sun sweet tea tiger tiny toxic true ultra void wild wolf zen'.split(
    ' ',
  )
const consonants = 'bcdfghjklmnprstvwxyz'
const vowels = 'aeiou'
export const loginSyllables = [...consonants].flatMap(first =>
  [...vowels].map(last => first + last),
)
/** After a syllable, and without a vowel: they can be told from what stands before them. */
const endings = 'tv ttv x xx gg yt xd hd z n'.split(' ')
const digits = [...'0123456789']

const tokens: Readonly<Record<string, readonly string[]>> = {
  w: loginWords,
  s: loginSyllables,
  d: digits,
  x: endings,
}

/** Letters stand for tokens; the share of the numbers a pattern spells must be within its texts. */
type Pattern = readonly [pattern: string, share: number]

/** A world's channels of every day; the shares make the rates of docs/world.md, section 8. */
const standing: readonly Pattern[] = [
  ['sss', 0.055],
  ['wss', 0.055],
  ['ssss', 0.2],
  ['wsss', 0.15],
  ['wwss', 0.1],
  ['ssssx', 0.04],
  ['wssd', 0.05],
  ['sssdd', 0.05],
  ['wssdd', 0.05],
  ['wwsddd', 0.03],
  ['w_sss', 0.05],
  ['sss_w', 0.04],
  ['ww_ss', 0.03],
  ['w_wsdd', 0.02],
  ['wdsss', 0.04],
  ['ssdss', 0.04],
]

/** The many that come once, longer. */
const passing: readonly Pattern[] = [
  ['sssss', 0.3],
  ['wssss', 0.22],
  ['wwsss', 0.16],
  ['sss_sss', 0.08],
  ['w_ssss', 0.06],
  ['ssssdd', 0.1],
  ['wsssdd', 0.08],
]

export const loginPatterns = { standing, passing } as const
const standingSize = 2 ** 24
const passingSize = 2 ** 29
/** Prime, so that it shuffles any number of texts, which is a power of ten. */
const stride = 7_654_321

export interface Logins {
  /** The parts of a channel's login; numbers from 0 to 553,648,127. */
  at(channelNo: number): readonly string[]
  /** The number of the channel with a login; null = no number has it. */
  numberOf(login: string): number | null
}

export function createLogins(seed: number): Logins {
  const first = createPermutation(standingSize, hash(seed, purpose.login, 0))
  const rest = createPermutation(passingSize, hash(seed, purpose.login, 1))
  return {
    at: channelNo =>
      channelNo < standingSize
        ? spell(standing, standingSize, first.at(channelNo))
        : spell(passing, passingSize, rest.at(channelNo - standingSize)),
    numberOf(login) {
      const among = readLogin(standing, standingSize, login)
      if (among !== null) return first.placeOf(among)
      const passer = readLogin(passing, passingSize, login)
      return passer === null ? null : standingSize + rest.placeOf(passer)
    },
  }
}

/** The text of a number below `size`: its pattern, and the tokens its place there stands for. */
function spell(patterns: readonly Pattern[], size: number, number: number): readonly string[] {
  let below = 0
  for (const [pattern, share] of patterns) {
    const count = Math.floor(share * size)
    if (number < below + count || pattern === patterns.at(-1)?.[0])
      return write(pattern, number - below)
    below += count
  }
  throw new Error('A login without a pattern.')
}

function write(pattern: string, place: number): readonly string[] {
  let rest = (place * stride) % textsOf(pattern)
  return [...pattern].map(sign => {
    const list = tokens[sign]
    if (list === undefined) return sign
    const token = list[rest % list.length] ?? ''
    rest = Math.floor(rest / list.length)
    return token
  })
}

/** The number below `size` that `spell` writes as this text; null = none. */
function readLogin(patterns: readonly Pattern[], size: number, login: string): number | null {
  let below = 0
  for (const [pattern, share] of patterns) {
    const isLast = pattern === patterns.at(-1)?.[0]
    const count = isLast ? size - below : Math.floor(share * size)
    const place = readText(pattern, login)
    if (place !== null && place < count) return below + place
    below += count
  }
  return null
}

/** The place of a text in its pattern, the other way round than `write`; null = it is none of its. */
function readText(pattern: string, login: string): number | null {
  const reading = readings.get(pattern)
  const [, ...found] = reading?.form.exec(login) ?? []
  if (reading === undefined || found.length === 0) return null
  const rest = reading.lists.reduceRight(
    (sum, list, number) => sum * list.length + list.indexOf(found[number] ?? ''),
    0,
  )
  return Number((BigInt(rest) * reading.unstride) % BigInt(textsOf(pattern)))
}

/** How the texts of a pattern are read. */
interface Reading {
  /** A group for each token. */
  readonly form: RegExp
  readonly lists: readonly (readonly string[])[]
  /** What undoes the stride. */
  readonly unstride: bigint
}

const readings: ReadonlyMap<string, Reading> = new Map(
  [...standing, ...passing].map(([pattern]) => [
    pattern,
    {
      form: new RegExp(`^${[...pattern].map(sign => groupOf(sign)).join('')}$`),
      lists: [...pattern].map(sign => tokens[sign]).filter(list => list !== undefined),
      unstride: inverseOf(BigInt(stride), BigInt(textsOf(pattern))),
    },
  ]),
)

function groupOf(sign: string): string {
  const list = tokens[sign]
  return list === undefined ? sign : `(${list.join('|')})`
}

/** What brings a number back to 1 modulo a power of ten, by Euler: 10ᵏ has 4 · 10ᵏ⁻¹ units. */
function inverseOf(number: bigint, modulus: bigint): bigint {
  let inverse = 1n
  let square = number % modulus
  for (let rest = (4n * modulus) / 10n - 1n; rest > 0n; rest >>= 1n) {
    if (rest % 2n === 1n) inverse = (inverse * square) % modulus
    square = (square * square) % modulus
  }
  return inverse
}

/** How many texts a pattern has. */
export function textsOf(pattern: string): number {
  return [...pattern].reduce((product, sign) => product * (tokens[sign]?.length ?? 1), 1)
}
