// Which broadcasts run: an hour's worth at a time, from the plans of the days around it and the
// permanent channels.

import { keep } from './keep.ts'
import { permanentPieces } from './permanent.ts'
import { createPlans } from './plans.ts'
import { createStreamNumbers, type Running, type WorldSize } from './stream-numbers.ts'
import { platformHabits } from './tiers.ts'

const daySeconds = 86_400
const hourSeconds = 3_600
/** One: a second would hold a fifth more broadcasts, and what it knows is carried over anyway. */
const keptHours = 1

/** What runs at some time of an hour, by growing stream number, a column each. */
export interface LiveHour<T> extends Columns {
  /** The broadcast of a row, described once for as long as it is asked for. */
  describe(row: number): T
  /** The row of a stream number; −1 = it is not among them. */
  rowOf(streamNo: number): number
}

export interface LiveSet<T> {
  /** The hour a moment lies in; whole epoch seconds. */
  hourAt(at: number): LiveHour<T>
  /** Works a little on what will be asked for tomorrow; changes no answer. */
  workAhead(at: number): void
}

interface Columns {
  readonly rows: number
  readonly streamNos: Float64Array
  /** Whole epoch seconds. */
  readonly starts: Float64Array
  readonly ends: Float64Array
}

/** An hour with what was described of it, by row. */
interface Kept<T> {
  readonly hour: LiveHour<T>
  readonly described: (T | undefined)[]
}

/**
 * The live set of a world. What it keeps (some plans and hours, what was described lately) only
 * saves time; no answer depends on it.
 */
export function createLiveSet<T>(size: WorldSize, describe: (running: Running) => T): LiveSet<T> {
  const numbers = createStreamNumbers(size)
  const habits = platformHabits[size.platform]
  const plans = createPlans({ tiers: numbers.tiers, cutAfter: habits.cutAfter })
  const kept = new Map<number, Kept<T>>()

  function readHour(from: number): Columns {
    const to = from + hourSeconds
    const found = createColumns(Math.ceil(3 * size.scale) + 1_000)
    const permanents = permanentsOf(from, to)
    const today = Math.floor(from / daySeconds)
    for (const { day, ends, rows, slots, starts } of plans.around(today)) {
      const midnight = day * daySeconds
      addBelow(found, permanents, numbers.planned(day, 0))
      for (let row = 0; row < rows; row += 1) {
        const start = midnight + (starts[row] ?? 0)
        if (start >= to) continue
        const end = midnight + (ends[row] ?? 0)
        if (end > from) add(found, numbers.planned(day, slots[row] ?? 0), start, end)
      }
    }
    addBelow(found, permanents, Number.POSITIVE_INFINITY)
    const { ends, rows, starts, streamNos } = found
    return {
      rows,
      streamNos: streamNos.slice(0, rows),
      starts: starts.slice(0, rows),
      ends: ends.slice(0, rows),
    }
  }

  /** The last one first. */
  function permanentsOf(from: number, to: number): Numbered[] {
    const { permanent, permanentChannels, permanentNo } = numbers
    return permanentPieces(permanent, habits, permanentChannels, { from, to })
      .map(piece => ({ streamNo: permanentNo(piece.channel, piece.startedAt), ...piece }))
      .sort((a, b) => b.streamNo - a.streamNo)
  }

  function makeHour(from: number): Kept<T> {
    const columns = readHour(from)
    const { ends, rows, starts, streamNos } = columns
    const described = carriedOver(kept.values(), streamNos)
    const hour: LiveHour<T> = {
      ...columns,
      describe(row) {
        const known = described[row]
        if (known !== undefined) return known
        const made = describe(numbers.read(streamNos[row] ?? 0, starts[row] ?? 0, ends[row] ?? 0))
        described[row] = made
        return made
      },
      rowOf(streamNo) {
        const row = firstFrom(streamNos, rows, streamNo)
        return streamNos[row] === streamNo ? row : -1
      },
    }
    return { hour, described }
  }

  return {
    hourAt(at) {
      const from = Math.floor(at / hourSeconds) * hourSeconds
      return keep(kept, keptHours, from, () => makeHour(from)).hour
    },
    workAhead: at => plans.planAhead(Math.floor(at / daySeconds)),
  }
}

interface Numbered {
  readonly streamNo: number
  readonly startedAt: number
  readonly endsAt: number
}

/** Columns that are being filled. */
interface Filling extends Columns {
  rows: number
}

function createColumns(most: number): Filling {
  return {
    rows: 0,
    streamNos: new Float64Array(most),
    starts: new Float64Array(most),
    ends: new Float64Array(most),
  }
}

function add(into: Filling, streamNo: number, start: number, end: number): void {
  if (into.rows >= into.streamNos.length) throw new Error('An hour has more rows than expected.')
  into.streamNos[into.rows] = streamNo
  into.starts[into.rows] = start
  into.ends[into.rows] = end
  into.rows += 1
}

/** Adds, and takes from their end, those whose number is below one. */
function addBelow(into: Filling, permanents: Numbered[], below: number): void {
  for (let next = permanents.at(-1); next !== undefined; next = permanents.at(-1)) {
    if (next.streamNo >= below) return
    add(into, next.streamNo, next.startedAt, next.endsAt)
    permanents.pop()
  }
}

/** What was described of neighbouring hours, by the rows of this one. */
function carriedOver<T>(hours: Iterable<Kept<T>>, streamNos: Float64Array): (T | undefined)[] {
  const carried = new Array<T | undefined>(streamNos.length).fill(undefined)
  for (const { hour, described } of hours) {
    let row = 0
    for (let place = 0; place < streamNos.length; place += 1) {
      const streamNo = streamNos[place] ?? 0
      while (row < hour.rows && (hour.streamNos[row] ?? 0) < streamNo) row += 1
      if (hour.streamNos[row] === streamNo) carried[place] ??= described[row]
    }
  }
  return carried
}

/** The first row whose number is not below one. */
function firstFrom(streamNos: Float64Array, rows: number, streamNo: number): number {
  let low = 0
  let high = rows
  while (low < high) {
    const middle = (low + high) >> 1
    if ((streamNos[middle] ?? 0) < streamNo) low = middle + 1
    else high = middle
  }
  return low
}
