// The rows that sums are written to, made when they are first asked for.

import {
  type BroadcastSums,
  type ChannelDaySums,
  dayOf,
  every,
  type Group,
  hourOf,
  type Labels,
  type RollupSums,
  type SegmentSums,
  type Sums,
} from './census.ts'

/** The rows of some channels while they are summed up. */
export interface ChannelTables {
  readonly broadcast: (broadcastId: string) => BroadcastSums
  readonly segment: (broadcastId: string, segmentNo: number) => SegmentSums
  readonly channelDay: (channelId: string, day: number) => ChannelDaySums
  readonly broadcasts: () => BroadcastSums[]
  readonly segments: () => SegmentSums[]
  readonly channelDays: () => ChannelDaySums[]
}

/** The same of a pair of category and language, its category, its language and all. */
export interface RollupCell {
  readonly hours: readonly RollupSums[]
  readonly days: readonly RollupSums[]
}

/** The rows of categories and languages. */
export interface RollupTables {
  readonly cell: (labels: Labels, at: number) => RollupCell
  readonly rows: () => RollupSums[]
}

export function createChannelTables(): ChannelTables {
  const broadcasts = new Map<string, BroadcastSums>()
  const segments = new Map<string, Map<number, SegmentSums>>()
  const channelDays = new Map<string, Map<number, ChannelDaySums>>()
  return {
    broadcast: broadcastId =>
      found(broadcasts, broadcastId, () => ({ broadcastId, outsideDaysSeconds: 0, ...nothing() })),
    segment: (broadcastId, segmentNo) =>
      found(inner(segments, broadcastId), segmentNo, () => ({
        broadcastId,
        segmentNo,
        ...nothing(),
      })),
    channelDay: (channelId, day) =>
      found(inner(channelDays, channelId), day, () => ({
        channelId,
        day,
        airtimeSeconds: 0,
        airtimePresentSeconds: 0,
        airtimeObservedSeconds: 0,
        ...nothing(),
      })),
    broadcasts: () => [...broadcasts.values()],
    segments: () => [...segments.values()].flatMap(rows => [...rows.values()]),
    channelDays: () => [...channelDays.values()].flatMap(rows => [...rows.values()]),
  }
}

export function createRollupTables(): RollupTables {
  const rows: RollupSums[] = []
  type Spans = Map<number, Map<Group, Map<Group, RollupSums>>>
  const tables: Readonly<Record<RollupSums['span'], Spans>> = { hour: new Map(), day: new Map() }
  const row = (span: RollupSums['span'], from: number, category: Group, language: Group) =>
    found(inner(inner(tables[span], from), category), language, () => {
      const made: RollupSums = { span, from, category, language, ...nothing() }
      rows.push(made)
      return made
    })
  const cells = new Map<number, Map<string | null, Map<string | null, RollupCell>>>()
  return {
    cell: ({ category, language }, at) =>
      found(inner(inner(cells, hourOf(at)), category), language, () => {
        const categories: readonly Group[] = [category, every]
        const languages: readonly Group[] = [language, every]
        const four = (span: RollupSums['span'], from: number) =>
          categories.flatMap(c => languages.map(l => row(span, from, c, l)))
        return { hours: four('hour', hourOf(at)), days: four('day', dayOf(at)) }
      }),
    rows: () => rows,
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

function found<K, Row>(rows: Map<K, Row>, key: K, make: () => Row): Row {
  const known = rows.get(key)
  if (known !== undefined) return known
  const made = make()
  rows.set(key, made)
  return made
}

function inner<K, InnerKey, Row>(rows: Map<K, Map<InnerKey, Row>>, key: K): Map<InnerKey, Row> {
  return found(rows, key, () => new Map<InnerKey, Row>())
}
