// What older data is imported from: rows of text in the order of their times, whoever holds them.

/** The columns that are taken, by their names in the source. */
export const importColumns = [
  'platform',
  'channel_id',
  'username',
  'display_name',
  'title',
  'game_name',
  'category_id',
  'viewer_count',
  'language',
  'started_at',
  'collected_at',
  'stream_url',
  'stream_id',
] as const

export type ImportColumn = (typeof importColumns)[number]

/** A row as text; what is null or not there is not told. */
export type ImportFields = Readonly<Partial<Record<ImportColumn, string | null>>>

export interface SourceRow {
  /** Where it stands, such as `line 7`. */
  readonly place: string
  /** A text instead says why there are none. */
  readonly fields: ImportFields | string
}

/** Something to import from. It is read twice: first to look it through. */
export interface ImportSource {
  /** Its rows, some at a time, from the beginning. */
  readonly read: () => AsyncIterable<readonly SourceRow[]>
}
