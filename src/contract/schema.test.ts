import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Type } from 'typebox'
import { Entry } from './entry.ts'
import { Health, PlatformHealth } from './health.ts'
import { Pagination } from './list.ts'
import { LiveBroadcast, LiveTop, PlatformBasis } from './live.ts'
import { ParameterFault, Problem } from './problem.ts'
import { named, nullable, oneOf, reference } from './schema.ts'

test('a nullable schema has null among its types and its values', () => {
  assert.deepEqual(nullable(Type.String({ description: 'A text.' })), {
    type: ['string', 'null'],
    description: 'A text.',
  })
  const letter = oneOf(['a', 'b'], { description: 'A letter.' })
  assert.deepEqual(nullable(letter, { description: 'A letter or none.' }), {
    type: ['string', 'null'],
    enum: ['a', 'b', null],
    description: 'A letter or none.',
  })
})

test('a reference points at the name of a schema', () => {
  assert.deepEqual(reference(named('Thing', Type.Object({}))), { $ref: 'Thing#' })
})

const schemas = {
  Entry,
  Health,
  LiveBroadcast,
  LiveTop,
  Pagination,
  ParameterFault,
  PlatformBasis,
  PlatformHealth,
  Problem,
}

for (const [name, schema] of Object.entries(schemas))
  test(`${name} bears its name, and every field of it is required, described and has an example`, () => {
    assert.equal(schema.$id, name)
    const written: Described = JSON.parse(JSON.stringify(schema))
    assert.deepEqual(faultsOf(written, name), [])
  })

interface Described {
  readonly type?: string | readonly string[]
  readonly $ref?: string
  readonly description?: string
  readonly examples?: readonly unknown[]
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Described>>
}

function faultsOf(schema: Described, path: string): string[] {
  if (schema.$ref !== undefined) return []
  const { description, examples, properties, required, type } = schema
  const faults = description === undefined ? [`${path} has no description`] : []
  if (properties === undefined)
    return type === 'array' || examples !== undefined ? faults : [...faults, `${path}: no example`]
  return [
    ...faults,
    ...Object.entries(properties).flatMap(([name, field]) => [
      ...(required?.includes(name) ? [] : [`${path}.${name} may be absent`]),
      ...faultsOf(field, `${path}.${name}`),
    ]),
  ]
}
