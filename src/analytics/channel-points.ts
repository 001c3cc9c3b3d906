// The samples of a channel one by one, with the place of each and a blank where one is missing. Pure.

import { placeOf } from '../domain/sum-places.ts'
import type { SegmentRow } from '../store/broadcast-reads-segments.ts'
import type { SpanSamples } from './channel-samples.ts'

export interface RawPoint {
  readonly at: number
  /** null = hidden, or nothing was seen. */
  readonly viewers: number | null
  readonly broadcastNo: number
  readonly segmentNo: number
  /** A blank that stands for a gap, no sample. */
  readonly isGap: boolean
}

/** The points of a span in order of time; a gap, if shown, has one where its first sample was due. */
export function listRawPoints(
  { span, broadcasts }: Pick<SpanSamples, 'span' | 'broadcasts'>,
  segments: readonly SegmentRow[],
  showsGaps: boolean,
): RawPoint[] {
  const segmentsOf = Map.groupBy(segments, ({ broadcastNo }) => broadcastNo)
  const points = broadcasts.flatMap(broadcast => {
    const { broadcastNo } = broadcast.booked
    const own = segmentsOf.get(broadcastNo) ?? []
    const point = (at: number, viewers: number | null, isGap: boolean): RawPoint => {
      const { segmentNo } = placeOf(at, own)
      return { at, viewers, broadcastNo, segmentNo, isGap }
    }
    const gaps = showsGaps ? broadcast.time.gaps : []
    return [
      ...broadcast.samples.map(({ at, viewers }) => point(at, viewers, false)),
      ...gaps.map(gap => point(gap.sampleAt + gap.cadence, null, true)),
    ]
  })
  return points
    .filter(({ at }) => at >= span.from && at < span.to)
    .sort((a, b) => a.at - b.at || a.broadcastNo - b.broadcastNo)
}
