import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createTestDatabase } from '../../test/postgres.ts'
import { numbers, textLists, texts } from './columns.ts'

const { sql } = await createTestDatabase()

/** Well-formed Unicode without NUL, with what array literals treat in their own way. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }).map(text => text.replaceAll('\0', '')),
  fc.string({
    unit: fc.constantFrom('"', '\\', ',', '{', '}', "'", ' ', '\n', '\r', '\t', 'N', 'é', '日'),
  }),
  fc.constantFrom('', 'null', 'NULL', 'Null', '{}', '{NULL}', '""', ' leading', 'trailing '),
)

test('texts come back from PostgreSQL as they went', () =>
  fc.assert(
    fc.asyncProperty(fc.array(fc.option(anyText)), async values => {
      const rows = await sql<{ value: string | null }[]>`
        select value
        from unnest(${texts(values)}::text[]) with ordinality as i (value, no)
        order by no`
      assert.deepEqual(
        rows.map(row => row.value),
        values,
      )
    }),
    { numRuns: 150 },
  ))

test('lists of texts come back from PostgreSQL as they went', () =>
  fc.assert(
    fc.asyncProperty(fc.array(fc.array(anyText, { maxLength: 5 })), async values => {
      const rows = await sql<{ value: string[] }[]>`
        select value::text[] as value
        from unnest(${textLists(values)}::text[]) with ordinality as i (value, no)
        order by no`
      assert.deepEqual(
        rows.map(row => row.value),
        values,
      )
    }),
    { numRuns: 150 },
  ))

test('whole numbers come back from PostgreSQL as they went', () =>
  fc.assert(
    fc.asyncProperty(fc.array(fc.option(fc.maxSafeInteger())), async values => {
      const rows = await sql<{ value: number | null }[]>`
        select value
        from unnest(${numbers(values)}::bigint[]) with ordinality as i (value, no)
        order by no`
      assert.deepEqual(
        rows.map(row => row.value),
        values,
      )
    }),
    { numRuns: 150 },
  ))

const literals = [
  { title: 'no numbers', literal: numbers([]), expected: '{}' },
  {
    title: 'a null among numbers',
    literal: numbers([null, 0, -1, null]),
    expected: '{null,0,-1,null}',
  },
  { title: 'no texts', literal: texts([]), expected: '{}' },
  { title: 'a null and the word null', literal: texts([null, 'null']), expected: '{null,"null"}' },
  {
    title: 'an empty list among lists',
    literal: textLists([[], ['a']]),
    expected: '{"{}","{\\"a\\"}"}',
  },
]

for (const { title, literal, expected } of literals)
  test(`${title} has its literal`, () => assert.equal(literal, expected))
