// The rates of recorded texts (docs/world.md, section 8) with room for what was a single page.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createWorld } from './world.ts'

const evening = Date.UTC(2026, 4, 15, 20) / 1_000
const rows = createWorld({ seed: 3, platform: 'twitch', scale: 4_000, stretch: false }).liveAt(
  evening,
)
const titles = rows.map(({ title }) => title)
const shareOf = (isSo: (title: string) => boolean) => titles.filter(isSo).length / titles.length
const lengths = titles.map(({ length }) => length).toSorted((a, b) => a - b)
const quantile = (share: number) => lengths[Math.floor(share * lengths.length)] ?? 0

const figures: readonly (readonly [what: string, value: number, least: number, most: number])[] = [
  ['mean title length', lengths.reduce((sum, x) => sum + x, 0) / lengths.length, 46, 70],
  ['median title length', quantile(0.5), 42, 62],
  ['5th percentile of title length', quantile(0.05), 4, 16],
  ['95th percentile of title length', quantile(0.95), 95, 135],
  ['titles with a command', shareOf(title => /!\p{L}/u.test(title)), 0.3, 0.46],
  ['titles with a bar', shareOf(title => title.includes('|')), 0.28, 0.44],
  ['titles mostly in capitals', shareOf(isShouted), 0.2, 0.36],
  ['titles with a hash', shareOf(title => title.includes('#')), 0.1, 0.2],
  ['titles with brackets', shareOf(title => /[[(【「]/.test(title)), 0.08, 0.22],
  [
    'titles with emoji',
    shareOf(title => /\p{Extended_Pictographic}|\p{RI}/u.test(title)),
    0.08,
    0.18,
  ],
  ['titles blank at an end', shareOf(title => title !== title.trim()), 0.04, 0.1],
  ['empty titles', shareOf(title => title === ''), 0.001, 0.015],
  [
    'streams without category',
    rows.filter(row => row.category === null).length / rows.length,
    0.001,
    0.012,
  ],
  ['logins that end in a digit', loginShare(/\d$/), 0.12, 0.24],
  ['logins with a digit', loginShare(/\d/), 0.18, 0.3],
  ['logins with an underscore', loginShare(/_/), 0.08, 0.2],
  [
    'English streams',
    rows.filter(row => row.broadcast.language.code === 'en').length / rows.length,
    0.38,
    0.54,
  ],
]

for (const [what, value, least, most] of figures)
  test(`${what}: as recorded`, () => {
    assert.ok(value >= least && value <= most, `${value} is not within ${least} to ${most}`)
  })

test('display names in other scripts are for Korean, Chinese and Japanese channels', () => {
  for (const { broadcast, words } of rows)
    if (!/^[\w]+$/.test(words.displayName)) assert.match(broadcast.language.code, /^(ko|zh|ja)/)
    else assert.equal(words.displayName.toLowerCase(), words.login)
})

function loginShare(pattern: RegExp): number {
  return rows.filter(({ words }) => pattern.test(words.login)).length / rows.length
}

function isShouted(title: string): boolean {
  const upper = title.match(/\p{Lu}/gu)?.length ?? 0
  return upper > (title.match(/\p{Ll}/gu)?.length ?? 0)
}
