import assert from 'node:assert/strict'
import { test } from 'node:test'
import { importPageModule } from '../../../test/page-modules.ts'
import type { Demo } from '../../contract/demo.ts'
import type { Health, PlatformHealth } from '../../contract/health.ts'
import type { PlatformBasis } from '../../contract/live.ts'
import type { PlatformTotals } from '../../contract/live-totals.ts'

interface Question {
  readonly platform: string
  readonly language: string
  readonly category: string
  readonly sort: string
}

interface Clock {
  readonly asOf: number | null
  readonly isKnown: boolean
  readonly dueAt: number | null
  readonly now: number
  readonly isLate: boolean
  readonly isReplaying: boolean
}

const { clockWords } = await importPageModule<{
  clockWords(facts: Clock, zone: string): { asOf: string; next: string; tone: string }
}>('clock.js')
const { replayProgress } = await importPageModule<{
  replayProgress(
    demo: Demo | null,
    asOf: number | null,
    now: number,
    zone: string,
  ): { done: number; words: string } | null
}>('demo.js')
const { emptyWords } = await importPageModule<{
  emptyWords(facts: object, zone: string): { title: string; what: string }
}>('states.js')
const { hiddenWords, placeLines, sumKnown, summedRows } = await importPageModule<{
  hiddenWords(totals: readonly PlatformTotals[]): string
  placeLines(totals: readonly PlatformTotals[], tracked?: ReadonlySet<string>): string[]
  sumKnown(values: readonly (number | null)[]): number | null
  summedRows(
    totals: readonly PlatformTotals[],
    out: ReadonlyMap<string, string>,
  ): readonly PlatformTotals[]
}>('figures.js')
const { attributions, trackedPlatforms, unsummedPlatforms, withoutWords } = await importPageModule<{
  attributions(basis: readonly PlatformBasis[]): ReadonlyMap<string, string>
  trackedPlatforms(basis: readonly PlatformBasis[]): ReadonlySet<string>
  unsummedPlatforms(basis: readonly PlatformBasis[]): ReadonlyMap<string, string>
  withoutWords(platforms: readonly string[]): string
}>('basis.js')
const { initialOf } = await importPageModule<{ initialOf(name: string): string }>('row.js')
const { languageName, platformLetter, platformName } = await importPageModule<{
  languageName(code: string): string
  platformLetter(platform: string): string
  platformName(platform: string): string
}>('names.js')

/** 2026-11-22T20:05:00Z. */
const at = Date.UTC(2026, 10, 22, 20, 5) / 1_000
const plain = (text: string) => text.replaceAll('\u00a0', ' ')

const clock: Clock = {
  asOf: at,
  isKnown: true,
  dueAt: at + 300,
  now: at + 108,
  isLate: false,
  isReplaying: false,
}
const clocks: [title: string, facts: Partial<Clock>, words: [string, string, string]][] = [
  ['in time', {}, ['As of 20:05', 'next in 3:12', 'live']],
  ['while the sweep runs', { now: at + 310 }, ['As of 20:05', 'next any moment', 'live']],
  [
    'late',
    { isLate: true, now: at + 2_520, dueAt: at + 2_700 },
    ['As of 20:05, 42 min old', 'next in 3:00', 'stale'],
  ],
  ['swept elsewhere', { dueAt: null }, ['As of 20:05', '1 min old', 'calm']],
  ['before the first sweep', { asOf: null }, ['No sweep yet', 'first in 3:12', 'calm']],
  ['with nothing to sweep', { asOf: null, dueAt: null }, ['No sweep yet', '', 'calm']],
  [
    'in a replay',
    { isReplaying: true, isLate: true, asOf: at - 5 * 86_400 },
    ['As of Tue 17 Nov 20:05', 'replaying', 'calm'],
  ],
  ['before any answer', { isKnown: false, asOf: null }, ['As of …', '', 'calm']],
]

for (const [title, facts, [asOf, next, tone]] of clocks)
  test(`the clock says what is so ${title}`, () => {
    assert.deepEqual(clockWords({ ...clock, ...facts }, 'UTC'), { asOf, next, tone })
  })

