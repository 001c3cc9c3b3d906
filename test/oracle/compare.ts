// Tells in sentences how two results differ.

import { every, type Group, type Result } from './census.ts'
import { nameOf } from './tables.ts'

/** Rows as they are found elsewhere: figures that are not told are not compared. */
export type Told<Row> = Partial<Row>

/** Another result: a list that is not told is not compared. */
export type ToldResult = { readonly [List in keyof Result]?: readonly Told<Result[List][number]>[] }

interface Kind<Row> {
  readonly keys: readonly (keyof Row & string)[]
  readonly tell: (row: Told<Row>) => string
}

const kinds: { readonly [List in keyof Result]: Kind<Result[List][number]> } = {
  broadcasts: { keys: ['broadcastId'], tell: row => `Broadcast ${row.broadcastId}` },
  segments: {
    keys: ['broadcastId', 'segmentNo'],
    tell: row => `Segment ${row.segmentNo} of broadcast ${row.broadcastId}`,
  },
  channelDays: {
    keys: ['channelId', 'day'],
    tell: row => `Channel ${row.channelId} on ${timeOf(row.day)}`,
  },
  rollups: {
    keys: ['span', 'from', 'category', 'language'],
    tell: row =>
      `The ${row.span} ${timeOf(row.from)} of ${groupOf(row.category, 'category', 'categories')} ` +
      `and ${groupOf(row.language, 'language', 'languages')}`,
  },
}

const times = ['peakAt', 'day', 'from']

/**
 * All differences, each as a sentence; none where the results agree. A row of nothing is as good
 * as no row.
 */
export function differencesOf(expected: Result, actual: ToldResult): string[] {
  return [
    ...differencesIn(kinds.broadcasts, expected.broadcasts, actual.broadcasts),
    ...differencesIn(kinds.segments, expected.segments, actual.segments),
    ...differencesIn(kinds.channelDays, expected.channelDays, actual.channelDays),
    ...differencesIn(kinds.rollups, expected.rollups, actual.rollups),
  ]
}

function differencesIn<Row extends object>(
  kind: Kind<Row>,
  expected: readonly Row[],
  actual: readonly Told<Row>[] | undefined,
): string[] {
  if (actual === undefined) return []
  const sentences: string[] = []
  const found = new Map<string, Told<Row>>()
  for (const row of actual) {
    if (found.has(keyOf(kind, row))) sentences.push(`${kind.tell(row)} is there twice.`)
    found.set(keyOf(kind, row), row)
  }
  for (const row of expected) {
    const other = found.get(keyOf(kind, row))
    found.delete(keyOf(kind, row))
    if (other !== undefined) sentences.push(...differencesOfRow(kind, row, other))
    else if (!isNothing(kind, row)) sentences.push(`${kind.tell(row)} is missing.`)
  }
  for (const row of found.values())
    if (!isNothing(kind, row)) sentences.push(`${kind.tell(row)} should not be there.`)
  return sentences
}

function differencesOfRow<Row extends object>(
  kind: Kind<Row>,
  expected: Row,
  actual: Told<Row>,
): string[] {
  return figuresOf(kind, expected)
    .filter(name => actual[name] !== undefined && actual[name] !== expected[name])
    .map(
      name =>
        `${kind.tell(expected)}: ${name} is ${write(name, actual[name])} ` +
        `and should be ${write(name, expected[name])}.`,
    )
}

function figuresOf<Row extends object>({ keys }: Kind<Row>, row: Told<Row>) {
  // The names of a row that was made here are those of its type.
  const names = Object.keys(row) as (keyof Row & string)[]
  return names.filter(name => !keys.includes(name))
}

function isNothing<Row extends object>(kind: Kind<Row>, row: Told<Row>): boolean {
  return figuresOf(kind, row).every(name => {
    const figure: unknown = row[name]
    return figure === undefined || figure === null || figure === 0 || figure === 0n
  })
}

function keyOf<Row extends object>({ keys }: Kind<Row>, row: Told<Row>): string {
  return JSON.stringify(
    keys.map(key => {
      const value: unknown = row[key]
      return key === 'category' || key === 'language' ? nameOf(value as Group) : value
    }),
  )
}

function write(name: string, figure: unknown): string {
  return typeof figure === 'number' && times.includes(name) ? timeOf(figure) : String(figure)
}

function timeOf(at: number | undefined): string {
  return at === undefined ? 'no time' : new Date(at * 1000).toISOString().replace('.000Z', 'Z')
}

function groupOf(group: Group | undefined, one: string, many: string): string {
  if (group === every) return `all ${many}`
  return group === null || group === undefined ? `no ${one}` : `${one} ${JSON.stringify(group)}`
}
