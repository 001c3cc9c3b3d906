// Titles from a small grammar: one to six phrases of the language, joined and decorated at the
// rates of recorded ones (docs/world.md, section 8).

import { addresses, brackets, commands, emoji, hashtags } from './decorations.ts'
import { hash, purpose, uniform } from './hash.ts'
import type { Language } from './languages.ts'
import { phrases } from './phrases.ts'
import { pickEvenly } from './picker.ts'

/** What a title is about. */
export interface TitleTheme {
  readonly language: Language
  readonly categoryName: string
  /** Asked for by one title in seven. */
  readonly loginOf: () => string
  /** Longest, UTF-16 code units. */
  readonly cap: number
}

/** Languages that say in 15 characters what others say in 50. */
const dense = new Set(['ko', 'ja', 'zh', 'zh-hk'])

/** The title with a number; well-formed, at most `cap` long, now and then empty. */
export function writeTitle(seed: number, number: number, theme: TitleTheme): string {
  const key = hash(seed, purpose.title, number)
  const draw = (index: number) => uniform(key, purpose.title, index)
  if (draw(0) < 0.006) return ''
  const isDense = dense.has(theme.language.code)
  const joined = joinPhrases(draw, isDense ? 0.35 : 1, theme)
  const body = draw(1) < 0.32 ? joined.toLocaleUpperCase('en') : joined
  const text = [bracket(draw), body, ...decorations(draw, theme)].filter(part => part !== '')
  const cut = cutTo(text.join(' '), theme.cap - 1)
  if (draw(2) < 0.002) return cut + '\n'
  if (draw(2) < 0.065) return draw(3) < 0.8 ? `${cut} ` : ` ${cut}`
  return cut
}

type Draw = (index: number) => number

function joinPhrases(draw: Draw, stretch: number, { categoryName, language }: TitleTheme): string {
  const list =
    phrases[language.code] ?? phrases[language.code.split('-')[0] ?? ''] ?? phrases.en ?? []
  const count = 1 + Math.floor(4.2 * stretch * draw(10) ** 1.5)
  const words = Array.from({ length: count }, (_, place) =>
    pickEvenly(list, draw(20 + place)).replace('{g}', categoryName),
  )
  const hasShort = draw(11) < 0.13
  const first = hasShort ? pickEvenly(['hi', 'live', 'yo', 'gm', '…', '?'], draw(12)) : words[0]
  const kept = hasShort ? [first] : [...new Set(words)]
  // A single phrase cannot show a bar, so several do more often.
  return kept.join(draw(13) < 0.66 ? ' | ' : pickEvenly([' - ', ', ', ' // ', ' '], draw(14)))
}

function bracket(draw: Draw): string {
  return draw(30) < 0.11 ? pickEvenly(brackets, draw(31)) : ''
}

function decorations(draw: Draw, { loginOf }: TitleTheme): readonly string[] {
  const parts: string[] = []
  if (draw(40) < 0.13) parts.push(pickEvenly(emoji, draw(41)))
  if (draw(42) < 0.15) parts.push(pickEvenly(addresses, draw(43)) + loginOf())
  if (draw(44) < 0.15) parts.push(pickEvenly(hashtags, draw(45)))
  const wanted = draw(46) < 0.4 ? 1 + Math.floor(3 * draw(47) ** 1.3) : 0
  for (let command = 0; command < wanted; command += 1)
    parts.push(pickEvenly(commands, draw(50 + command)))
  if (wanted > 0 && draw(48) < 0.35) parts.splice(parts.length - wanted, 0, '|')
  return parts
}

/** Cuts at the end of a word where one is near, and never inside a character. */
function cutTo(text: string, cap: number): string {
  if (text.length <= cap) return text
  const cut = text.slice(0, cap)
  const space = cut.lastIndexOf(' ')
  const end = space > cap - 20 ? space : cap
  return cut.slice(0, end).replace(/(?:[\ud800-\udbff]|\u200d|\ufe0f)+$/, '')
}
