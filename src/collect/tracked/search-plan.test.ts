import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { start } from '../../../test/builders.ts'
import type { PastSearch, SearchQuestion } from '../../domain/search.ts'
import { type ChosenSearch, chooseSearch } from './search-plan.ts'

const quarter = 900
const hour = 3_600
const everywhere: SearchQuestion = { eventType: 'live', order: 'viewers' }

function aSearch(known: Partial<PastSearch> = {}): PastSearch {
  return {
    question: everywhere,
    page: 1,
    searchedAt: start,
    nextPageToken: null,
    found: 50,
    newStreams: 0,
    newLive: 0,
    newWatched: 0,
    ...known,
  }
}

type Answer = (chosen: ChosenSearch, asked: number) => Partial<PastSearch>

/** What is chosen each quarter of an hour by who is answered so. */
function choose(searches: number, answer: Answer = () => ({})): readonly PastSearch[] {
  const past: PastSearch[] = []
  for (let i = 0; i < searches; i += 1) {
    const searchedAt = start + i * quarter
    const chosen = chooseSearch(past, searchedAt)
    const { question, page } = chosen
    past.push(aSearch({ question, page, searchedAt, ...answer(chosen, i) }))
  }
  return past
}

function kindOf({ eventType, order, ...given }: SearchQuestion): string {
  return [eventType, order, ...Object.keys(given).sort()].join(' ')
}

function liveOf(searches: readonly PastSearch[]): readonly PastSearch[] {
  return searches.filter(({ question }) => question.eventType === 'live')
}

test('who asked nothing yet begins with the most watched of everywhere', () => {
  assert.deepEqual(chooseSearch([], start), { question: everywhere, page: 1, pageToken: null })
})

test('each kind of question is asked once before any is asked twice', () => {
  const rich: Answer = () => ({ newLive: 50, newWatched: 40, nextPageToken: 'CDIQAA' })
  const kinds = choose(6, rich).map(({ question }) => kindOf(question))
  assert.equal(new Set(kinds).size, 6, kinds.join(', '))
})

test('where all answers are alike no question is asked twice while others wait for six hours', () => {
  const asked = liveOf(choose(24, () => ({ newLive: 10, newWatched: 2 })))
  assert.equal(new Set(asked.map(({ question }) => JSON.stringify(question))).size, asked.length)
})

test('a question that nothing comes of is asked again in time', () => {
  const counts = Map.groupBy(liveOf(choose(500)), ({ question }) => JSON.stringify(question))
  for (const [question, searches] of counts) assert.ok(searches.length > 1, question)
})

test('what brings more is asked more often', () => {
  const asked = liveOf(
    choose(288, ({ question }) =>
      question.regionCode === 'JP'
        ? { newLive: 30, newWatched: 10 }
        : { newLive: 2, newWatched: 0 },
    ),
  )
  const count = (code: string) =>
    asked.filter(({ question: { order, regionCode } }) => order === 'newest' && regionCode === code)
      .length
  assert.ok(count('JP') > 3 * count('MX'), `${count('JP')} and ${count('MX')}`)
})

test('a question never asked is chosen by what is known of its relatives', () => {
  const poor = (question: SearchQuestion) => aSearch({ question, searchedAt: start - hour })
  const { order } = everywhere
  const past = [
    poor(everywhere),
    poor({ ...everywhere, language: 'ar' }),
    poor({ ...everywhere, regionCode: 'US' }),
    poor({ ...everywhere, regionCode: 'US', order: 'newest' }),
    poor({ ...everywhere, regionCode: 'US', categoryId: '20' }),
    { ...poor({ ...everywhere, categoryId: '25' }), newLive: 40, newWatched: 30 },
  ]
  const { question } = chooseSearch(past, start)
  assert.equal(question.eventType, 'live')
  assert.ok(question.order === order && question.categoryId !== undefined)
  assert.ok(!past.some(one => JSON.stringify(one.question) === JSON.stringify(question)))
})

/** One of each kind, of which only the first page of everywhere was rich. */
function afterRichPage(known: Partial<PastSearch> = {}): readonly PastSearch[] {
  const others: readonly SearchQuestion[] = [
    { ...everywhere, language: 'ar' },
    { ...everywhere, regionCode: 'US' },
    { ...everywhere, regionCode: 'US', order: 'newest' },
    { ...everywhere, regionCode: 'US', categoryId: '20' },
    { ...everywhere, categoryId: '25' },
  ]
  const rich = { newLive: 45, newWatched: 40, nextPageToken: 'CDIQAA' }
  return [...others.map(question => aSearch({ question })), aSearch({ ...rich, ...known })]
}