test('a replay says how far it is', () => {
  const demo: Demo = {
    seed: 1,
    scale: 3_000,
    replaying: true,
    replay_from: '2026-11-15T20:05:00Z',
    replay_until: '2026-11-22T20:05:00Z',
  }
  const progress = replayProgress(demo, at - 4 * 86_400, at, 'UTC')
  assert.equal(
    plain(progress?.words ?? ''),
    'Replaying the last 7 days: 43 %, as of Wed 18 Nov 20:05',
  )
  assert.ok(Math.abs((progress?.done ?? 0) - 3 / 7) < 1e-9)
  assert.equal(replayProgress(demo, null, at, 'UTC')?.done, 0)
  assert.equal(replayProgress(demo, at + 900, at, 'UTC')?.done, 1)
  assert.equal(replayProgress({ ...demo, replaying: false }, at, at, 'UTC'), null)
  assert.equal(replayProgress(null, at, at, 'UTC'), null)
  assert.equal(
    replayProgress({ ...demo, replay_from: null, replay_until: null }, at, at, 'UTC')?.words,
    'Replaying the past',
  )
})

const none: Question = { platform: '', language: '', category: '', sort: '' }
const platform: PlatformHealth = {
  platform: 'twitch',
  status: 'waiting',
  message: null,
  swept: true,
  last_sweep: null,
  complete_at: null,
  age_seconds: null,
  next_sweep_at: null,
  quota: null,
}
const health: Pick<Health, 'platforms'> = { platforms: [platform] }
const tracked: Pick<Health, 'platforms'> = {
  platforms: [
    platform,
    {
      ...platform,
      platform: 'youtube',
      last_sweep: {
        slot: '2026-11-22T20:05:00Z',
        collected_at: '2026-11-22T20:05:00Z',
        status: 'complete',
        reason: null,
        error: null,
        scope: 'tracked',
        streams: 0,
        duration_ms: 1,
      },
    },
  ],
}
const facts = { question: none, health, refusal: null, asOf: at, dueAt: at + 300, now: at }

const empties: [title: string, given: object, words: RegExp][] = [
  [
    'no platform is set up',
    { health: { platforms: [] } },
    /^Nothing is counted yet: .*Set TWITCH_CLIENT_ID/,
  ],
  ['no sweep is done yet', { asOf: null }, /^The first sweep is not done yet: .*soon after 20:10/],
  ['others sweep', { asOf: null, dueAt: null }, /another server has swept/],
  [
    'the filters leave nobody',
    { question: { ...none, platform: 'kick', language: 'es' } },
    /^Nobody is live on Kick in Spanish: .*clear the filters/,
  ],
  [
    'a category leaves nobody',
    { question: { ...none, category: 'chess' } },
    /^Nobody is live with chess: .*exact name/,
  ],
  [
    'a question is refused',
    { refusal: { sentence: 'language must be a code.' } },
    /^This cannot be answered: language must be a code\. /,
  ],
  ['nobody is live', {}, /^Nobody is live: /],
  ['nobody who is tracked is live', { health: tracked }, /^Nobody tracked is live: /],
  [
    'the filters leave nobody who is tracked',
    { question: { ...none, platform: 'youtube' }, health: tracked },
    /^Nobody tracked is live on YouTube: /,
  ],
  [
    'another platform is tracked',
    { question: { ...none, platform: 'twitch' }, health: tracked },
    /^Nobody is live on Twitch: /,
  ],
]

for (const [title, given, words] of empties)
  test(`an empty table says why and what to do when ${title}`, () => {
    const { title: heading, what } = emptyWords({ ...facts, ...given }, 'UTC')
    assert.match(`${heading}: ${what}`, words)
  })

test('sums are of what is known, and unknown where nothing is', () => {
  assert.equal(sumKnown([1, null, 2]), 3)
  assert.equal(sumKnown([null]), null)
  assert.equal(sumKnown([0]), 0)
})

