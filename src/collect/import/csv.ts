// A CSV file to import from: a header that names its columns, then a sample a record.

import { AppError } from '../../domain/error.ts'
import type { Platform } from '../../domain/platform.ts'
import type { CsvRecord } from '../../lib/csv.ts'
import { readCsvFile } from '../../lib/csv-file.ts'
import {
  type ImportColumn,
  type ImportFields,
  type ImportSource,
  importColumns,
  type SourceRow,
} from './source.ts'

/** Where each column that is taken stands, and how many there are in all. */
interface Header {
  readonly places: ReadonlyMap<ImportColumn, number>
  readonly size: number
}

/** Columns that must be there; `platform` only where it is not given. */
const neededColumns = ['platform', 'channel_id', 'collected_at', 'viewer_count'] as const

/**
 * Opens a file, `.csv` or `.csv.gz`; `platform` = all rows are of this one, whatever they say. Throws
 * `invalid` where it cannot be read or a column is missing.
 */
export async function openCsvSource(
  path: string,
  platform: Platform | null,
): Promise<ImportSource> {
  // A fault of the header is told before anything else is done.
  for await (const _rows of readRows(path, platform)) break
  return { read: () => readRows(path, platform) }
}

async function* readRows(
  path: string,
  platform: Platform | null,
): AsyncGenerator<readonly SourceRow[]> {
  let header: Header | null = null
  for await (const records of readRecords(path)) {
    const [first, ...others] = records
    if (first === undefined) continue
    const known: Header = header ?? readHeader(first, platform)
    const rows = header === null ? others : records
    header = known
    yield rows.map(record => readRow(record, known))
  }
  if (header === null) throw new AppError('invalid', `${path} is empty.`)
}

async function* readRecords(path: string): AsyncGenerator<readonly CsvRecord[]> {
  try {
    yield* readCsvFile(path)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    throw new AppError('invalid', `${path} cannot be read (${error.code}).`, { cause: error })
  }
}

function readHeader({ fields }: CsvRecord, platform: Platform | null): Header {
  const names = (fields ?? []).map(name => name.trim().toLowerCase())
  const places = new Map<ImportColumn, number>()
  for (const column of importColumns)
    if (names.includes(column)) places.set(column, names.indexOf(column))
  const missing = neededColumns.filter(
    column => !places.has(column) && (column !== 'platform' || platform === null),
  )
  if (missing.length === 0) return { places, size: names.length }
  const hint = missing.includes('platform')
    ? ' Where all is of one platform, --platform names it.'
    : ''
  throw new AppError(
    'invalid',
    `The first line must name the columns, and ${missing.join(', ')} is not there.${hint}`,
  )
}

function readRow({ line, fields }: CsvRecord, { places, size }: Header): SourceRow {
  const place = `line ${line}`
  if (fields === null) return { place, fields: 'its quotes are not right' }
  if (fields.length !== size)
    return { place, fields: `it has ${fields.length} fields and the first line ${size}` }
  const told: Partial<Record<ImportColumn, string>> = {}
  for (const [column, i] of places) {
    const text = fields[i]
    if (text) told[column] = text
  }
  return { place, fields: told satisfies ImportFields }
}
