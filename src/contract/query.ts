// Reads the query of a request by its table of parameters: strictly, and all faults at once.

import { type TObject, type TSchema, Type } from 'typebox'
import { nearMiss } from './near-miss.ts'
import type { Parameter } from './parameter.ts'
import type { ParameterFault } from './problem.ts'

/** The parameters of a path by name. */
export type ParameterTable = Readonly<Record<string, Parameter<unknown>>>

/** The values that a table's parameters have. */
export type ParameterValues<P extends ParameterTable> = {
  readonly [Name in keyof P]: P[Name] extends Parameter<infer T> ? T : never
}

/** A parsed query string: a list where a name was given more than once. */
export type GivenQuery = Readonly<Record<string, string | readonly string[] | undefined>>

export interface QueryReading<P extends ParameterTable> {
  /** Parameters that are wrong hold what they hold when they are not given. */
  readonly values: ParameterValues<P>
  /** Empty when the query is right. */
  readonly faults: readonly ParameterFault[]
}

/** Reads what was given; faults come in the table's order, unknown names last. */
export function readQuery<P extends ParameterTable>(
  parameters: P,
  given: GivenQuery,
): QueryReading<P> {
  const faults: ParameterFault[] = []
  const values: Record<string, unknown> = {}
  for (const [name, parameter] of Object.entries(parameters)) {
    const text = given[name]
    const value = typeof text === 'string' ? parameter.read(text) : null
    if (text !== undefined && value === null)
      faults.push({ parameter: name, ...wrongValue(parameter, text) })
    values[name] = value ?? parameter.fallback
  }
  const names = Object.keys(parameters)
  for (const name of Object.keys(given))
    if (!Object.hasOwn(parameters, name))
      faults.push({ parameter: shorten(name), ...unknownName(name, names) })
  return { values: asValues<P>(values), faults }
}

/** The table as the schema of an object, as the documents take it. */
export function querySchema(parameters: ParameterTable): TObject {
  const properties: Record<string, TSchema> = {}
  for (const [name, parameter] of Object.entries(parameters))
    properties[name] = Type.Optional(parameter.schema)
  return Type.Object(properties)
}

/** The fault of a value that cannot be used, for checks that need more than one parameter. */
export function wrongValue(
  { mustBe, allowed, choices }: Parameter<unknown>,
  given: string | readonly string[],
): Omit<ParameterFault, 'parameter'> {
  if (typeof given !== 'string')
    return { message: `may be given once, not ${given.length} times`, allowed }
  const meant = nearMiss(given, choices ?? [])
  return { message: `must be ${mustBe}, not "${shorten(given)}"${suggestion(meant)}`, allowed }
}

/** Each value came from its own parameter's reader or fallback, so it has that type. */
function asValues<P extends ParameterTable>(values: Record<string, unknown>): ParameterValues<P> {
  return values as ParameterValues<P>
}

function unknownName(name: string, known: readonly string[]): Omit<ParameterFault, 'parameter'> {
  const allowed = known.length === 0 ? 'no parameters' : known.join(', ')
  return { message: `is not known here${suggestion(nearMiss(name, known))}`, allowed }
}

function suggestion(meant: string | null): string {
  return meant === null ? '' : `; did you mean ${meant}?`
}

function shorten(text: string): string {
  const characters = [...text]
  return characters.length <= 60 ? text : `${characters.slice(0, 60).join('')}…`
}
