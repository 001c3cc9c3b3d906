// import: older data from a CSV file or another database.

import { openCsvSource } from '../collect/import/csv.ts'
import { importSource } from '../collect/import/import.ts'
import { openPostgresSource } from '../collect/import/postgres.ts'
import { createFaultReport, importLine } from '../collect/import/report.ts'
import type { ImportSource } from '../collect/import/source.ts'
import { surveySource } from '../collect/import/survey.ts'
import { AppError } from '../domain/error.ts'
import { type Platform, readPlatform } from '../domain/platform.ts'
import { systemClock } from '../lib/clock.ts'
import { drawProgress } from '../lib/progress-bar.ts'
import { clearStatus, printLine, showStatus } from '../lib/terminal.ts'
import { closeDatabase, openDatabase } from '../store/database.ts'
import { refuseDemo } from '../store/demo.ts'
import { openSnapshots } from '../store/import-source.ts'
import { readBroadcastTotals, readStreamUrls } from '../store/import-sweeps.ts'
import { policiesOf } from './clients.ts'
import { runCommand } from './command.ts'
import { type House, withHouse } from './house.ts'

export interface ImportOptions {
  /** Seconds. */
  readonly cadence: number
  readonly platform?: string
  /** Only looks the source through. */
  readonly dryRun?: boolean
}

/** Connections of an import, which does one thing after the other. */
const poolSize = 3

/** Prints one JSON line; exit code 3 = rows were skipped. */
export async function runImport(from: string, options: ImportOptions): Promise<void> {
  const platform = options.platform === undefined ? null : readPlatform(options.platform)
  await runCommand('import', command =>
    withHouse(command, house =>
      withSource(from, platform, source =>
        withHastyPool(house, hasty => importFrom(hasty, source, platform, options)),
      ),
    ),
  )
}

async function withSource(
  from: string,
  platform: Platform | null,
  work: (source: ImportSource) => Promise<void>,
): Promise<void> {
  if (/\.csv(\.gz)?$/i.test(from)) return work(await openCsvSource(from, platform))
  if (!/^postgres(ql)?:\/\//.test(from))
    throw new AppError(
      'invalid',
      'What to import from must be an address that begins with postgres:// or a file that ends in .csv or .csv.gz.',
    )
  const snapshots = openSnapshots(from)
  try {
    await work(await openPostgresSource(snapshots, platform))
  } finally {
    await closeDatabase(snapshots)
  }
}

/** A commit does not wait for the disk: what a crash takes is imported again. */
async function withHastyPool(house: House, work: (hasty: House) => Promise<void>): Promise<void> {
  const { url } = house
  const applicationName = 'livecensus import'
  const sql = openDatabase({ url, poolSize, applicationName, waitsForDisk: false })
  try {
    await work({ ...house, sql })
  } finally {
    await closeDatabase(sql)
  }
}

async function importFrom(
  { sql, config, log, shutdown: { signal } }: House,
  source: ImportSource,
  platform: Platform | null,
  { cadence, dryRun = false }: ImportOptions,
): Promise<void> {
  await refuseDemo(sql)
  const faults = createFaultReport(log)
  const now = Math.floor(systemClock.now() / 1_000)
  const shared = { sql, source, platform, now, cadence, signal, onFault: faults.note }
  const deps = { ...shared, streamUrls: await readStreamUrls(sql) }
  const survey = await surveySource({
    ...deps,
    onProgress: rows => showStatus(`${rows} rows looked through`),
  })
  clearStatus()
  faults.end()
  if (survey.skipped > 0) process.exitCode = 3
  if (dryRun) return printLine(importLine(survey, null))
  const beganMs = systemClock.now()
  const imported = await importSource({
    ...deps,
    survey,
    policyOf: policiesOf(config),
    onProgress: rows => showStatus(drawProgress(rows, survey.rows, systemClock.now() - beganMs)),
  })
  clearStatus()
  const totals = await Promise.all(
    survey.lanes.map(lane => readBroadcastTotals(sql, lane.platform, lane)),
  )
  await printLine(importLine(survey, { imported, totals }))
}
