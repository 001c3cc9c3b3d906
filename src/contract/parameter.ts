// Query parameters: each knows its schema, how its text is read and what may stand in it, so that
// the documents, the server and every client go by one table. The schemas have no examples: pages
// that try the API would send them.

import { type TSchema, Type } from 'typebox'
import { oneOf } from './schema.ts'

/** One parameter; T is the type of its value, null included where it may be left out. */
export interface Parameter<T> {
  /** What the documents show. */
  readonly schema: TSchema
  /** The value of a text; null where the text is none. */
  readonly read: (text: string) => T | null
  /** The value when the parameter is not given. */
  readonly fallback: T
  /** Ends the sentence "it must be …". */
  readonly mustBe: string
  /** The same in short. */
  readonly allowed: string
  /** All values, where they are few. */
  readonly choices?: readonly string[]
}

/** One of a few names, exactly as written. */
export function choice<const V extends string, const F extends V | null>(
  values: readonly V[],
  fallback: F,
  description: string,
): Parameter<V | F> {
  const list = values.join(', ')
  return {
    schema: oneOf(values, { description, ...defaultOf(fallback) }),
    read: text => values.find(value => value === text) ?? null,
    fallback,
    mustBe: `one of ${list}`,
    allowed: list,
    choices: values,
  }
}

/** A whole number in decimal digits: no sign, no space, no exponent. */
export function wholeNumber<const F extends number | null>(
  least: number,
  most: number,
  fallback: F,
  description: string,
): Parameter<number | F> {
  return {
    schema: Type.Integer({
      minimum: least,
      maximum: most,
      description,
      ...defaultOf(fallback),
    }),
    read: text => {
      const value = Number(text)
      return /^\d{1,15}$/.test(text) && value >= least && value <= most ? value : null
    },
    fallback,
    mustBe: `a whole number from ${least} to ${most}`,
    allowed: `${least}–${most}`,
  }
}

export interface TextOptions {
  /** The most characters (code points). */
  readonly most: number
  /** What the text is, with its article: "a category's id". */
  readonly what: string
  readonly description: string
}

/** Any text that is not empty; it is taken as it is. */
export function text({ most, what, description }: TextOptions): Parameter<string | null> {
  return {
    schema: Type.String({ minLength: 1, maxLength: most, description }),
    // PostgreSQL has no texts with NUL.
    read: value =>
      value !== '' && !value.includes('\0') && [...value].length <= most ? value : null,
    fallback: null,
    mustBe: `${what}, 1 to ${most} characters`,
    allowed: `1–${most} characters`,
  }
}

export interface PatternOptions {
  /** Matches the whole text. */
  readonly pattern: RegExp
  /** What the text is, with its article. */
  readonly what: string
  readonly description: string
}

/** A text of a given form. */
export function pattern(options: PatternOptions): Parameter<string | null> {
  const { pattern, what, description } = options
  return {
    schema: Type.String({ pattern: pattern.source, description }),
    read: value => (pattern.test(value) ? value : null),
    fallback: null,
    mustBe: what,
    allowed: what,
  }
}

function defaultOf(fallback: unknown): { default?: unknown } {
  return fallback === null ? {} : { default: fallback }
}

/** The same parameter with its text read as something else. */
export function readAs<T>(
  parameter: Parameter<string | null>,
  read: (text: string) => T | null,
): Parameter<T | null> {
  return { ...parameter, read, fallback: null }
}