test('a page rich in new streams is followed with its token', () => {
  const expected = { question: everywhere, page: 2, pageToken: 'CDIQAA' }
  assert.deepEqual(chooseSearch(afterRichPage(), start + quarter), expected)
  assert.deepEqual(chooseSearch(afterRichPage(), start + hour), expected)
})

test('the page after the second follows from the second', () => {
  const second = { page: 2, newLive: 40, newWatched: 30, nextPageToken: 'CGQQAA' }
  const past = [...afterRichPage(), aSearch({ ...second, searchedAt: start + quarter })]
  assert.deepEqual(chooseSearch(past, start + 2 * quarter), {
    question: everywhere,
    page: 3,
    pageToken: 'CGQQAA',
  })
})

test('no page is followed twice, after an hour, without a token, or where it brought little', () => {
  const isFollowed = (past: readonly PastSearch[], at: number) => chooseSearch(past, at).page > 1
  const poorSecond = aSearch({ page: 2, nextPageToken: 'CGQQAA', searchedAt: start + quarter })
  assert.equal(isFollowed([...afterRichPage(), poorSecond], start + 2 * quarter), false)
  assert.equal(isFollowed(afterRichPage(), start + hour + 1), false)
  assert.equal(isFollowed(afterRichPage({ nextPageToken: null }), start + quarter), false)
  const little = { newLive: 0, newWatched: 0 }
  assert.equal(isFollowed(afterRichPage(little), start + quarter), false)
})

test('what is scheduled is asked for four times a day, each time as seen from elsewhere', () => {
  const upcoming = choose(193, () => ({ newLive: 30, newWatched: 10 })).filter(
    ({ question }) => question.eventType === 'upcoming',
  )
  assert.deepEqual(
    upcoming.map(({ searchedAt }) => (searchedAt - start) / hour),
    [6, 12, 18, 24, 30, 36, 42, 48],
  )
  assert.equal(new Set(upcoming.map(({ question }) => question.regionCode)).size, 8)
})

test('of a few searches a day at most each ninth is for what is scheduled', () => {
  const past: PastSearch[] = []
  for (let i = 0; i < 90; i += 1) {
    const searchedAt = start + i * 8 * hour
    const { question, page } = chooseSearch(past.slice(-9), searchedAt)
    past.push(aSearch({ question, page, searchedAt, newLive: 10 }))
  }
  const upcoming = past.filter(({ question }) => question.eventType === 'upcoming')
  assert.ok(upcoming.length > 0 && upcoming.length <= 10, `${upcoming.length}`)
})

test('past searches of questions that are asked no more are no obstacle', () => {
  const old: SearchQuestion = { eventType: 'live', order: 'relevance', categoryId: '1' }
  const past = [aSearch({ question: old, newLive: 50, newWatched: 50 })]
  assert.notDeepEqual(chooseSearch(past, start + 2 * hour).question, old)
})

test('the same past has the same answer, in whatever order it is told', () => {
  const questions = choose(40).map(({ question }) => question)
  const search = fc.record({
    question: fc.constantFrom(...questions),
    page: fc.integer({ min: 1, max: 4 }),
    nextPageToken: fc.constantFrom(null, 'CDIQAA'),
    newLive: fc.integer({ min: 0, max: 50 }),
    newWatched: fc.integer({ min: 0, max: 50 }),
  })
  const pasts = fc
    .array(search, { maxLength: 60 })
    .map(all => all.map((one, i) => aSearch({ ...one, searchedAt: start + i * quarter })))
  const told = pasts.chain(past =>
    fc.tuple(fc.constant(past), fc.shuffledSubarray(past, { minLength: past.length })),
  )
  fc.assert(
    fc.property(told, ([past, shuffled]) => {
      const at = start + past.length * quarter
      const chosen = chooseSearch(past, at)
      assert.deepEqual(chooseSearch(shuffled, at), chosen)
      assert.equal(chosen.page === 1, chosen.pageToken === null)
    }),
  )
})
