// Another database to import from: its `channels` and `live_snapshots`, as the first sketch of this
// project had them, or as a Livecensus shows them. It is only read.

import { AppError } from '../domain/error.ts'
import type { Platform } from '../domain/platform.ts'
import { openDatabase, type Sql, sqlStateOf } from './database.ts'

/** A sample as text, by the names of its columns; null = not told. */
export type SnapshotRow = Readonly<Record<SnapshotColumn, string | null>>

type SnapshotColumn = (typeof snapshotColumns)[number] | (typeof channelColumns)[number]

/** Of `live_snapshots`; of each, which kind of column it has to be. */
const snapshotColumns = [
  'id',
  'title',
  'game_name',
  'viewer_count',
  'language',
  'started_at',
  'collected_at',
  'stream_url',
] as const
const channelColumns = ['platform', 'channel_id', 'username', 'display_name'] as const

/** The columns that each of the two tables has. */
export interface SnapshotTables {
  readonly snapshots: ReadonlySet<string>
  readonly channels: ReadonlySet<string>
}

/** Rows on their way at a time. */
const rowsAtATime = 2_000

/** Opens the database for one reader. */
export function openSnapshots(url: string): Sql {
  return openDatabase({ url, poolSize: 1, applicationName: 'livecensus import' })
}

/** Looks at the two tables; throws `invalid` where what must be there is not. */
export async function readSnapshotTables(sql: Sql): Promise<SnapshotTables> {
  const rows = await toldAsSource(
    () => sql<{ table: keyof SnapshotTables; column: string }[]>`
      select t.place as "table", a.attname as "column"
      from (
        values
          ('snapshots', to_regclass('live_snapshots')),
          ('channels', to_regclass('channels'))
      ) as t (place, relation)
      join pg_attribute a on a.attrelid = t.relation
      where a.attnum > 0 and not a.attisdropped`,
  )
  const columnsOf = (table: keyof SnapshotTables) =>
    new Set(rows.filter(row => row.table === table).map(row => row.column))
  const tables = { snapshots: columnsOf('snapshots'), channels: columnsOf('channels') }
  const missing = [
    ...['channel_id', 'collected_at', 'viewer_count']
      .filter(column => !tables.snapshots.has(column))
      .map(column => `live_snapshots.${column}`),
    ...['id', 'channel_id']
      .filter(column => !tables.channels.has(column))
      .map(column => `channels.${column}`),
  ]
  if (missing.length === 0) return tables
  throw new AppError(
    'invalid',
    `The database to import from must have tables channels and live_snapshots; not there: ${missing.join(', ')}.`,
  )
}

/**
 * All samples in the order of their times, some at a time; of one platform, or of all where it is null.
 * Times without a zone are UTC.
 */
export async function* readSnapshots(
  sql: Sql,
  { snapshots, channels }: SnapshotTables,
  platform: Platform | null,
): AsyncGenerator<readonly SnapshotRow[]> {
  const snapshotText = (column: string) =>
    snapshots.has(column) ? sql`s.${sql(column)}::text` : sql`null::text`
  const channelText = (column: string) =>
    channels.has(column) ? sql`c.${sql(column)}::text` : sql`null::text`
  const time = (column: string) =>
    snapshots.has(column)
      ? sql`to_char(s.${sql(column)}, 'YYYY-MM-DD"T"HH24:MI:SS')`
      : sql`null::text`
  const rows = sql<SnapshotRow[]>`
    select
      ${snapshotText('id')} as id,
      ${channelText('platform')} as platform,
      ${channelText('channel_id')} as channel_id,
      ${channelText('username')} as username,
      ${channelText('display_name')} as display_name,
      ${snapshotText('title')} as title,
      ${snapshotText('game_name')} as game_name,
      ${snapshotText('viewer_count')} as viewer_count,
      ${snapshotText('language')} as language,
      ${time('started_at')} as started_at,
      ${time('collected_at')} as collected_at,
      ${snapshotText('stream_url')} as stream_url
    from live_snapshots s
    left join channels c on c.id = s.channel_id
    ${
      platform !== null && channels.has('platform')
        ? sql`where lower(c.platform::text) = ${platform}`
        : sql``
    }
    order by s.collected_at`
  const batches = rows.cursor(rowsAtATime)[Symbol.asyncIterator]()
  try {
    for (;;) {
      const { done, value } = await toldAsSource(() => batches.next())
      if (done) return
      yield value
    }
  } finally {
    await batches.return?.()
  }
}

/** What goes wrong there is told of it, not of the database of the census. */
async function toldAsSource<T>(ask: () => PromiseLike<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    const code =
      sqlStateOf(error) ?? (error instanceof Error && 'code' in error ? error.code : null)
    if (code === null) throw error
    throw new AppError('unavailable', `The database to import from cannot be read (${code}).`, {
      cause: error,
    })
  }
}
