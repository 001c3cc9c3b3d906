// Derives the sums of one channel and holds them against what is stored. A channel that differs
// anywhere is to be written wholly: then its live rows have gathered nothing beside. Pure.

import { airtimeOf } from '../../domain/sum-channel.ts'
import type { Sample } from '../../domain/sum-stretches.ts'
import { addSums, noSums, type Sums } from '../../domain/sums.ts'
import type {
  DayAirtime,
  GatheredSums,
  StoredBroadcast,
  StoredDay,
  StoredEnd,
  StoredSegment,
} from '../../store/rederive/channels.ts'
import type { WrittenBroadcast, WrittenChannel, WrittenDay } from '../../store/rederive/write.ts'
import { type DerivedBroadcast, deriveBroadcast, sumCells } from './broadcast.ts'
import { compareRows, type Difference } from './differences.ts'
import { peaksOfDays } from './peaks.ts'
import { isOver, type RederiveTerms } from './terms.ts'

/** All that is known of a broadcast. */
export interface StoredRecord {
  readonly stored: StoredBroadcast
  /** Those that are there, in order of time. */
  readonly samples: readonly Sample[]
  readonly segments: readonly StoredSegment[]
  readonly ends: readonly StoredEnd[]
  /** What its live row has gathered; none = it is not open. */
  readonly gathered: readonly GatheredSums[]
}

export interface ChannelRecord {
  readonly channelKey: number
  readonly broadcasts: readonly StoredRecord[]
  readonly days: readonly StoredDay[]
}

export interface DerivedChannel {
  readonly differences: readonly Difference[]
  /** What is to be written; null = it is as stored. */
  readonly written: WrittenChannel | null
  /** Beside the record of each broadcast, what was derived. */
  readonly derived: readonly DerivedBroadcast[]
}

export function deriveChannel(terms: RederiveTerms, channel: ChannelRecord): DerivedChannel {
  const { channelKey, broadcasts } = channel
  const derived = broadcasts.map(record => deriveBroadcast(terms, { ...record.stored, ...record }))
  const told = broadcasts.map((record, i) => tellBroadcast(terms, record, derived[i]))
  const days = tellDays(terms, channel, derived)
  const differences = [...told.flatMap(row => row.differences), ...days.differences]
  const isWritten = differences.length > 0 || days.isFilled
  return {
    differences,
    written: isWritten
      ? {
          broadcasts: told.map(row => row.broadcast),
          segments: told.flatMap(row => row.segments),
          days: days.rows,
          daysGone: days.gone.map(day => ({ channelKey, day })),
          live: broadcasts
            .filter(({ gathered }) => gathered.length > 0)
            .map(({ stored: { broadcastNo } }) => ({ channelKey, broadcastNo })),
        }
      : null,
    derived,
  }
}

interface ToldBroadcast {
  readonly broadcast: WrittenBroadcast
  readonly segments: WrittenChannel['segments']
  readonly differences: readonly Difference[]
}

/** A broadcast and its segments as they should be, live rows included. */
function tellBroadcast(
  terms: RederiveTerms,
  { stored, segments, gathered }: StoredRecord,
  derived: DerivedBroadcast | undefined,
): ToldBroadcast {
  const { channelKey, broadcastNo, outsideDaysSeconds } = stored
  const live = new Map(gathered.map(row => [row.kind, row]))
  const before = addSums(stored, live.get('broadcast') ?? noSums)
  const segmentsBefore = segments.map(row => {
    const { segmentNo } = row
    const open = live.get('segment')
    const sums = open?.segmentNo === segmentNo ? addSums(row, open) : row
    return { channelKey, broadcastNo, segmentNo, sums }
  })
  if (derived === undefined || !derived.isWhole) {
    const { bookedFromAt } = stored
    const broadcast = { channelKey, broadcastNo, sums: before, bookedFromAt, outsideDaysSeconds }
    return { broadcast, segments: segmentsBefore, differences: [] }
  }
  const { cells, bookedFromAt } = derived
  const sums = cells.reduce((all, cell) => addSums(all, cell.sums), noSums)
  // What of it was booked when its day was sealed already cannot be told from samples.
  const isOutside = cells.some(({ day }) => day < terms.daysFrom)
  const broadcast = {
    channelKey,
    broadcastNo,
    sums,
    bookedFromAt,
    outsideDaysSeconds: isOutside ? outsideDaysSeconds : 0,
  }
  const bySegment = sumCells(cells, ({ segmentNo }) => segmentNo)
  const segmentsAfter = segmentsBefore.map(row => ({
    ...row,
    sums: bySegment.get(row.segmentNo) ?? noSums,
  }))
  const place = { table: 'broadcasts', channelKey, broadcastNo } as const
  return {
    broadcast,
    segments: segmentsAfter,
    differences: [
      ...compareRows(place, flat({ ...stored, sums: before }), flat(broadcast)),
      ...segmentsAfter.flatMap((row, i) =>
        compareRows(
          { ...place, table: 'segments', segmentNo: row.segmentNo },
          segmentsBefore[i]?.sums ?? noSums,
          row.sums,
        ),
      ),
    ],
  }
}

