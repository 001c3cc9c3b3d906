// Turns what the study tells of channels and broadcasts into what crosses the wire.

import type { RawPoint } from '../analytics/channel-points.ts'
import { figuresOf, noFigures } from '../analytics/figures.ts'
import type { Gap as KnownGap } from '../analytics/gaps.ts'
import type { Window } from '../analytics/window.ts'
import type { Broadcast, SegmentFigures } from '../contract/broadcast.ts'
import type { ChannelName, Gap, SamplePoint, Segment } from '../contract/channel.ts'
import type { SeriesPoint } from '../contract/channel-history.ts'
import { writeFigures } from '../contract/figures.ts'
import { toTimestampOrNull } from '../contract/timestamp.ts'
import type { FigureValues } from '../domain/figure-values.ts'
import { writeRfc3339 } from '../domain/rfc3339.ts'
import type { Sums } from '../domain/sums.ts'
import type { BroadcastRow } from '../store/broadcast-reads.ts'
import type { SegmentRow } from '../store/broadcast-reads-segments.ts'
import type { ChannelName as FoundChannel } from '../store/channel-reads.ts'

export function toChannelName(channel: FoundChannel): ChannelName {
  return {
    platform: channel.platform,
    channel_id: channel.channelId,
    username: channel.username,
    display_name: channel.displayName,
    avatar_url: channel.avatarUrl,
  }
}

export function toSeriesPoint({
  from,
  to,
  figures,
}: Window & { figures: FigureValues }): SeriesPoint {
  return { from: writeRfc3339(from), to: writeRfc3339(to), ...writeFigures(figures) }
}

export function toSamplePoint(point: RawPoint): SamplePoint {
  return {
    at: writeRfc3339(point.at),
    viewers: point.viewers,
    broadcast: point.broadcastNo,
    segment: point.segmentNo,
    gap: point.isGap,
  }
}

export function toGap(gap: KnownGap): Gap {
  return {
    broadcast: gap.broadcastNo,
    from: writeRfc3339(gap.from),
    to: writeRfc3339(gap.to),
    cause: gap.cause,
    sweeps: gap.sweeps,
    reopened: gap.isReopening,
  }
}

export function toSegment(row: SegmentRow): Segment {
  return {
    broadcast: row.broadcastNo,
    segment: row.segmentNo,
    started_at: writeRfc3339(row.startedAt),
    ended_at: toTimestampOrNull(row.endedAt),
    title: row.title,
    category_id: row.categoryId,
    game_name: row.gameName,
    language: row.language,
    tags: [...row.tags],
  }
}

/** A segment with its figures, where they may be worked out. */
export function toSegmentFigures(row: SegmentRow, allowsDerived: boolean): SegmentFigures {
  return { ...toSegment(row), figures: figuresOn(row.sums, allowsDerived) }
}

/** A broadcast with its figures, where they may be worked out. */
export function toBroadcast(row: BroadcastRow, allowsDerived: boolean): Broadcast {
  return {
    broadcast: row.broadcastNo,
    stream_id: row.streamId,
    title: row.title,
    category_id: row.categoryId,
    game_name: row.gameName,
    language: row.language,
    started_at: toTimestampOrNull(row.startedAt),
    ended_at: toTimestampOrNull(row.endedAt),
    first_sample_at: writeRfc3339(row.firstSampleAt),
    last_sample_at: writeRfc3339(row.lastSampleAt),
    restart_of: row.restartOf,
    segments: row.segments,
    figures: figuresOn(row.sums, allowsDerived),
  }
}

/** Whatever was seen has a sample: sums without one are not worked out yet. */
function figuresOn(sums: Sums, allowsDerived: boolean) {
  return writeFigures(allowsDerived && sums.samples > 0 ? figuresOf(sums) : noFigures)
}
