// The live list of a minute as columns: which broadcasts, with how many viewers, in which order.
// Nothing is made for a row but two numbers, since a large world has 100,000 new ones each minute.

import type { Broadcast } from './broadcast.ts'
import type { LiveHour } from './live-set.ts'

/** What the platform lists at one moment, most watched first, then by stream number. */
export interface Ranking {
  /** Whole epoch seconds. */
  readonly at: number
  readonly size: number
  /** Places go from 0 to size − 1. */
  broadcastAt(place: number): Broadcast
  /** Null = the platform shows none. */
  viewersAt(place: number): number | null
}

/**
 * What is listed by growing stream number: rows of the hour, and viewers with −1 for hidden. Good
 * until the next one is made: its columns are used again, since what is thrown away every minute
 * would double the memory of a large world before it is collected.
 */
export interface Listing {
  readonly hour: LiveHour<Broadcast>
  readonly size: number
  readonly rows: Int32Array
  readonly viewers: Int32Array
}

export interface ListSetting {
  readonly isListed: (broadcast: Broadcast, at: number) => boolean
  readonly countOf: (broadcast: Broadcast, at: number) => number | null
}

/** What of an hour is listed at a moment of it. */
export function createListing({ countOf, isListed }: ListSetting) {
  let rows = new Int32Array(0)
  let viewers = new Int32Array(0)
  return (hour: LiveHour<Broadcast>, at: number): Listing => {
    const { ends, rows: most, starts } = hour
    if (rows.length < most) {
      rows = new Int32Array(Math.ceil(1.3 * most))
      viewers = new Int32Array(rows.length)
    }
    let size = 0
    for (let row = 0; row < most; row += 1) {
      if ((starts[row] ?? 0) > at || (ends[row] ?? 0) <= at) continue
      const broadcast = hour.describe(row)
      if (!isListed(broadcast, at)) continue
      rows[size] = row
      viewers[size] = countOf(broadcast, at) ?? -1
      size += 1
    }
    return { hour, size, rows, viewers }
  }
}

/** Counts below this have a heap each; what is above is one stream in a hundred and is sorted. */
const heaps = 1_024

/**
 * A listing in the order of its viewers, equal ones as they come. Only the rows are kept: where a
 * heap begins tells the count of all its places.
 */
export function rank({ hour, rows, size, viewers }: Listing, at: number): Ranking {
  const high: number[] = []
  // Hidden counts, −1, are the lowest heap.
  const ends = new Int32Array(heaps + 1)
  for (let place = 0; place < size; place += 1) {
    const heap = heaps - 1 - (viewers[place] ?? 0)
    if (heap < 0) high.push(place)
    else ends[heap] = (ends[heap] ?? 0) + 1
  }
  high.sort((a, b) => (viewers[b] ?? 0) - (viewers[a] ?? 0))
  const highViewers = Int32Array.from(high, place => viewers[place] ?? 0)
  let begins = high.length
  for (let heap = 0; heap <= heaps; heap += 1) {
    const count = ends[heap] ?? 0
    ends[heap] = begins
    begins += count
  }
  // Filling a heap moves its mark from where it begins to where it ends.
  const ordered = new Int32Array(size)
  ordered.set(high.map(place => rows[place] ?? -1))
  for (let place = 0; place < size; place += 1) {
    const heap = heaps - 1 - (viewers[place] ?? 0)
    if (heap < 0) continue
    const next = ends[heap] ?? 0
    ordered[next] = rows[place] ?? -1
    ends[heap] = next + 1
  }
  return {
    at,
    size,
    broadcastAt: place => hour.describe(ordered[place] ?? -1),
    viewersAt(place) {
      if (place < highViewers.length) return highViewers[place] ?? 0
      const count = heaps - 1 - heapOf(ends, place)
      return count < 0 ? null : count
    },
  }
}

/** The first heap that ends behind a place. */
function heapOf(ends: Int32Array, place: number): number {
  let low = 0
  let high = ends.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ends[middle] ?? 0) > place) high = middle
    else low = middle + 1
  }
  return low
}
