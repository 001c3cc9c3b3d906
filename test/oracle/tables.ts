// The rows that sums are written to, made when they are first asked for.

import {
  type BroadcastSums,
  type ChannelDaySums,
  dayOf,
  every,
  type Group,
  hourOf,
  type Labels,
  type Result,
  type RollupSums,
  type SegmentSums,
  type Sums,
} from './census.ts'

/** All rows of a result while it is summed up. */
export interface Tables {
  readonly broadcast: (broadcastId: string) => BroadcastSums
  readonly segment: (broadcastId: string, segmentNo: number) => SegmentSums
  readonly channelDay: (channelId: string, day: number) => ChannelDaySums
  /** The hour and the day of a moment, each of the pair, its category, its language and all. */
  readonly rollups: (labels: Labels, at: number) => RollupSums[]
  readonly result: () => Result
}

export function createTables(): Tables {
  const broadcasts = new Map<string, BroadcastSums>()
  const segments = new Map<string, SegmentSums>()
  const channelDays = new Map<string, ChannelDaySums>()
  const rollups = new Map<string, RollupSums>()
  const rollup = (span: 'hour' | 'day', from: number, category: Group, language: Group) =>
    rowOf<RollupSums>(rollups, [span, from, nameOf(category), nameOf(language)], () => ({
      span,
      from,
      category,
      language,
      ...nothing(),
    }))
  return {
    broadcast: broadcastId =>
      rowOf(broadcasts, [broadcastId], () => ({
        broadcastId,
        outsideDaysSeconds: 0,
        ...nothing(),
      })),
    segment: (broadcastId, segmentNo) =>
      rowOf(segments, [broadcastId, segmentNo], () => ({ broadcastId, segmentNo, ...nothing() })),
    channelDay: (channelId, day) =>
      rowOf(channelDays, [channelId, day], () => ({
        channelId,
        day,
        airtimeSeconds: 0,
        airtimePresentSeconds: 0,
        airtimeObservedSeconds: 0,
        ...nothing(),
      })),
    rollups: ({ category, language }, at) => {
      const categories: readonly Group[] = [category, every]
      const languages: readonly Group[] = [language, every]
      return categories.flatMap(c =>
        languages.flatMap(l => [rollup('hour', hourOf(at), c, l), rollup('day', dayOf(at), c, l)]),
      )
    },
    result: () => ({
      broadcasts: [...broadcasts.values()],
      segments: [...segments.values()],
      channelDays: [...channelDays.values()],
      rollups: [...rollups.values()],
    }),
  }
}

/** What a key of a group is told apart by: no text is like null, or like all of them. */
export function nameOf(group: Group): readonly string[] | null {
  return group === every ? [] : group === null ? null : [group]
}

/** Sums of nothing. */
export function nothing(): Sums {
  return {
    halfViewerSeconds: 0n,
    presentSeconds: 0,
    observedSeconds: 0,
    reportedSeconds: 0,
    peakViewers: null,
    peakAt: null,
    samples: 0,
    gaps: 0,
    broadcastsStarted: 0,
  }
}

function rowOf<Row>(rows: Map<string, Row>, key: readonly unknown[], make: () => Row): Row {
  const name = JSON.stringify(key)
  const row = rows.get(name) ?? make()
  rows.set(name, row)
  return row
}
