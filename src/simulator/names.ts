// Logins and display names, one of each a channel (docs/world.md, section 8). A login holds its
// channel's number, shuffled, so hardly two are alike.

import { hash, purpose, uniform } from './hash.ts'
import { pickEvenly } from './picker.ts'

export interface Names {
  /** Lower-case letters, digits and underscores, 3–24. */
  readonly login: string
  readonly displayName: string
}

const words =
  'ace arc ash axe bad bear big blue bolt boss bit cat chaos cold coco crow dark day deer dino doc dr drift echo ember epic fast fern fire fox frost fuzzy ghost gold grim happy hex ice iron itz jade just kid king koala lil lone lucky luna mad magic max mega mika milk mint miss moon mr neo night noodle nova oak ocean old onyx owl panda pixel pro queen quiet rain raven real red rogue ruby salt sad shadow sir sky sly snow sol soup star storm sun sweet tea tiger tiny toxic true ultra void wild wolf zen zero'.split(
    ' ',
  )
const onsets = 'b br c d dr f g gr h j k kr l m n p r s sh st t tr v z'.split(' ')
const vowels = ['a', 'e', 'i', 'o', 'u', 'ay', 'ee', 'y']
const codas = ['', '', 'n', 'r', 'x', 's', 'l', 'k']

const foreign: Readonly<Record<string, readonly string[]>> = {
  ko: '가 나 다 라 마 바 사 아 자 하 별 달 봄 곰 토 끼 유 리 은 하늘 민 준 서'.split(' '),
  ja: 'さ く ら ゆ き は な み お り る も ち ね こ ア ス カ レ ン 月 花 音 星'.split(' '),
  zh: '小 阿 大 明 月 星 雨 風 貓 熊 龍 雪 夜 白 黑 老 喵 安 樂 天 子'.split(' '),
}

/** The names of a channel; `number` is its own in the world, `seed` its draws. */
export function nameChannel(number: number, seed: number, language: string): Names {
  const parts = loginParts(number, seed)
  const login = parts.join('').slice(0, 24)
  const script = foreign[language.split('-')[0] ?? '']
  if (script !== undefined && uniform(seed, purpose.display) < 0.6)
    return { login, displayName: foreignName(seed, script) }
  const isPlain = uniform(seed, purpose.display, 1) < 0.2
  const name = isPlain ? login : parts.map(capital).join('').slice(0, 24)
  return { login, displayName: name }
}

function loginParts(number: number, seed: number): readonly string[] {
  const style = uniform(seed, purpose.name)
  const draw = (index: number) => hash(number, purpose.name, index, seed)
  const word = () => pickEvenly(words, draw(1) / 2 ** 32)
  const link = style * 100 - Math.floor(style * 100) < 0.14 ? ['_'] : []
  if (style < 0.18) return [word(), ...link, syllables(draw, 1), String(10 + (draw(2) % 9_990))]
  if (style < 0.24) return [word(), String(1 + (draw(2) % 9)), syllables(draw, 2)]
  if (style < 0.58) return [word(), ...link, syllables(draw, 2)]
  if (style < 0.66)
    return [word(), pickEvenly(words, draw(3) / 2 ** 32), ...link, syllables(draw, 2)]
  return [syllables(draw, 2), ...link, syllables(index => draw(index + 50), 1)]
}

function syllables(draw: (index: number) => number, count: number): string {
  let text = ''
  for (let place = 0; place < count; place += 1) {
    const number = draw(10 + place)
    text += onsets[number % 24] ?? ''
    text += vowels[(number >>> 8) % 8] ?? ''
    text += codas[(number >>> 16) % 8] ?? ''
  }
  return text
}

function foreignName(seed: number, script: readonly string[]): string {
  const length = 2 + (hash(seed, purpose.display, 2) % 4)
  return Array.from({ length }, (_, place) =>
    pickEvenly(script, uniform(seed, purpose.display, 3 + place)),
  ).join('')
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
