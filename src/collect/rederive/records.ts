// Puts together what was read of a range of channels: each channel with its broadcasts, and each of
// these with its samples, segments and ends.

import type { Sample } from '../../domain/sum-stretches.ts'
import type { BroadcastKey } from '../../domain/sweep-changes.ts'
import type { StoredChannels } from '../../store/rederive/channels.ts'
import type { SampleRow } from '../../store/rederive/samples.ts'
import type { ChannelRecord } from './channel.ts'
import { cadenceOf, type RederiveTerms } from './terms.ts'

type SweepTimes = Pick<RederiveTerms, 'sweepAt'>

/** The channels of a range, in the order of their keys. */
export function* channelsOf(
  terms: SweepTimes,
  stored: StoredChannels,
  sampleRows: readonly SampleRow[],
): Generator<ChannelRecord> {
  const broadcasts = Map.groupBy(stored.broadcasts, row => row.channelKey)
  const days = Map.groupBy(stored.days, row => row.channelKey)
  const samples = byBroadcast(sampleRows)
  const segments = byBroadcast(stored.segments)
  const ends = byBroadcast(stored.ends)
  const gathered = byBroadcast(stored.gathered)
  for (const channelKey of new Set([...broadcasts.keys(), ...days.keys()]))
    yield {
      channelKey,
      days: days.get(channelKey) ?? [],
      broadcasts: (broadcasts.get(channelKey) ?? []).map(row => ({
        stored: row,
        samples: samplesOf(terms, samples(row)[0]),
        segments: segments(row),
        ends: ends(row),
        gathered: gathered(row),
      })),
    }
}

/** The rows of each broadcast. */
export function byBroadcast<T extends BroadcastKey>(
  rows: readonly T[],
): (key: BroadcastKey) => readonly T[] {
  const channels = new Map<number, Map<number, T[]>>()
  for (const row of rows) {
    const own = channels.get(row.channelKey) ?? new Map<number, T[]>()
    channels.set(row.channelKey, own)
    const known = own.get(row.broadcastNo)
    if (known === undefined) own.set(row.broadcastNo, [row])
    else known.push(row)
  }
  return ({ channelKey, broadcastNo }) => channels.get(channelKey)?.get(broadcastNo) ?? []
}

/** The samples of a broadcast, in order of time. */
export function samplesOf({ sweepAt }: SweepTimes, row: SampleRow | undefined): Sample[] {
  if (row === undefined) return []
  const viewers = readNumbers(row.viewers)
  const tiers = row.tiers === null ? null : readNumbers(row.tiers)
  let isSorted = true
  let last = 0
  const samples = readNumbers(row.times).map((at, i) => {
    const sweep = sweepAt.get(at ?? 0)
    if (at === null || sweep === undefined) throw new Error('a sample is of no sweep')
    if (at < last) isSorted = false
    last = at
    return { at, viewers: viewers[i] ?? null, cadence: cadenceOf(sweep, tiers?.[i] ?? null) }
  })
  return isSorted ? samples : samples.sort((a, b) => a.at - b.at)
}

const codes = { comma: 44, zero: 48, n: 78, brace: 125 }

/** The numbers of an array literal, such as {1,NULL,3}; none is below zero. */
function readNumbers(literal: string): (number | null)[] {
  const values: (number | null)[] = []
  let value: number | null = 0
  for (let i = 1; i < literal.length; i += 1) {
    const code = literal.charCodeAt(i)
    if (code === codes.comma || code === codes.brace) {
      values.push(value)
      value = 0
    } else if (code === codes.n) {
      value = null
      i += 3
    } else value = (value ?? 0) * 10 + code - codes.zero
  }
  return values
}
