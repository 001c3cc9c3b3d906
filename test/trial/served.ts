// What a simulated platform has served during one sweep, read from the answers themselves: its rows in
// words of this file's own, and how often a client had to ask again. It shares no code with what it
// judges.

import type { AnswerRecord } from '../../src/simulator/faults/faults.ts'

/** One row as it was served; times in whole epoch seconds. */
export interface ServedRow {
  readonly streamId: string
  readonly channelId: string
  /** Null = not told. */
  readonly viewers: number | null
  readonly startedAt: number
  readonly title: string | null
  /** Null = no category. */
  readonly categoryId: string | null
  /** Null where the row alone does not say which it is. */
  readonly gameName: string | null
  readonly language: string | null
  readonly tags: readonly string[]
}

export interface ServedSweep {
  /** Every row of every whole page, in the order of the answers, by stream. */
  readonly rows: ReadonlyMap<string, readonly ServedRow[]>
  /** Rows that nobody could read. */
  readonly unreadable: number
  readonly pages: number
  /** Requests that a sweep counts: for pages, counts and look-ups. */
  readonly requests: number
  /** Requests that had to be sent again. */
  readonly retries: number
  /** Pages that were asked for and never came. */
  readonly lostPages: number
}

export function readServed(records: readonly AnswerRecord[]): ServedSweep {
  const asked = records.filter(({ kind }) => kind === 'page' || kind === 'total')
  const pages = asked.filter(({ kind, rows }) => kind === 'page' && rows !== null)
  const rows = new Map<string, ServedRow[]>()
  let unreadable = 0
  for (const { platform, rows: sent } of pages)
    for (const value of sent ?? []) {
      const row = platform === 'twitch' ? readTwitch(value) : readKick(value)
      if (row === null) unreadable += 1
      else rows.set(row.streamId, [...(rows.get(row.streamId) ?? []), row])
    }
  return {
    rows,
    unreadable,
    pages: pages.length,
    requests: asked.length,
    ...countAgain(asked),
  }
}

/** A row's own words for it. */
type Raw = Readonly<Record<string, unknown>>

function readTwitch(value: unknown): ServedRow | null {
  const row = objectOf(value)
  const game = textOf(row?.game_name)
  return (
    row &&
    rowOf(row, {
      channelId: idOf(row.user_id),
      categoryId: idOf(row.game_id),
      gameName: idOf(row.game_id) === null ? game : game || null,
      language: row.language,
    })
  )
}

function readKick(value: unknown): ServedRow | null {
  const row = objectOf(value)
  const category = objectOf(row?.category)
  return (
    row &&
    rowOf(row, {
      channelId: idOf(objectOf(row.broadcaster_user)?.id),
      categoryId: idOf(category?.id),
      gameName: textOf(category?.name),
      language: row.language_code,
    })
  )
}

function rowOf(
  row: Raw,
  told: {
    channelId: string | null
    categoryId: string | null
    gameName: string | null
    language: unknown
  },
): ServedRow | null {
  const streamId = idOf(row.id)
  const startedMs = Date.parse(String(row.started_at).replace(/(\.\d{3})\d+/, '$1'))
  const { categoryId, channelId, gameName, language } = told
  if (streamId === null || channelId === null || Number.isNaN(startedMs)) return null
  return {
    streamId,
    channelId,
    viewers: numberOf(row.viewer_count),
    startedAt: Math.floor(startedMs / 1_000),
    title: textOf(row.title),
    categoryId,
    gameName,
    language: typeof language === 'string' && language !== '' ? language.toLowerCase() : null,
    tags: Array.isArray(row.tags) ? row.tags.map(textOf).filter(tag => tag !== null) : [],
  }
}

/** Requests for the same page have the same target. */
function countAgain(asked: readonly AnswerRecord[]) {
  const byTarget = new Map<string, AnswerRecord[]>()
  for (const record of asked)
    byTarget.set(record.target, [...(byTarget.get(record.target) ?? []), record])
  let retries = 0
  let lostPages = 0
  for (const answers of byTarget.values())
    for (const [i, answer] of answers.entries()) {
      const isAskedAgain = answers[i + 1] !== undefined
      if (!isFaulty(answer)) continue
      // A count that fails is done without; the next one is another question.
      if (answer.kind === 'total') retries += Number(answer.status === 401 && isAskedAgain)
      // A cursor that is refused is not asked for again: the chain steps back.
      else if (isRefusedCursor(answer) || isAskedAgain) retries += 1
      else lostPages += 1
    }
  return { retries: retries + countLoops(asked), lostPages }
}

function isFaulty({ kind, rows, status }: AnswerRecord): boolean {
  return status !== 200 || (kind === 'page' && rows === null)
}

function isRefusedCursor({ faults }: AnswerRecord): boolean {
  return faults.includes('cursor_rejected')
}

/** A cursor of the fault `loop` begins so. */
const loopCursor = Buffer.from('{"b":null,"a":{"Cursor":""}').toString('base64').slice(0, 34)

/**
 * Each page whose cursor led back is asked for once more, but for the first: from there the way back is
 * as good as a way on. Nor does one count that stands on the way of another loop, the two pages
 * behind its cursor.
 */
function countLoops(asked: readonly AnswerRecord[]): number {
  let loops = 0
  const onTheWay = new Map<string, number>()
  for (const [i, { faults, kind, rows, target }] of asked.entries()) {
    if (kind !== 'page' || rows === null) continue
    const chain = chainOf(target)
    const left = target.includes(encodeURIComponent(loopCursor)) ? 2 : (onTheWay.get(chain) ?? 0)
    onTheWay.set(chain, Math.max(0, left - 1))
    // A chain that breaks off on the way does not come to it.
    const isAskedAgain = asked.slice(i + 1).some(later => later.target === target)
    if (left === 0 && faults.includes('loop') && chain !== target && isAskedAgain) loops += 1
  }
  return loops
}

/** The question without its place. */
function chainOf(target: string): string {
  return target.replace(/[?&](after|cursor)=[^&]*/, '')
}

function objectOf(value: unknown): Raw | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Raw)
    : null
}

function idOf(value: unknown): string | null {
  const text = typeof value === 'number' ? String(value) : value
  return typeof text === 'string' && text !== '' && text !== '0' ? text : null
}

/** Null = none was told, or nothing that is a count. */
function numberOf(value: unknown): number | null {
  const number = value === null ? Number.NaN : Number(value)
  return Number.isNaN(number) ? null : number
}

function textOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' ? value : null
}
