// The recorded answers in fixtures/twitch, as Twitch would send them.

import { readFileSync } from 'node:fs'
import type { HelixRow } from './fake-helix.ts'

/** A recorded answer with its envelope; `body` is its text. */
export interface RecordedAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** The body of a page of streams. */
export interface HelixPage {
  readonly data: readonly HelixRow[]
  readonly pagination: { readonly cursor?: string }
}

/** The 100 streams of the recorded table, each as the row of JSON it was. */
export function tableRows(): HelixRow[] {
  const [names = [], ...records] = readCsv(read('helix_streams_100_2021-07-20.csv'))
  return records.map(record =>
    Object.fromEntries(
      names.map((name, column) => [name, fieldOf(name, record[column] ?? '')] as const),
    ),
  )
}

/** The recorded page of 20 streams, with a cursor. */
export function pageOf20(): HelixPage {
  return readJson<HelixPage>('helix_streams_page20_2021-02-04.json')
}

/** The same page in its envelope, with rate headers. */
export function pageOf20Answer(): RecordedAnswer {
  return readJson<RecordedAnswer>('helix_streams_page20_2021-02-04.http.json')
}

/** One stream with an escaped ampersand and an empty `pagination`. */
export function ampersandPage(): HelixPage {
  return readJson<HelixPage>('helix_streams_one_escaped_ampersand_2021-08-13.json')
}

/** One stream of today's shape, with tags and a cursor although nothing follows. */
export function currentPage(): HelixPage {
  return readJson<HelixPage>('helix_streams_one_current_schema_2025-03-31.json')
}

/** Every recorded page, and an empty one amid them and at the end. */
export function recordedPages(): HelixPage[] {
  const empty = { data: [], pagination: {} }
  return [pageOf20(), empty, ampersandPage(), currentPage(), empty]
}

/** A stream of today's shape of each of these channels; the ids are of the channel's number. */
export function helixRows(channels: readonly number[]): HelixRow[] {
  const [row] = currentPage().data
  return channels.map(channel => ({ ...row, id: `9${channel}`, user_id: String(channel) }))
}

/** A granted application token. */
export function tokenAnswer(): RecordedAnswer {
  return readJson<RecordedAnswer>('oauth2_token_app_200.http.json')
}

/** A 401 of Helix. */
export function unauthorizedAnswer(): RecordedAnswer {
  return readJson<RecordedAnswer>('helix_401_client_id_missing.http.json')
}

/** The text of the 400 that refuses a cursor. */
export function invalidCursorBody(): string {
  return read('error_400_invalid_cursor_2020-04-17.json')
}

function read(name: string): string {
  return readFileSync(new URL(`fixtures/twitch/${name}`, import.meta.url), 'utf8')
}

/** The caller names the shape; the files never change and their README says what they hold. */
function readJson<T>(name: string): T {
  return JSON.parse(read(name)) as T
}

/** The value a cell had before it was written into the table by Python. */
function fieldOf(name: string, cell: string): unknown {
  switch (name) {
    case 'viewer_count':
      return Number(cell)
    case 'is_mature':
      return cell === 'True'
    case 'tag_ids':
      return [...cell.matchAll(/'([^']*)'/g)].map(([, id]) => id)
    default:
      return cell
  }
}

/** Records of cells; a quoted cell may hold commas, doubled quotes and line ends. */
function readCsv(text: string): string[][] {
  const records: string[][] = []
  let record: string[] = []
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n|$)/g)) {
    record.push(quoted?.replaceAll('""', '"') ?? plain ?? '')
    if (end === ',') continue
    if (record.length > 1) records.push(record)
    record = []
  }
  return records
}
