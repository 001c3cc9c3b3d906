// Builders of what tests start from: each fills in what a test does not care about. And a small
// live world with the laws of sessions, told from its history alone, for property tests.

import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { EndedBroadcast, OpenBroadcast, OpenTexts } from '../src/domain/broadcast.ts'
import type { LiveStream, StreamTexts } from '../src/domain/live-stream.ts'
import { writeTexts } from '../src/domain/stream-texts.ts'
import type { Sweep, SweepFigures } from '../src/domain/sweep.ts'
import { fingerprintOf } from '../src/lib/fingerprint.ts'
import type { CallContext, LivePage, PlatformClient } from '../src/platforms/client.ts'
import type { Sql } from '../src/store/database.ts'

/** 2027-01-15T08:00:00Z, a time of the grid; whole epoch seconds. */
export const start = 1_800_000_000

export function aStream(known: Partial<LiveStream> = {}): LiveStream {
  return {
    streamId: 's1',
    channelId: 'c1',
    username: 'anna',
    displayName: 'Anna',
    title: 'Hello',
    categoryId: '509658',
    gameName: 'Just Chatting',
    viewers: 100,
    language: 'en',
    startedAt: start - 600,
    tags: ['English'],
    thumbnailUrl: null,
    ...known,
  }
}

/** So many streams of as many channels, s0 … on channels c0 …, most watched first. */
export function someStreams(count: number, known: Partial<LiveStream> = {}): LiveStream[] {
  return Array.from({ length: count }, (_, i) =>
    aStream({ streamId: `s${i}`, channelId: `c${i}`, viewers: count - i, ...known }),
  )
}

/** An open broadcast and what is stored of its texts. */
export type ToldBroadcast = OpenBroadcast & OpenTexts

/** The broadcast that `aStream()` would leave open after a sample at `start`. */
export function anOpenBroadcast(known: Partial<ToldBroadcast> = {}): ToldBroadcast {
  const { viewers, ...stream } = aStream()
  const texts = { ...stream, ...known }
  return {
    ...texts,
    fingerprint: fingerprintOfTexts(texts),
    channelKey: 1,
    broadcastNo: 1,
    lastSampleAt: start,
    missedAt: null,
    segmentNo: 1,
    lastKnownViewers: 100,
    titleNo: 1,
    ...known,
  }
}

export function fingerprintOfTexts(texts: StreamTexts): string {
  return fingerprintOf(writeTexts(texts))
}

/** The broadcast of `aStream()`, ended after samples at `start` and five minutes later. */
export function anEndedBroadcast(known: Partial<EndedBroadcast> = {}): EndedBroadcast {
  const { streamId, startedAt, title, categoryId, gameName, language, tags } = aStream()
  return {
    streamId,
    startedAt,
    title,
    categoryId,
    gameName,
    language,
    tags,
    channelKey: 1,
    broadcastNo: 1,
    firstSampleAt: start,
    lastSampleAt: start + 300,
    segmentNo: 1,
    titleNo: 1,
    ...known,
  }
}

export function someFigures(known: Partial<SweepFigures> = {}): SweepFigures {
  return { streams: 1, pages: 1, requests: 1, retries: 0, duplicates: 0, skipped: 0, ...known }
}

/** A complete sweep of all of Twitch at `start`; its slot follows `collectedAt`. */
export function aSweep(known: Partial<Sweep> = {}): Sweep {
  return {
    platform: 'twitch',
    slot: known.collectedAt ?? start,
    collectedAt: start,
    status: 'complete',
    reason: null,
    error: null,
    scope: { kind: 'all' },
    cadence: 300,
    figures: someFigures(),
    durationMs: 1_000,
    ...known,
  }
}

export function aPage(streams: readonly LiveStream[], nextCursor: string | null = null): LivePage {
  return { kind: 'page', streams, skipped: 0, nextCursor }
}

