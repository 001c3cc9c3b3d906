// Builders of what tests start from: each fills in what a test does not care about.

import type { EndedBroadcast, OpenBroadcast, OpenTexts } from '../src/domain/broadcast.ts'
import type { LiveStream, StreamTexts } from '../src/domain/live-stream.ts'
import { capabilitiesOf } from '../src/domain/platform.ts'
import { keepingPolicy, usualPolicyOf } from '../src/domain/policy.ts'
import { writeTexts } from '../src/domain/stream-texts.ts'
import type { Sweep, SweepFigures } from '../src/domain/sweep.ts'
import { fingerprintOf } from '../src/lib/fingerprint.ts'
import type { CallContext, LivePage, PlatformClient } from '../src/platforms/client.ts'
import type { TrackedClient } from '../src/platforms/tracked-client.ts'
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
    avatarUrl: null,
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
  const stream = aStream()
  const texts = { ...stream, ...known }
  return {
    ...texts,
    fingerprint: fingerprintOfTexts(texts),
    channelKey: 1,
    broadcastNo: 1,
    lastSampleAt: start,
    cadence: 300,
    missedAt: null,
    segmentNo: 1,
    categoryKey: 1,
    lastKnownViewers: 100,
    titleNo: 1,
    ...known,
  }
}

/** What is open as the store reads it. */
export function openBroadcasts<T extends OpenBroadcast>(open: readonly T[]) {
  const places = [...open.entries()]
  return {
    open,
    indexOf: new Map(
      places.flatMap(([i, { streamId }]): [string, number][] =>
        streamId === null ? [] : [[streamId, i]],
      ),
    ),
    withoutId: places.filter(([, { streamId }]) => streamId === null).map(([i]) => i),
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
    endedAt: start + 450,
    segmentNo: 1,
    titleNo: 1,
    categoryKey: 1,
    lastKnownViewers: null,
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
    walkedWhole: true,
    cadence: 300,
    tiers: null,
    figures: someFigures(),
    durationMs: 1_000,
    ...known,
  }
}

export function aPage(streams: readonly LiveStream[], nextCursor: string | null = null): LivePage {
  return { kind: 'page', streams, skipped: 0, nextCursor, onlyTop: null }
}

/** A client of a platform whose whole list stands on one page, asked for anew by each sweep. */
export function aClient(
  readList: (context: CallContext) => LivePage | Promise<LivePage>,
  platform: PlatformClient['platform'] = 'twitch',
): PlatformClient {
  return {
    ...aGate(platform),
    readLivePage: async (_cursor, context) => {
      context.tally.requests += 1
      return readList(context)
    },
  }
}

/** What a client tells of itself; it reads nothing. */
export function aGate(platform: PlatformClient['platform'] = 'twitch'): PlatformClient {
  return {
    platform,
    capabilities: capabilitiesOf(platform),
    policy: keepingPolicy,
    order: 'viewers',
    budget: () => null,
    readLivePage: async () => aPage([]),
    refresh: async () => ({ rows: [], skipped: 0 }),
  }
}

/** What a test answers in place of a tracked platform; questions it does not name are refused. */
export type TrackedAnswers = Partial<
  Pick<
    TrackedClient,
    'search' | 'readVideos' | 'readChannels' | 'readUploads' | 'readVideoCategories'
  >
>

/** A client of YouTube that asks no ledger. Each call counts as one request. */
export function aTrackedClient(answers: TrackedAnswers): TrackedClient {
  const refuse = (what: string) => async (): Promise<never> => {
    throw new Error(`${what} was not to be asked`)
  }
  const counted =
    <Args extends unknown[], T>(answer: (...args: Args) => Promise<T>) =>
    (...args: Args): Promise<T> => {
      const context = args.at(-1) as CallContext
      context.tally.requests += 1
      return answer(...args)
    }
  const unit = { bucket: 'default', units: 1 } as const
  return {
    platform: 'youtube',
    capabilities: capabilitiesOf('youtube'),
    policy: usualPolicyOf('youtube'),
    costs: {
      search: { bucket: 'search', units: 1 },
      readVideos: unit,
      readChannels: unit,
      readUploads: unit,
      readVideoCategories: unit,
    },
    mostIds: 50,
    budget: () => null,
    search: counted(answers.search ?? refuse('a search')),
    readVideos: counted(answers.readVideos ?? refuse('a look-up')),
    readChannels: counted(answers.readChannels ?? refuse('a channel')),
    readUploads: counted(answers.readUploads ?? refuse('an upload')),
    readVideoCategories: counted(answers.readVideoCategories ?? refuse('a category')),
  }
}

const swept = [
  'live_broadcasts',
  'channel_rankings',
  'ranking_boards',
  'channel_days',
  'rollup_hours',
  'rollup_pair_hours',
  'rollup_days',
  'rollup_spans',
  'rollup_span_totals',
  'samples',
  'segments',
  'channel_titles',
  'broadcast_ends',
  'broadcasts',
  'follower_readings',
  'directory_readings',
  'awaited_streams',
  'searches',
  'followed_channels',
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