function flat({
  sums,
  bookedFromAt,
  outsideDaysSeconds,
}: Pick<WrittenBroadcast, 'sums' | 'bookedFromAt' | 'outsideDaysSeconds'>) {
  return { ...sums, bookedFromAt, outsideDaysSeconds }
}

interface ToldDays {
  readonly rows: readonly WrittenDay[]
  /** Days that have a row and should have none. */
  readonly gone: readonly number[]
  readonly differences: readonly Difference[]
  /** Whether airtimes became known that were not worked out yet. */
  readonly isFilled: boolean
}

/** The days of a channel as they should be, live rows included. */
function tellDays(
  terms: RederiveTerms,
  { channelKey, broadcasts, days }: ChannelRecord,
  derived: readonly DerivedBroadcast[],
): ToldDays {
  const gathered = new Map<number, Sums>()
  for (const row of broadcasts.flatMap(record => record.gathered))
    if (row.kind === 'day') add(gathered, dayOf(row.lastSampleAt), row)
  const before = new Map(days.map(row => [row.day, row]))
  const after = deriveDays(terms, broadcasts, derived)
  const hasPart = derived.some(({ isWhole }) => !isWhole)
  const rows: WrittenDay[] = []
  const gone: number[] = []
  const differences: Difference[] = []
  let isFilled = false
  for (const day of new Set([...before.keys(), ...gathered.keys(), ...after.keys()])) {
    if (day < terms.daysFrom) continue
    const known = before.get(day)
    const stored = {
      ...addSums(known ?? noSums, gathered.get(day) ?? noSums),
      broadcastsStarted: known?.broadcastsStarted ?? 0,
      ...airtimeIn(known),
    }
    const place = { table: 'channel_days', channelKey, day } as const
    if (hasPart && day < terms.wholeFrom) {
      rows.push({ channelKey, day, ...stored })
      continue
    }
    const sums = after.get(day)
    const settled = !terms.isSingle && isOver(terms, day) && !gathered.has(day)
    const told = sums ?? { ...noSums, broadcastsStarted: 0 }
    const airtime = settled && sums !== undefined ? airtimeOn(derived, day) : unknownAirtime
    if (sums !== undefined) rows.push({ channelKey, day, ...told, ...airtime })
    else if (known !== undefined) gone.push(day)
    const isUnsettled = stored.airtimeSeconds === null
    differences.push(
      ...compareRows(place, stored, { ...told, ...(isUnsettled ? airtimeIn(stored) : airtime) }),
    )
    if (isUnsettled && airtime.airtimeSeconds !== null) isFilled = true
  }
  return { rows, gone, differences, isFilled }
}

type DaySums = Sums & { readonly broadcastsStarted: number }

function deriveDays(
  terms: RederiveTerms,
  broadcasts: readonly StoredRecord[],
  derived: readonly DerivedBroadcast[],
): Map<number, DaySums> {
  const sums = sumCells(
    derived.flatMap(({ cells }) => cells),
    ({ day }) => day,
  )
  const started = new Map<number, number>()
  for (const { countedAt } of derived)
    if (countedAt !== null) started.set(dayOf(countedAt), (started.get(dayOf(countedAt)) ?? 0) + 1)
  const peaks = terms.isSingle ? null : peaksOfDays(terms, broadcasts)
  const days = new Set([...sums.keys(), ...started.keys(), ...(peaks?.keys() ?? [])])
  const noPeak = { peakViewers: null, peakAt: null }
  return new Map(
    [...days].map(day => {
      const own = { ...(sums.get(day) ?? noSums), broadcastsStarted: started.get(day) ?? 0 }
      return [day, peaks === null ? own : { ...own, ...(peaks.get(day) ?? noPeak) }]
    }),
  )
}

const unknownAirtime: DayAirtime = {
  airtimeSeconds: null,
  airtimePresentSeconds: null,
  airtimeObservedSeconds: null,
}

function airtimeOn(derived: readonly DerivedBroadcast[], day: number): DayAirtime {
  return airtimeOf(derived.flatMap(({ parts }) => parts().filter(part => part.day === day)))
}

function airtimeIn(row: DayAirtime = unknownAirtime): DayAirtime {
  const { airtimeSeconds, airtimePresentSeconds, airtimeObservedSeconds } = row
  return { airtimeSeconds, airtimePresentSeconds, airtimeObservedSeconds }
}

function add(all: Map<number, Sums>, day: number, sums: Sums): void {
  all.set(day, addSums(all.get(day) ?? noSums, sums))
}

function dayOf(at: number): number {
  return at - (at % 86_400)
}
