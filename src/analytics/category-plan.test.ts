import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readRfc3339 } from '../domain/rfc3339.ts'
import { type CategoryPlanFacts, foldableIn, planCategories, spansOf } from './category-plan.ts'

const at = (text: string) => readRfc3339(`2026-${text}:00Z`) ?? Number.NaN
const hour = 3_600
const day = 86_400
/** A Sunday. */
const lastAt = at('03-01T12:05')
const foldedUntil = at('03-01T12:00')

function plan(from: string, to: string, given: Partial<CategoryPlanFacts> = {}) {
  const window = { from: at(from), to: at(to) }
  return planCategories({ window, lastAt, foldedUntil, byLanguage: false, ...given })
}

const cases: {
  title: string
  from: string
  to: string
  given?: Partial<CategoryPlanFacts>
  days: readonly [string, string] | null
  hours: readonly string[]
}[] = [
  {
    title: 'a window of a few hours is read from its hours',
    from: '02-20T22:00',
    to: '02-21T01:00',
    days: null,
    hours: ['02-20T22:00', '02-20T23:00', '02-21T00:00'],
  },
  {
    title: 'whole UTC days are read from days',
    from: '02-20T00:00',
    to: '02-22T00:00',
    days: ['02-20T00:00', '02-22T00:00'],
    hours: [],
  },
  {
    title: 'around whole days the hours are read',
    from: '02-19T23:00',
    to: '02-21T01:00',
    days: ['02-20T00:00', '02-21T00:00'],
    hours: ['02-19T23:00', '02-21T00:00'],
  },
  {
    title: 'the day of the last sweep is whole, with its hours that are not folded',
    from: '02-28T22:00',
    to: '03-01T12:05',
    days: ['03-01T00:00', '03-02T00:00'],
    hours: ['02-28T22:00', '02-28T23:00', '03-01T12:00'],
  },
  {
    title: 'the day of the last sweep is read from its hours where later ones are added up in it',
    from: '02-28T00:00',
    to: '03-01T12:05',
    given: { foldedUntil: at('03-01T14:00') },
    days: ['02-28T00:00', '03-01T00:00'],
    hours: Array.from({ length: 13 }, (_, i) => `03-01T${String(i).padStart(2, '0')}:00`),
  },
  {
    title: 'a window that ends before the last sweep holds only a part of that day',
    from: '02-28T22:00',
    to: '03-01T02:00',
    days: null,
    hours: ['02-28T22:00', '02-28T23:00', '03-01T00:00', '03-01T01:00'],
  },
  {
    title: 'a window that begins with the first sweep reads its whole hour',
    from: '02-20T22:20',
    to: '02-20T23:00',
    days: null,
    hours: ['02-20T22:00'],
  },
  {
    title: 'where nothing is folded, days are read from hours too',
    from: '02-20T00:00',
    to: '02-21T00:00',
    given: { foldedUntil: null },
    days: ['02-20T00:00', '02-21T00:00'],
    hours: Array.from({ length: 24 }, (_, i) => `02-20T${String(i).padStart(2, '0')}:00`),
  },
]

for (const { title, from, to, given, days, hours } of cases)
  test(title, () => {
    const found = plan(from, to, given)
    assert.deepEqual(found?.days, days && { from: at(days[0]), to: at(days[1]) })
    assert.deepEqual(found?.hours, hours.map(at))
    assert.deepEqual(found?.window, { from: at(from), to: at(to) })
    assert.equal(found?.isCutToDays, false)
  })

test('by language, hours that are not kept any more cut the window to whole days', () => {
  const found = plan('01-10T05:00', '01-12T07:00', { byLanguage: true })
  assert.deepEqual(found, {
    window: { from: at('01-11T00:00'), to: at('01-12T00:00') },
    isCutToDays: true,
    days: { from: at('01-11T00:00'), to: at('01-12T00:00') },
    hours: [],
  })
})

test('by language, a window that only begins before the kept hours keeps its end', () => {
  const found = plan('01-10T05:00', '02-20T07:00', { byLanguage: true })
  assert.deepEqual(found?.window, { from: at('01-11T00:00'), to: at('02-20T07:00') })
  assert.equal(found?.hours.length, 7)
})

test('by language, hours that are not kept and make no day are nothing', () => {
  assert.equal(plan('01-10T05:00', '01-10T07:00', { byLanguage: true }), null)
})

test('folded weeks and quarters of a day stand for their days and hours', () => {
  const found = plan('02-10T04:00', '02-24T13:00')
  assert.ok(found)
  const monday = at('02-16T00:00')
  const quarters = [at('02-10T06:00'), at('02-10T12:00'), at('02-24T06:00'), at('02-24T12:00')]
  assert.deepEqual(spansOf(found, { weeks: [at('02-09T00:00'), monday], quarters }), {
    weeks: [monday],
    quarters: quarters.slice(0, 3),
    days: [11, 12, 13, 14, 15, 23].map(date => at(`02-${date}T00:00`)),
    hours: [
      ...[4, 5, 18, 19, 20, 21, 22, 23].map(h => at(`02-10T${String(h).padStart(2, '0')}:00`)),
      ...[0, 1, 2, 3, 4, 5, 12].map(h => at(`02-24T${String(h).padStart(2, '0')}:00`)),
    ],
  })
})

test('what could be folded is where there are so many days or hours', () => {
  const found = plan('02-10T04:00', '02-24T03:00')
  assert.ok(found)
  assert.deepEqual(foldableIn(found), {
    weeks: { from: at('02-11T00:00'), to: at('02-24T00:00') },
    quarters: [{ from: at('02-10T04:00'), to: at('02-11T00:00') }],
  })
})

test('whatever is folded, each hour of a window is read once', () => {
  const firstHour = at('01-01T00:00') / hour
  const lastHour = at('03-01T00:00') / hour
  fc.assert(
    fc.property(
      fc.integer({ min: firstHour, max: lastHour }),
      fc.integer({ min: firstHour, max: lastHour }),
      fc.array(fc.integer({ min: 0, max: 8 })),
      fc.array(fc.integer({ min: 0, max: 240 })),
      (a, b, weekNos, quarterNos) => {
        if (a === b) return
        const window = { from: Math.min(a, b) * hour, to: Math.max(a, b) * hour }
        const found = planCategories({ window, lastAt, foldedUntil, byLanguage: false })
        assert.ok(found)
        const weeks = weekNos.map(no => at('01-05T00:00') + no * 7 * day)
        const quarters = quarterNos.map(no => at('01-01T00:00') + no * 6 * hour)
        const spans = spansOf(found, {
          weeks: [...new Set(weeks)],
          quarters: [...new Set(quarters)],
        })
        const hours = [
          ...spans.weeks.flatMap(from => hoursOf(from, 168)),
          ...spans.quarters.flatMap(from => hoursOf(from, 6)),
          ...spans.days.flatMap(from => hoursOf(from, 24)),
          ...spans.hours,
        ]
        assert.deepEqual(
          hours.toSorted((x, y) => x - y),
          hoursOf(window.from, (window.to - window.from) / hour),
        )
      },
    ),
  )
})

function hoursOf(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => from + i * hour)
}