/** A client of a platform whose whole list stands on one page, asked for anew by each sweep. */
export function aClient(
  readList: (context: CallContext) => LivePage | Promise<LivePage>,
  platform: PlatformClient['platform'] = 'twitch',
): PlatformClient {
  return {
    platform,
    order: 'viewers',
    readLivePage: async (_cursor, context) => {
      context.tally.requests += 1
      return readList(context)
    },
  }
}

/** One sweep of a small world. */
export interface WorldSweep {
  readonly at: number
  readonly status: 'complete' | 'partial' | 'failed'
  readonly isCapped: boolean
  /** Whether the sweep before, held back as shrunk, is believed with this one. */
  readonly isBelieving: boolean
  readonly streams: readonly LiveStream[]
}

/** What is stored of a world, whatever it is stored in; each list in the order of its keys. */
export interface Census {
  readonly broadcasts: {
    readonly channelId: string
    readonly broadcastNo: number
    readonly streamId: string
    readonly startedAt: number | null
    readonly endedAt: number | null
    /** Of the open ones. */
    readonly missedAt: number | null
  }[]
  readonly segments: {
    readonly streamId: string
    readonly segmentNo: number
    readonly startedAt: number
    readonly endedAt: number | null
    readonly title: string | null
    readonly categoryId: string | null
    readonly language: string | null
    readonly tags: readonly string[]
  }[]
  readonly samples: {
    readonly streamId: string
    readonly at: number
    readonly viewers: number | null
  }[]
}

