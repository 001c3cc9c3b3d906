// Sums of a channel between borders of time, worked out of its samples: exact at every border, since
// a stretch is cut at its own straight line. Pure.

import { type Airtime, airtimeOf } from '../domain/sum-channel.ts'
import { cutStretch, type Part, wholeOf } from '../domain/sum-parts.ts'
import type { Stretch } from '../domain/sum-stretches.ts'
import { addSums, noSums, type Sums } from '../domain/sums.ts'
import type { BookedTime, SampleOfTier } from './channel-stretches.ts'
import { airtimeOfSums } from './figures.ts'

/** Sums between two neighbouring borders. */
export interface Bucket {
  readonly from: number
  readonly to: number
  readonly sums: Sums
  readonly airtime: Airtime
}

/** A bucket while it fills; added to in place, since a month has thousands of stretches. */
interface OpenBucket {
  readonly from: number
  readonly to: number
  readonly sums: { -readonly [K in keyof Sums]: Sums[K] }
  /** Kept only where broadcasts may overlap. */
  readonly parts: Part[]
}

/**
 * The sums between ascending borders; what lies outside of all of them counts nowhere. Where a channel
 * has one broadcast at a time, its airtime is as the sums are.
 */
export function bucketsOf(
  borders: readonly number[],
  broadcasts: readonly BookedTime[],
  isSingle: boolean,
): Bucket[] {
  const buckets = borders
    .slice(1)
    .map((to, i): OpenBucket => ({ from: borders[i] ?? to, to, sums: { ...noSums }, parts: [] }))
  for (const { stretches, samples, gaps } of broadcasts) {
    for (const stretch of stretches) addStretch(buckets, borders, stretch, isSingle)
    for (const sample of samples) addSample(buckets[placeOf(borders, sample.at)], sample)
    for (const { to } of gaps) addGap(buckets[placeOf(borders, to)])
  }
  return buckets.map(({ from, to, sums, parts }) => {
    const airtime = isSingle ? airtimeOfSums(sums) : airtimeOf(parts)
    return { from, to, sums, airtime }
  })
}

/** Buckets as one: of disjoint times all adds up, but of peaks the highest stays. */
export function addBuckets(buckets: readonly Pick<Bucket, 'sums' | 'airtime'>[]): {
  sums: Sums
  airtime: Airtime
} {
  let sums: Sums = noSums
  const airtime = { airtimeSeconds: 0, airtimePresentSeconds: 0, airtimeObservedSeconds: 0 }
  for (const bucket of buckets) {
    sums = addSums(sums, bucket.sums)
    airtime.airtimeSeconds += bucket.airtime.airtimeSeconds
    airtime.airtimePresentSeconds += bucket.airtime.airtimePresentSeconds
    airtime.airtimeObservedSeconds += bucket.airtime.airtimeObservedSeconds
  }
  return { sums, airtime }
}

function addStretch(
  buckets: readonly OpenBucket[],
  borders: readonly number[],
  stretch: Stretch,
  isSingle: boolean,
): void {
  const first = placeOf(borders, stretch.from)
  // Nearly all lie between two borders, and a cut costs arrays.
  if (stretch.to > stretch.from && stretch.to <= (borders[first + 1] ?? stretch.from)) {
    addPart(buckets[first], wholeOf(stretch), isSingle)
    return
  }
  const inside: number[] = []
  for (let i = first + 1; i < borders.length; i += 1) {
    const border = borders[i] ?? stretch.to
    if (border >= stretch.to) break
    inside.push(border)
  }
  for (const [i, part] of cutStretch(stretch, inside).entries())
    addPart(buckets[first + i], part, isSingle)
}

function addPart(bucket: OpenBucket | undefined, part: Part, isSingle: boolean): void {
  if (bucket === undefined) return
  const { sums, parts } = bucket
  sums.halfViewerSeconds += part.halfViewerSeconds
  sums.presentSeconds += part.presentSeconds
  sums.observedSeconds += part.observedSeconds
  sums.reportedSeconds += part.reportedSeconds
  if (!isSingle) parts.push(part)
}

function addSample(bucket: OpenBucket | undefined, { at, viewers }: SampleOfTier): void {
  if (bucket === undefined) return
  const { sums } = bucket
  sums.samples += 1
  const isHigher = viewers !== null && viewers >= (sums.peakViewers ?? -1)
  if (!isHigher) return
  const isEarlier = viewers !== sums.peakViewers || at < (sums.peakAt ?? at + 1)
  if (isEarlier) {
    sums.peakViewers = viewers
    sums.peakAt = at
  }
}

/** A gap counts where the sample after it does. */
function addGap(bucket: OpenBucket | undefined): void {
  if (bucket !== undefined) bucket.sums.gaps += 1
}

/** Which bucket a moment lies in; -1 = before the first one. After the last one there is none. */
function placeOf(borders: readonly number[], at: number): number {
  let low = 0
  let high = borders.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((borders[middle] ?? at) <= at) low = middle + 1
    else high = middle
  }
  return low - 1
}
