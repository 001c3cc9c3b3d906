// A page of any platform as faults change it: its rows as they were parsed, and its cursor.

import { toByteText } from '../answer.ts'
import type { SimulatedPlatform } from '../worlds.ts'
import type { Asked } from './asked.ts'
import { textKey } from './chance.ts'

export type Row = Readonly<Record<string, unknown>>

export interface Page {
  readonly rows: readonly unknown[]
  /** Null at the end, and where there are no pages. */
  readonly nextCursor: string | null
}

const cursorNames = { twitch: 'cursor', kick: 'next_cursor' } as const
const rowNames = { twitch: 'data', kick: 'data', youtube: 'items' } as const

/** Reads a body of byte text; null = it is no list. */
export function readPage(platform: SimulatedPlatform, body: string): Page | null {
  const told = parse(body)
  const rows = told?.[rowNames[platform]]
  if (told === null || !Array.isArray(rows)) return null
  const cursor =
    platform === 'youtube' ? told.nextPageToken : readRow(told.pagination)?.[cursorNames[platform]]
  return {
    rows,
    nextCursor: typeof cursor === 'string' && cursor !== '' ? cursor : null,
  }
}

/** The body with other rows and another cursor; a look-up has none. */
export function writePage(platform: SimulatedPlatform, body: string, page: Page): string {
  const told = parse(body) ?? {}
  const { nextCursor } = page
  // Nothing that changes cursors knows YouTube.
  if (platform === 'youtube') return toByteText(JSON.stringify({ ...told, items: page.rows }))
  const end = platform === 'twitch' ? {} : { next_cursor: '' }
  const pagination = nextCursor === null ? end : { [cursorNames[platform]]: nextCursor }
  const hasPages = told.pagination !== undefined
  return toByteText(
    JSON.stringify({ ...told, data: page.rows, ...(hasPages ? { pagination } : {}) }),
  )
}

export function readRow(value: unknown): Row | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Row)
    : null
}

/** What becomes of a row: another one, anything unreadable, `null` = it stays, `gone` = it is left out. */
export type RowChange = (row: Row, key: number, asked: Asked) => unknown

export const gone = Symbol('gone')

/** Changes rows one by one; a row is drawn for by its stream. */
export function changingRows(change: RowChange): (page: Page, asked: Asked) => Page | null {
  return (page, asked) => {
    let hasActed = false
    const rows: unknown[] = []
    for (const value of page.rows) {
      const row = readRow(value)
      const changed = row === null ? null : change(row, textKey(idOf(row)), asked)
      if (changed !== null) hasActed = true
      if (changed !== gone) rows.push(changed ?? value)
    }
    return hasActed ? { ...page, rows } : null
  }
}

/** YouTube's searches have the id of a video in an object. */
function idOf({ id }: Row): string {
  return String(readRow(id)?.videoId ?? id)
}

function parse(body: string): Row | null {
  return readRow(JSON.parse(Buffer.from(body, 'latin1').toString()))
}
