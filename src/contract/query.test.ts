import assert from 'node:assert/strict'
import { test } from 'node:test'
import { choice, text, wholeNumber } from './parameter.ts'
import { type GivenQuery, querySchema, readQuery } from './query.ts'

const parameters = {
  order: choice(['viewers', 'followers'], 'viewers', 'The order.'),
  category: text({ most: 200, what: "a category's name", description: 'The category.' }),
  limit: wholeNumber(1, 500, 50, 'The most rows.'),
}

const names = 'order, category, limit'

test('what is not given has its fallback', () => {
  assert.deepEqual(readQuery(parameters, {}), {
    values: { order: 'viewers', category: null, limit: 50 },
    faults: [],
  })
})

test('what is given is read', () => {
  assert.deepEqual(readQuery(parameters, { order: 'followers', category: '509658', limit: '5' }), {
    values: { order: 'followers', category: '509658', limit: 5 },
    faults: [],
  })
})

const wrong: [given: GivenQuery, fault: { parameter: string; message: string; allowed: string }][] =
  [
    [
      { limit: '0' },
      {
        parameter: 'limit',
        message: 'must be a whole number from 1 to 500, not "0"',
        allowed: '1–500',
      },
    ],
    [
      { order: 'view' },
      {
        parameter: 'order',
        message: 'must be one of viewers, followers, not "view"; did you mean viewers?',
        allowed: 'viewers, followers',
      },
    ],
    [
      { category: '' },
      {
        parameter: 'category',
        message: `must be a category's name, 1 to 200 characters, not ""`,
        allowed: '1–200 characters',
      },
    ],
    [
      { limit: ['5', '5', '6'] },
      { parameter: 'limit', message: 'may be given once, not 3 times', allowed: '1–500' },
    ],
    [
      { limt: '5' },
      { parameter: 'limt', message: 'is not known here; did you mean limit?', allowed: names },
    ],
    [{ page: '2' }, { parameter: 'page', message: 'is not known here', allowed: names }],
    [{ '': '' }, { parameter: '', message: 'is not known here', allowed: names }],
    [
      { constructor: '1' },
      { parameter: 'constructor', message: 'is not known here', allowed: names },
    ],
    [
      { category: '🍜'.repeat(201) },
      {
        parameter: 'category',
        message: `must be a category's name, 1 to 200 characters, not "${'🍜'.repeat(60)}…"`,
        allowed: '1–200 characters',
      },
    ],
  ]

for (const [given, fault] of wrong)
  test(`${JSON.stringify(given).slice(0, 40)} is refused and says what is allowed`, () => {
    assert.deepEqual(readQuery(parameters, given).faults, [fault])
  })

test('all faults come at once, unknown names last', () => {
  const { faults, values } = readQuery(parameters, {
    x: '1',
    limit: '5x',
    category: 'Chess',
    order: 'y',
  })
  assert.deepEqual(
    faults.map(({ parameter }) => parameter),
    ['order', 'limit', 'x'],
  )
  assert.deepEqual(values, { order: 'viewers', category: 'Chess', limit: 50 })
})

test('a path without parameters takes none', () => {
  assert.deepEqual(readQuery({}, { x: '1' }).faults, [
    { parameter: 'x', message: 'is not known here', allowed: 'no parameters' },
  ])
})

test('in the schema every parameter may be left out', () => {
  assert.deepEqual(querySchema(parameters).required, undefined)
  assert.deepEqual(Object.keys(querySchema(parameters).properties), ['order', 'category', 'limit'])
})
