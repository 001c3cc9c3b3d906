// Who is sent where when a broadcast ends: for two in five ends of more than twenty viewers another
// one of the same language receives them. Found ten minutes at a time for all, so that a receiver
// knows its raids whenever it is asked.

import { mostLate } from './breaks.ts'
import type { Broadcast } from './broadcast.ts'
import { hash, purpose, uniform } from './hash.ts'
import { keep } from './keep.ts'
import type { LiveHour, LiveSet } from './live-set.ts'
import { type Raid, raidSeconds } from './passing-raids.ts'

const minute = 60
const stretchSeconds = 600
const keptStretches = 300
const keptSums = 12
const tiedShare = 0.4
const leastViewers = 20
/** A receiver has been there when the stretch began and stays for so long after the raid, seconds. */
const staysSeconds = 600
const candidates = 12

/** One broadcast's raid on another. */
interface TiedRaid extends Raid {
  /** Stream number of the receiver. */
  readonly on: number
}

export interface TiedRaids {
  /** Finds what the broadcasts of a moment will be asked for, the oldest first. */
  prepare(at: number): void
  /** The raids on a broadcast in the two hours before a moment and shortly after it. */
  raidsOn(broadcast: Broadcast, at: number): readonly Raid[]
}

/** `viewersOf`: without the raids that are found here. What is kept only saves time. */
export function createTiedRaids(
  liveSet: LiveSet<Broadcast>,
  viewersOf: (broadcast: Broadcast, at: number) => number,
): TiedRaids {
  const stretches = new Map<number, readonly TiedRaid[]>()
  const sums = new Map<number, ReadonlyMap<number, readonly Raid[]>>()
  let lastNo = Number.NaN
  let last: ReadonlyMap<number, readonly Raid[]> = new Map()

  function findRaids(from: number): readonly TiedRaid[] {
    const hour = liveSet.hourAt(from)
    const byLanguage = receiversAt(hour, from)
    const raids: TiedRaid[] = []
    for (const sender of sendersOf(hour, from)) {
      if (uniform(sender.seed, purpose.tiedRaid) >= tiedShare) continue
      const viewers = viewersOf(sender, Math.floor(sender.offAt / minute) * minute)
      if (viewers <= leastViewers) continue
      const on = chooseReceiver(byLanguage.get(sender.language.code) ?? [], sender)
      const share = 0.4 + 0.5 * uniform(sender.seed, purpose.tiedRaid, 1)
      if (on !== null) raids.push({ on: on.streamNo, at: sender.offAt, viewers: share * viewers })
    }
    return raids
  }

  function sumUp(stretch: number): ReadonlyMap<number, readonly Raid[]> {
    const sum = new Map<number, Raid[]>()
    for (let no = stretch - raidSeconds / stretchSeconds; no <= stretch; no += 1)
      for (const raid of keep(stretches, keptStretches, no, () => findRaids(no * stretchSeconds))) {
        const known = sum.get(raid.on)
        if (known === undefined) sum.set(raid.on, [raid])
        else known.push(raid)
      }
    return sum
  }

  function prepare(at: number): void {
    const no = Math.floor(at / stretchSeconds)
    if (no === lastNo) return
    last = keep(sums, keptSums, no, () => sumUp(no))
    lastNo = no
  }

  return {
    prepare,
    raidsOn({ streamNo }, at) {
      prepare(at)
      return last.get(streamNo) ?? noRaids
    },
  }
}

const noRaids: readonly Raid[] = []

/** Broadcasts that stop for good within the stretch. */
function* sendersOf(hour: LiveHour<Broadcast>, from: number): Generator<Broadcast> {
  const to = from + stretchSeconds
  for (let row = 0; row < hour.rows; row += 1) {
    const endsAt = hour.ends[row] ?? 0
    if (endsAt <= from || endsAt >= to + mostLate) continue
    const broadcast = hour.describe(row)
    if (broadcast.isLast && broadcast.offAt >= from && broadcast.offAt < to) yield broadcast
  }
}

/** What runs when a stretch begins, by language. */
function receiversAt(
  hour: LiveHour<Broadcast>,
  at: number,
): ReadonlyMap<string, readonly Broadcast[]> {
  const found = new Map<string, Broadcast[]>()
  for (let row = 0; row < hour.rows; row += 1) {
    if ((hour.starts[row] ?? 0) > at || (hour.ends[row] ?? 0) <= at) continue
    const broadcast = hour.describe(row)
    if (broadcast.isPermanent) continue
    const known = found.get(broadcast.language.code)
    if (known === undefined) found.set(broadcast.language.code, [broadcast])
    else known.push(broadcast)
  }
  return found
}

/** The largest of a dozen drawn that is not three times as large; null = there is none. */
function chooseReceiver(from: readonly Broadcast[], sender: Broadcast): Broadcast | null {
  let chosen: Broadcast | null = null
  for (let draw = 0; draw < candidates; draw += 1) {
    const found = from[hash(sender.seed, purpose.tiedRaid, 2, draw) % from.length]
    if (found === undefined || found.channelNo === sender.channelNo) continue
    if (found.endsAt < sender.offAt + staysSeconds || found.level > 3 * sender.level) continue
    if (chosen === null || found.level > chosen.level) chosen = found
  }
  return chosen
}
