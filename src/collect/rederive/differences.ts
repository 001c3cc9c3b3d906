// Differences between what is stored and what samples say, and how they are told. Pure.

import { writeRfc3339 } from '../../domain/rfc3339.ts'

/** Tables that are derived again. */
export const rederivedTables = [
  'broadcasts',
  'segments',
  'channel_days',
  'rollup_hours',
  'rollup_pair_hours',
  'rollup_days',
] as const

export type RederivedTable = (typeof rederivedTables)[number]

/** Which row differs: of a channel, or of rollups. Times are whole epoch seconds. */
export interface DifferentRow {
  readonly table: RederivedTable
  readonly channelKey?: number
  readonly broadcastNo?: number
  readonly segmentNo?: number
  readonly day?: number
  readonly hour?: number
  /** What a row of rollups is of, in words. */
  readonly of?: string
}

/** One row that differs, with the first of its columns that does. */
export interface Difference extends DifferentRow {
  readonly column: string
  readonly stored: number | null
  readonly derived: number | null
}

/** What a row is compared by, in the order in which it is told; times are told as such. */
const columns = {
  reportedSeconds: 'reported_seconds',
  presentSeconds: 'present_seconds',
  observedSeconds: 'observed_seconds',
  halfViewerSeconds: 'half_viewer_seconds',
  samples: 'samples',
  gaps: 'gaps',
  peakViewers: 'peak_viewers',
  peakAt: 'peak_at',
  broadcastsStarted: 'broadcasts_started',
  bookedFromAt: 'booked_from_at',
  outsideDaysSeconds: 'outside_days_seconds',
  airtimeSeconds: 'airtime_seconds',
  airtimePresentSeconds: 'airtime_present_seconds',
  airtimeObservedSeconds: 'airtime_observed_seconds',
} as const

export type ComparedRow = { readonly [K in keyof typeof columns]?: number | null }

/** The first difference of a row, or none. */
export function compareRows(
  row: DifferentRow,
  stored: ComparedRow,
  derived: ComparedRow,
): Difference[] {
  for (const name of Object.keys(columns) as (keyof typeof columns)[]) {
    const [a = null, b = null] = [stored[name], derived[name]]
    if (a !== b) return [{ ...row, column: columns[name], stored: a, derived: b }]
  }
  return []
}

/** A difference as a sentence; `channelId` is the platform's own id of its channel. */
export function tellDifference(
  { column, stored, derived, ...row }: Difference,
  channelId: string | undefined,
): string {
  const tell = (value: number | null) =>
    value === null ? 'nothing' : column.endsWith('_at') ? writeRfc3339(value) : String(value)
  const { table, broadcastNo, segmentNo, day, hour, of } = row
  const where = [
    channelId === undefined ? '' : ` of channel ${channelId}`,
    broadcastNo === undefined ? '' : `, broadcast ${broadcastNo}`,
    segmentNo === undefined ? '' : `, segment ${segmentNo}`,
    of === undefined ? '' : ` of ${of}`,
    day === undefined ? '' : ` on ${writeRfc3339(day).slice(0, 10)}`,
    hour === undefined ? '' : ` at ${writeRfc3339(hour)}`,
  ].join('')
  return `${table}${where}: ${column} is ${tell(stored)} and should be ${tell(derived)}.`
}