/** Now and then another value than the usual one. */
const mostly = <T>(usual: T, ...others: T[]) =>
  fc.oneof(
    { weight: 5, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
  )

const categories = [
  { categoryId: '1', gameName: 'Chess' },
  { categoryId: '1', gameName: 'Schach' },
  { categoryId: '2', gameName: 'Art' },
  { categoryId: null, gameName: '' },
  { categoryId: null, gameName: null },
] as const

/** Sweeps of two channels that come and go with three stream ids each. */
export function someSweeps(maxLength: number): fc.Arbitrary<WorldSweep[]> {
  const row = fc
    .record({
      channelId: fc.constantFrom('c1', 'c2'),
      id: fc.constantFrom(0, 1, 2),
      moved: mostly(0, 30, -90, 200, 4_000),
      hasStart: mostly(true, false),
      title: mostly<string | null>('Hello', 'Bye', '', null),
      category: mostly<(typeof categories)[number]>(...categories),
      language: mostly<string | null>('en', 'de', null),
      tags: mostly<string[]>(['a'], [], ['a', 'b']),
      viewers: fc.constantFrom(null, 0, 5, 100),
    })
    .map(({ id, moved, hasStart, category, ...stream }) =>
      aStream({
        ...stream,
        ...category,
        streamId: `${stream.channelId}-${id}`,
        startedAt: hasStart ? start - 600 + id * 500 + moved : null,
      }),
    )
  const sweep = fc.record({
    wait: fc.constantFrom(2, 60, 300, 301, 900),
    kind: mostly('complete', 'partial', 'failed', 'capped', 'believing', 'believing'),
    streams: fc.uniqueArray(row, { selector: stream => stream.streamId, maxLength: 5 }),
  })
  return fc.array(sweep, { minLength: 1, maxLength }).map(sweeps => {
    let at = start
    return sweeps.map(({ wait, kind, streams }, i) => {
      at += wait
      return {
        at,
        status: kind === 'partial' || kind === 'failed' ? kind : 'complete',
        isCapped: kind === 'capped',
        isBelieving: kind === 'believing' && sweeps[i - 1]?.kind === 'partial',
        streams: kind === 'failed' ? [] : streams,
      }
    })
  })
}

/**
 * Holds what a sweep made of a census against METRICS, Sessions: which rows became samples, which
 * broadcasts are open or ended and when, which segments they have. `before` is what the last but
 * one sweep of the history left.
 */
export function assertLawful(
  history: readonly WorldSweep[],
  before: Census,
  after: Census,
  isSingle: boolean,
): void {
  assertSampled(history.at(-1), before, after, isSingle)
  const expected = after.broadcasts.map(row => expectBroadcast(history, after, row, isSingle))
  assert.deepEqual(
    after.broadcasts,
    expected.map((rest, i) => ({ ...after.broadcasts[i], ...rest.broadcast })),
  )
  assert.deepEqual(
    after.segments,
    expected.flatMap(({ segments }) => segments),
  )
  assertDistinct(after.broadcasts.map(row => `${row.channelId} ${row.broadcastNo}`))
  assertDistinct(after.broadcasts.map(row => row.streamId))
  if (isSingle)
    assertDistinct(
      after.broadcasts.filter(row => row.endedAt === null).map(row => row.channelId),
      'a channel has two open broadcasts',
    )
}

function assertDistinct(keys: readonly string[], message?: string): void {
  assert.deepEqual([...new Set(keys)], [...keys], message)
}

/** Every row is a sample, but older ids of the same channel and echoes of the past. */
function assertSampled(
  sweep: WorldSweep | undefined,
  before: Census,
  after: Census,
  isSingle: boolean,
): void {
  if (sweep === undefined) return
  const now = Map.groupBy(after.samples, sample => sample.at === sweep.at)
  assert.deepEqual(now.get(false) ?? [], before.samples)
  const sampled = new Map(now.get(true)?.map(row => [row.streamId, row.viewers]))
  const stored = sweep.streams.filter(row => sampled.has(row.streamId))
  assert.equal(stored.length, sampled.size, 'a sample is of no row')
  for (const row of stored) assert.equal(sampled.get(row.streamId), row.viewers)
  if (!isSingle) assert.equal(stored.length, sweep.streams.length, 'a row is no sample')
  else
    for (const [channelId, rows] of Map.groupBy(sweep.streams, stream => stream.channelId)) {
      const open = before.broadcasts.find(
        row => row.channelId === channelId && row.endedAt === null,
      )
      assertOneStays(
        open ?? null,
        rows,
        stored.filter(row => row.channelId === channelId),
      )
    }
}

/** Of a channel's ids in a sweep and the open one, the one that began last stays, else the open. */
function assertOneStays(
  open: Census['broadcasts'][number] | null,
  rows: readonly LiveStream[],
  stored: readonly LiveStream[],
): void {
  const isBefore = (a: Start, b: Start) =>
    a.startedAt !== null && b.startedAt !== null && a.startedAt < b.startedAt
  const isOpen = (row: { streamId: string }) => row.streamId === open?.streamId
  const others = rows.filter(row => !isOpen(row))
  const [stays = null] = stored
  assert.ok(stored.length <= 1, 'two ids of a channel are stored')
  if (stays === null || isOpen(stays)) {
    assert.equal(stays === null, !rows.some(isOpen), 'the row of the open one is lost')
    assert.ok(open && !others.some(row => isBefore(open, row)), 'a newer id is lost')
    if (stays === null)
      assert.ok(
        others.some(row => isBefore(row, open)),
        'what is lost is an echo',
      )
  } else {
    for (const row of others) assert.ok(!isBefore(stays, row), 'the last one to begin stays')
    if (open && rows.some(isOpen)) assert.ok(isBefore(open, stays), 'the open one stays')
    else if (open) assert.ok(!isBefore(stays, open), 'an echo is no broadcast')
  }
}

type Start = { readonly startedAt: number | null }

/** What history says of one broadcast, from its samples on. */
function expectBroadcast(
  history: readonly WorldSweep[],
  census: Census,
  { streamId, channelId }: Census['broadcasts'][number],
  isSingle: boolean,
) {
  const sampledAt = (id: string, at: number) =>
    census.samples.some(sample => sample.streamId === id && sample.at === at)
  const rows = history.flatMap(({ at, streams }) =>
    streams
      .filter(stream => stream.streamId === streamId && sampledAt(streamId, at))
      .map(stream => ({ at, stream })),
  )
  const lastSampleAt = rows.at(-1)?.at ?? Number.NaN
  const proof = proofOfEnd(
    history.filter(({ at }) => at > lastSampleAt),
    (at, streams) =>
      streams.find(
        other =>
          isSingle &&
          other.channelId === channelId &&
          other.streamId !== streamId &&
          sampledAt(other.streamId, at),
      ) ?? null,
  )
  const middle = Math.floor((lastSampleAt + (proof.goneAt ?? 0)) / 2)
  const endedAt = proof.isEnded
    ? Math.max(lastSampleAt, Math.min(middle, proof.next?.startedAt ?? middle))
    : null
  return {
    broadcast: {
      startedAt: earliestStart(rows.map(({ stream }) => stream.startedAt)),
      endedAt,
      missedAt: proof.isEnded ? null : proof.goneAt,
    },
    segments: expectSegments(rows, endedAt),
  }
}

/** Walks what came after the last sample: two absences end a broadcast, a new id at once. */
function proofOfEnd(
  later: readonly WorldSweep[],
  findReplacement: (at: number, streams: readonly LiveStream[]) => LiveStream | null,
) {
  let goneAt: number | null = null
  for (const [i, { at, status, isCapped, isBelieving, streams }] of later.entries()) {
    const hadMissed = goneAt !== null
    const believed = isBelieving ? later[i - 1]?.at : undefined
    goneAt ??= believed ?? null
    const next = findReplacement(at, streams)
    if (next !== null) return { isEnded: true, goneAt: goneAt ?? at, next }
    if (status !== 'complete' || isCapped) continue
    if (hadMissed || believed !== undefined) return { isEnded: true, goneAt, next: null }
    goneAt = at
  }
  return { isEnded: false, goneAt, next: null }
}

function earliestStart(starts: readonly (number | null)[]): number | null {
  return starts.reduce((kept, startedAt) => {
    if (kept === null || startedAt === null) return kept ?? startedAt
    return startedAt < kept - 60 ? startedAt : kept
  }, null)
}

function expectSegments(
  rows: readonly { readonly at: number; readonly stream: LiveStream }[],
  endedAt: number | null,
): Census['segments'] {
  const contentOf = ({ title, categoryId, gameName, language, tags }: LiveStream) =>
    JSON.stringify([title, categoryId, categoryId === null ? gameName : null, language, tags])
  const firsts = rows.filter(({ stream }, i) => {
    const previous = rows[i - 1]
    return previous === undefined || contentOf(previous.stream) !== contentOf(stream)
  })
  const borders = firsts.map(({ at, stream }) => {
    const previous = rows[rows.findIndex(row => row.at === at) - 1]
    if (previous === undefined) return Math.min(at, stream.startedAt ?? at)
    return Math.floor((previous.at + at) / 2)
  })
  return firsts.map(({ stream: { streamId, title, categoryId, language, tags } }, i) => ({
    streamId,
    segmentNo: i + 1,
    startedAt: borders[i] ?? Number.NaN,
    endedAt: borders[i + 1] ?? endedAt,
    title,
    categoryId,
    language,
    tags,
  }))
}

const swept = [
  'live_broadcasts',
  'samples',
  'segments',
  'channel_titles',
  'broadcast_ends',
  'broadcasts',
  'sweeps',
  'categories',
  'channels',
  'demo',
]

/** Takes every row that a sweep could have left; the days and their partitions stay. */
export async function emptyTables(sql: Sql): Promise<void> {
  await sql.begin(async tx => {
    // Emptying small tables row by row is many times faster than truncating them.
    for (const table of swept) await tx`delete from ${tx(table)}`
    for (const table of ['sweeps', 'categories', 'channels'])
      await tx`select setval(pg_get_serial_sequence(${table}, 'id'), 1, false)`
  })
}

/** Every row of every table as JSON, by table; what a change that is taken back must not touch. */
export async function dumpTables(sql: Sql): Promise<Record<string, string[]>> {
  const tables = await sql<{ name: string }[]>`
    select table_name as name
    from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE'
    order by table_name`
  const dump: Record<string, string[]> = {}
  for (const { name } of tables) {
    const rows = await sql<{ row: string }[]>`
      select to_jsonb(t)::text as row
      from ${sql(name)} t
      order by 1`
    dump[name] = rows.map(({ row }) => row)
  }
  return dump
}
