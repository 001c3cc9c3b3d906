// The examples that the pictures of the metrics are of, and their sums.

import { endOfBroadcast } from '../../src/domain/broadcast.ts'
import { type BookedBroadcast, sumsBy } from '../../src/domain/sum-broadcast.ts'
import { averageViewers } from '../../src/domain/sum-figures.ts'
import { headOf, pairOf, type Sample, tailOf } from '../../src/domain/sum-stretches.ts'
import { noSums, type Sums } from '../../src/domain/sums.ts'

export const cadence = 300
export const minute = 60

export const at = (time: string, day = '2026-11-22') => Date.parse(`${day}T${time}:00Z`) / 1_000
export const clock = (moment: number) => new Date(moment * 1_000).toISOString().slice(11, 16)
export const number = (value: number | null, digits = 2) =>
  value === null
    ? '–'
    : value.toLocaleString('en-US', { maximumFractionDigits: digits }).replace('-', '−')
export const minutes = (seconds: number) => number(seconds / minute)

/** One viewer count after the other, so many minutes apart. */
export function seen(
  from: string,
  step: number,
  viewers: readonly (number | null)[],
  due = cadence,
) {
  return viewers.map(
    (count, i): Sample => ({ at: at(from) + i * step * minute, viewers: count, cadence: due }),
  )
}

/** A broadcast of a platform that is long known; `goneAt` = the first proof that it was over. */
export function broadcastOf(samples: readonly Sample[], startedAt: number | null, goneAt?: number) {
  const lastSampleAt = samples.at(-1)?.at ?? 0
  const ends =
    goneAt === undefined
      ? []
      : [{ lastSampleAt, endedAt: endOfBroadcast(lastSampleAt, goneAt, null) }]
  return {
    samples,
    startedAt,
    ends,
    firstSweepAt: at('00:00', '2026-01-01'),
    previousEndedAt: null,
    segments: [{ segmentNo: 1, startedAt: startedAt ?? samples[0]?.at ?? 0 }],
  } satisfies BookedBroadcast
}

export const sumsOf = (broadcast: BookedBroadcast): Sums =>
  sumsBy(broadcast, () => 'all').get('all') ?? noSums
export const averageOf = ({ halfViewerSeconds, observedSeconds }: Sums) =>
  averageViewers(halfViewerSeconds, observedSeconds)

export function stretchesOf(broadcast: BookedBroadcast) {
  const { samples, ends } = broadcast
  const [first] = samples
  const last = samples.at(-1)
  const [end] = ends
  const head = first === undefined ? null : headOf({ ...broadcast, first })
  return {
    head,
    pairs: samples.slice(1).map((sample, i) => pairOf(samples[i] ?? sample, sample)),
    tail: last === undefined || end === undefined ? [] : tailOf(last, end.endedAt),
  }
}
