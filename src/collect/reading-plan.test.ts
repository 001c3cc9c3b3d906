import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type PlannedPart, planReading, type ReadBefore } from './reading-plan.ts'

const now = 1_800_000_000
const split = { languages: { en: 0.5, es: 0.2, pt: 0.2, de: 0.1 }, mostLanguages: 100 }

const large: ReadBefore = {
  wholeAt: now - 600,
  missedShare: null,
  streams: 100_000,
  languages: [],
  openByLanguage: new Map(),
}

function plan(before: Partial<ReadBefore> = {}, maxStreams: number | null = null) {
  return planReading({ split }, maxStreams, { ...large, ...before }, now, 300)
}

const languagesOf = (chains: readonly PlannedPart[]) => chains.map(({ languages }) => languages)

test('a large platform is read in parts that cover the languages it is known to have', () => {
  const { chains, isWhole, scope } = plan()
  assert.equal(isWhole, false)
  assert.deepEqual(scope, { kind: 'languages', languages: ['de', 'en', 'es', 'pt'] })
  assert.deepEqual(languagesOf(chains), [['en'], ['es', 'pt', 'de']])
})

test('only a list that is known to be long has its parts read from the beginning', () => {
  assert.equal(plan({ wholeAt: null }).isKnownLong, true)
  assert.equal(plan({ wholeAt: null, streams: null }).isKnownLong, false)
  assert.equal(plan({ streams: 4_999 }).isKnownLong, false)
})

const whole: { title: string; before: Partial<ReadBefore> }[] = [
  { title: 'the first sweep of a platform', before: { wholeAt: null, streams: null } },
  { title: 'a platform that was never read to its end', before: { wholeAt: null } },
  { title: 'the sweep of an hour later', before: { wholeAt: now - 3_600 } },
  { title: 'a sweep that comes a little early', before: { wholeAt: now - 3_590 } },
  { title: 'a sweep after a split that missed too much', before: { missedShare: 0.021 } },
  { title: 'a small platform', before: { streams: 4_999 } },
]
for (const { title, before } of whole)
  test(`${title} is read as a whole, its parts stand ready beside it`, () => {
    const { chains, isWhole, scope } = plan(before)
    assert.deepEqual([isWhole, scope], [true, { kind: 'all' }])
    assert.deepEqual(languagesOf(chains), [['en'], ['es', 'pt', 'de']])
  })

test('a split that misses little is relied on', () =>
  assert.equal(plan({ missedShare: 0.02 }).isWhole, false))

test('within the hour nothing is read as a whole', () =>
  assert.equal(plan({ wholeAt: now - 3_300 }).isWhole, false))

test('a cap reads one list from the top', () =>
  assert.deepEqual(plan({}, 500), {
    scope: { kind: 'top', limit: 500 },
    isWhole: true,
    chains: [],
    isKnownLong: false,
  }))

test('a list that cannot be split is read as a whole', () =>
  assert.deepEqual(planReading({}, null, large, now, 300), {
    scope: { kind: 'all' },
    isWhole: true,
    chains: [],
    isKnownLong: false,
  }))

test('the parts are balanced by what is open, not by what was expected', () => {
  const openByLanguage = new Map([
    ['ja', 500],
    ['en', 300],
    ['ko', 150],
    ['xx', 50],
  ])
  const { chains, scope } = plan({ openByLanguage })
  assert.equal(chains[0]?.languages[0], 'ja')
  assert.deepEqual(chains[1]?.languages.slice(0, 3), ['en', 'ko', 'xx'])
  assert.deepEqual(
    chains.map(({ expected }) => expected),
    [500, 500],
  )
  assert.deepEqual(scope.kind === 'languages' && scope.languages, [
    'de',
    'en',
    'es',
    'ja',
    'ko',
    'pt',
    'xx',
  ])
})

test('a language that was found once stays in the split', () => {
  const { scope } = plan({ languages: ['en', 'asl'] })
  assert.ok(scope.kind === 'languages' && scope.languages.includes('asl'))
})

test('what is no code of a language is not asked for', () => {
  const openByLanguage = new Map([
    ['e n&', 5],
    ['zh-hk', 3],
  ])
  const { scope } = plan({ openByLanguage, languages: [''] })
  assert.deepEqual(scope.kind === 'languages' && scope.languages, ['de', 'en', 'es', 'pt', 'zh-hk'])
})

test('however languages are spread, each is in one part, and no part is longer than needed', () =>
  fc.assert(
    fc.property(
      fc.dictionary(fc.stringMatching(/^[a-z]{2,3}$/), fc.nat(1_000), { maxKeys: 150 }),
      fc.integer({ min: 1, max: 100 }),
      (open, mostLanguages) => {
        const openByLanguage = new Map(Object.entries(open))
        const before = { ...large, openByLanguage }
        const limited = { languages: split.languages, mostLanguages }
        const { chains, scope } = planReading({ split: limited }, null, before, now, 300)
        assert.ok(scope.kind === 'languages')
        assert.deepEqual(languagesOf(chains).flat().sort(), scope.languages)
        assert.ok(chains.every(({ languages }) => languages.length <= mostLanguages))
        const weights = chains.map(({ expected }) => expected ?? 0)
        const heaviest = Math.max(0, ...openByLanguage.values())
        const total = weights.reduce((sum, weight) => sum + weight, 0)
        if (mostLanguages === 100)
          assert.ok(Math.max(...weights) <= Math.max(2 * heaviest, total / 8 + heaviest))
      },
    ),
  ))
