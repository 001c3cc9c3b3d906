// What a fault can be told: numbers within bounds and words out of a list, each with its default.

import { AppError } from '../../domain/error.ts'

export interface NumberParameter {
  readonly fallback: number
  readonly least: number
  readonly most: number
  readonly isWhole: boolean
  /** What it says, for the list of faults. */
  readonly says: string
}

export interface WordParameter<W extends string = string> {
  readonly fallback: W
  readonly words: readonly W[]
  readonly says: string
}

export type Parameters = Readonly<Record<string, NumberParameter | WordParameter>>

/** What the parameters of a fault come to. */
export type ValuesOf<P extends Parameters> = {
  readonly [K in keyof P]: P[K] extends WordParameter<infer W> ? W : number
}

/** What a fault is told, by the names of its parameters; text where it comes from outside. */
export type Given = Readonly<Record<string, unknown>>

/** A share from 0 to 1. */
export function share(fallback: number, says: string): NumberParameter {
  return { fallback, least: 0, most: 1, isWhole: false, says }
}

/** A whole number from `least` on. */
export function count(fallback: number, says: string, least = 0): NumberParameter {
  return { fallback, least, most: 4_294_967_295, isWhole: true, says }
}

/** Any number from 0 to a million. */
export function amount(fallback: number, says: string): NumberParameter {
  return { fallback, least: 0, most: 1_000_000, isWhole: false, says }
}

export function word<const W extends string>(words: readonly W[], fallback: W, says: string) {
  return { fallback, words, says } satisfies WordParameter<W>
}

/**
 * The values of a fault's parameters, defaults where nothing is given. Throws `invalid`, which names
 * what is wrong and what is allowed.
 */
export function readValues<P extends Parameters>(
  fault: string,
  parameters: P,
  given: Given,
): ValuesOf<P> {
  const wrong = Object.keys(given).find(name => !Object.hasOwn(parameters, name))
  if (wrong !== undefined)
    throw new AppError(
      'invalid',
      `The fault ${fault} has no parameter "${wrong}"; it has ${Object.keys(parameters).join(', ')}.`,
    )
  const values = Object.entries(parameters).map(([name, parameter]) => {
    const value = given[name] ?? parameter.fallback
    const read = 'words' in parameter ? readWord(parameter, value) : readNumber(parameter, value)
    if (read !== null) return [name, read]
    throw new AppError(
      'invalid',
      `The fault ${fault} does not take ${name}=${value}: it must be ${rangeOf(parameter)}.`,
    )
  })
  return asValues<P>(Object.fromEntries(values))
}

/** What a parameter may be, such as `a whole number from 1` or `zero, missing or null`. */
export function rangeOf(parameter: NumberParameter | WordParameter): string {
  if ('words' in parameter) {
    const { words } = parameter
    return words.length === 1
      ? `${words[0]}`
      : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
  }
  const { isWhole, least, most } = parameter
  return isWhole ? `a whole number from ${least}` : `a number from ${least} to ${most}`
}

function readWord({ words }: WordParameter, value: unknown): string | null {
  return words.find(known => known === value) ?? null
}

function readNumber({ isWhole, least, most }: NumberParameter, value: unknown): number | null {
  const number = typeof value === 'string' && /^[\d.]+$/.test(value) ? Number(value) : value
  if (typeof number !== 'number' || !(number >= least && number <= most)) return null
  return isWhole && !Number.isInteger(number) ? null : number
}

/** Each value was read by its own parameter just now. */
function asValues<P extends Parameters>(values: unknown): ValuesOf<P> {
  return values as ValuesOf<P>
}
