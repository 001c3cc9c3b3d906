// Twitch's live list as pages of a moving order: a cursor is a place among viewer counts, so rows
// that overtake it between two pages come twice or not at all, as they do on Twitch.

import { writeTwitchRow } from './twitch-row.ts'
import type { World, WorldStream } from './world.ts'

const minute = 60
/** Filtered lists kept for the present minute. */
const mostFiltered = 64

/** Each filter lets any of its values pass; null = none is set. */
export interface Filters {
  readonly language: readonly string[] | null
  readonly game_id: readonly string[] | null
  readonly user_id: readonly string[] | null
  readonly user_login: readonly string[] | null
}

/** A place in the order: viewers first, then the number of the stream. */
export interface Position {
  readonly viewers: number
  readonly streamNo: number
}

export interface PageQuestion {
  readonly first: number
  readonly after: Position | null
  readonly before: Position | null
  readonly filters: Filters
}

export interface TwitchList {
  /** The body of a page at a moment, whole epoch seconds. */
  pageAt(at: number, question: PageQuestion): string
}

interface Snapshot {
  readonly at: number
  readonly rows: readonly WorldStream[]
  readonly texts: Map<WorldStream, string>
  readonly filtered: Map<string, readonly WorldStream[]>
}

/** The list is renewed at every full minute: that is how often counts change. */
export function createTwitchList(world: World): TwitchList {
  let snapshot: Snapshot | null = null

  function snapshotAt(at: number): Snapshot {
    const from = Math.floor(at / minute) * minute
    if (snapshot === null || snapshot.at !== from)
      snapshot = { at: from, rows: world.liveAt(from), texts: new Map(), filtered: new Map() }
    return snapshot
  }

  return {
    pageAt(at, question) {
      const current = snapshotAt(at)
      const rows = rowsOf(current, question.filters)
      const [from, to] = boundsOf(rows, question)
      const page = rows.slice(from, to)
      const data = page.map(row => textOf(current, row)).join(',')
      const last = page.at(-1)
      const cursor = last === undefined || to >= rows.length ? null : writeCursor(page[0], last)
      return `{"data":[${data}],"pagination":{${cursor === null ? '' : `"cursor":"${cursor}"`}}}`
    },
  }
}

/** The place a cursor names; null = it is none of ours. */
export function readCursor(cursor: string): Position | null {
  const outer = readBase64(cursor)
  const side = outer?.a ?? null
  const inner = isRecord(side) && typeof side.Cursor === 'string' ? readBase64(side.Cursor) : null
  const viewers = inner?.s
  const streamNo = inner?.i
  if (typeof viewers !== 'number' || typeof streamNo !== 'number') return null
  return { viewers, streamNo }
}

/** Twitch's own wrapping, with the stream's number instead of a fraction to break ties. */
function writeCursor(first: WorldStream | undefined, last: WorldStream): string {
  const inner = (row: WorldStream) =>
    toBase64({ s: row.viewers ?? 0, i: row.broadcast.streamNo, d: false, t: true })
  return toBase64({
    b: { Cursor: first === undefined ? '' : inner(first) },
    a: { Cursor: inner(last) },
  })
}

function rowsOf({ filtered, rows }: Snapshot, filters: Filters): readonly WorldStream[] {
  const { game_id, language, user_id, user_login } = filters
  if (!game_id && !language && !user_id && !user_login) return rows
  const key = JSON.stringify([game_id, language, user_id, user_login])
  const known = filtered.get(key)
  if (known !== undefined) return known
  const passes = (values: readonly string[] | null) => {
    const set = values === null ? null : new Set(values)
    return (value: string) => set === null || set.has(value)
  }
  const hasGame = passes(game_id)
  const hasLanguage = passes(language)
  const hasId = passes(user_id)
  const hasLogin = passes(user_login)
  const found = rows.filter(
    ({ broadcast, category, words }) =>
      hasLanguage(broadcast.language.code) &&
      hasGame(category?.id ?? '') &&
      hasId(words.channelId) &&
      hasLogin(words.login),
  )
  const [oldest] = filtered.keys()
  if (filtered.size >= mostFiltered && oldest !== undefined) filtered.delete(oldest)
  filtered.set(key, found)
  return found
}

function boundsOf(
  rows: readonly WorldStream[],
  { after, before, first }: PageQuestion,
): readonly [from: number, to: number] {
  if (before !== null) {
    const to = placeOf(rows, before, false)
    return [Math.max(0, to - first), to]
  }
  const from = after === null ? 0 : placeOf(rows, after, true)
  return [from, Math.min(rows.length, from + first)]
}

/** How many rows stand before a position, with `isPast` the one on it too. */
function placeOf(rows: readonly WorldStream[], position: Position, isPast: boolean): number {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    const order = compare(rows[middle], position)
    if (order < 0 || (isPast && order === 0)) low = middle + 1
    else high = middle
  }
  return low
}

function compare(row: WorldStream | undefined, { streamNo, viewers }: Position): number {
  if (row === undefined) return 1
  return viewers - (row.viewers ?? 0) || row.broadcast.streamNo - streamNo
}

function textOf({ texts }: Snapshot, row: WorldStream): string {
  const known = texts.get(row)
  if (known !== undefined) return known
  const text = writeTwitchRow(row)
  texts.set(row, text)
  return text
}

function toBase64(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64')
}

function readBase64(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64').toString())
    return isRecord(value) ? value : null
  } catch {
    return null
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