test('headlines say where they are counted and what they leave out', () => {
  const twitch = { platform: 'twitch', streams: 5, viewers: 40, hidden: 0 } as const
  const kick = { platform: 'kick', streams: 2, viewers: null, hidden: 2 } as const
  assert.deepEqual(placeLines([]), [])
  assert.deepEqual(placeLines([twitch, { ...kick, streams: null }]), ['on Twitch'])
  assert.deepEqual(placeLines([twitch, kick]), ['on 2 platforms'])
  assert.equal(hiddenWords([twitch]), '')
  assert.equal(hiddenWords([twitch, kick]), '2 streams hide their counts')
  assert.equal(hiddenWords([{ ...twitch, hidden: 1 }]), '1 stream hides its count')
})

test('what is tracked is told as tracked, beside others and alone', () => {
  const twitch = { platform: 'twitch', streams: 5, viewers: 40, hidden: 0 } as const
  const youtube = { ...twitch, platform: 'youtube' } as const
  const tracked = new Set(['youtube'])
  assert.deepEqual(placeLines([youtube], tracked), ['tracked on YouTube'])
  assert.deepEqual(placeLines([twitch], tracked), ['on Twitch'])
  assert.deepEqual(placeLines([twitch, youtube], tracked), ['on 2 platforms', 'YouTube tracked'])
})

const basis: readonly PlatformBasis[] = [
  {
    platform: 'twitch',
    status: 'complete',
    scope: 'all',
    collected_at: null,
    complete_at: null,
    zero_viewers: 'counted',
    attribution: null,
    policy_left_out: [],
    policy_note: null,
  },
  {
    platform: 'youtube',
    status: 'complete',
    scope: 'tracked',
    collected_at: null,
    complete_at: null,
    zero_viewers: 'counted',
    attribution: 'YouTube',
    policy_left_out: ['viewers'],
    policy_note: 'Viewers are not summed up.',
  },
]

test('of each platform is known whether it is tracked, named and in no total', () => {
  assert.deepEqual([...trackedPlatforms(basis)], ['youtube'])
  assert.deepEqual([...attributions(basis)], [['youtube', 'YouTube']])
  assert.deepEqual([...unsummedPlatforms(basis)], [['youtube', 'Viewers are not summed up.']])
  assert.equal(withoutWords([]), '')
  assert.equal(withoutWords(['youtube', 'kick']), 'without YouTube and Kick')
})

test('a total over platforms leaves out those whose terms forbid sums', () => {
  const twitch = { platform: 'twitch', streams: 5, viewers: 40, hidden: 0 } as const
  const youtube = { platform: 'youtube', streams: 9, viewers: null, hidden: 1 } as const
  const out = unsummedPlatforms(basis)
  assert.deepEqual(summedRows([twitch, youtube], out), [twitch])
  assert.deepEqual(summedRows([twitch, youtube], new Map()), [twitch, youtube])
  assert.deepEqual(summedRows([youtube], out), [youtube])
  assert.deepEqual(summedRows([], out), [])
})

test('a disc has the first letter or digit of a name, in any script', () => {
  const names: [name: string, initial: string][] = [
    ['mira', 'M'],
    ['_xX', 'X'],
    ['ミラ', 'ミ'],
    ['مرحبا', 'م'],
    ['👩‍👩‍👧‍👦', '👩‍👩‍👧‍👦'],
    ['', ''],
  ]
  for (const [name, initial] of names) assert.equal(initialOf(name), initial)
})

test('codes have names, and unknown ones stay as they are', () => {
  assert.deepEqual(['es', 'pt-br', 'other', 'asl', 'xx', 'no code!'].map(languageName), [
    'Spanish',
    'Brazilian Portuguese',
    'Other',
    'American Sign Language',
    'xx',
    'no code!',
  ])
  assert.deepEqual(['youtube', 'newtube'].map(platformName), ['YouTube', 'newtube'])
  assert.deepEqual(['youtube', 'newtube'].map(platformLetter), ['Y', 'N'])
})
