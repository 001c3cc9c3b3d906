// Partial answers: `fields=items(id,snippet/title),nextPageToken` keeps only what it names. Facts:
// https://developers.google.com/youtube/v3/getting-started#fields.

import { badParameter, type Refused, type Resource } from './youtube-answer.ts'
import type { Shape } from './youtube-shapes.ts'

/** What is kept, by name; null = all below. */
export interface Selection {
  readonly [field: string]: Selection | null
}

interface Mutable {
  [field: string]: Mutable | null
}

const mostDepth = 16

/** Null = all is kept. An unknown field, or what cannot be read, is refused. */
export function readFields(text: string | null, shape: Shape): Selection | Refused | null {
  if (text === null || text === '' || text === '*') return null
  const tokens = text.match(/[\w*-]+|[(),/]|[^\s]/g) ?? []
  const reader = { tokens, place: 0 }
  const found = readList(reader, shape, 0)
  return found !== null && reader.place === tokens.length
    ? found
    : badParameter('fields', `Invalid field selection ${text}`)
}

/** The same value with only what is selected. */
export function select(value: unknown, selection: Selection | null): unknown {
  if (selection === null || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(one => select(one, selection))
  const row = value as Resource
  if (Object.hasOwn(selection, '*')) return row
  const kept = Object.keys(row).filter(name => Object.hasOwn(selection, name))
  return Object.fromEntries(kept.map(name => [name, select(row[name], selection[name] ?? null)]))
}

interface Reader {
  readonly tokens: readonly string[]
  place: number
}

function isNext(reader: Reader, token: string): boolean {
  if (reader.tokens[reader.place] !== token) return false
  reader.place += 1
  return true
}

/** `a,b(c),d/e`; null = it cannot be read. */
function readList(reader: Reader, shape: Shape | null, depth: number): Selection | null {
  const found: Mutable = {}
  do {
    if (!readOne(reader, shape, depth, found)) return null
  } while (isNext(reader, ','))
  return found
}

function readOne(reader: Reader, shape: Shape | null, depth: number, into: Mutable): boolean {
  const name = reader.tokens[reader.place] ?? ''
  if (!/^(?:\w[\w-]*|\*)$/.test(name) || depth > mostDepth) return false
  if (name !== '*' && shape !== null && !Object.hasOwn(shape, name)) return false
  reader.place += 1
  const below = shape?.[name] ?? null
  if (isNext(reader, '/')) {
    const inner: Mutable = {}
    if (!readOne(reader, below, depth + 1, inner)) return false
    merge(into, name, inner)
    return true
  }
  if (!isNext(reader, '(')) {
    into[name] = null
    return true
  }
  const inner = readList(reader, below, depth + 1)
  if (inner === null || !isNext(reader, ')')) return false
  merge(into, name, inner)
  return true
}

/** `a/b,a/c` keeps both. */
function merge(into: Mutable, name: string, inner: Selection): void {
  const known = into[name]
  if (known === null) return
  into[name] = { ...known, ...inner } as Mutable
}
