// Imports what a test has written, in the way the command does.

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCsvSource } from '../src/collect/import/csv.ts'
import { type Imported, importSource } from '../src/collect/import/import.ts'
import { type Survey, surveySource } from '../src/collect/import/survey.ts'
import type { Platform } from '../src/domain/platform.ts'
import { openPolicies } from '../src/domain/policy.ts'
import type { Sql } from '../src/store/database.ts'
import { readStreamUrls } from '../src/store/import-sweeps.ts'
import { start } from './builders.ts'

export interface ImportedText extends Imported {
  readonly survey: Survey
  /** Each row that was skipped, with what is wrong. */
  readonly faults: readonly string[]
}

export interface ImportTextOptions {
  /** Seconds; 300 unless told. */
  readonly cadence?: number
  readonly platform?: Platform
  /** It is stopped once so many rows were read; never unless told. */
  readonly stopsAfter?: number
}

/** Imports a CSV into a database. Now is a month after `start`. */
export async function importText(
  sql: Sql,
  text: string,
  { cadence = 300, platform, stopsAfter = Number.POSITIVE_INFINITY }: ImportTextOptions = {},
): Promise<ImportedText> {
  const folder = await mkdtemp(join(tmpdir(), 'livecensus-import-'))
  try {
    const path = join(folder, 'samples.csv')
    await writeFile(path, text)
    const faults: string[] = []
    const stopping = new AbortController()
    const deps = {
      sql,
      source: await openCsvSource(path, platform ?? null),
      platform: platform ?? null,
      now: start + 30 * 86_400,
      streamUrls: await readStreamUrls(sql),
      cadence,
      policyOf: openPolicies,
      signal: stopping.signal,
      onFault: (place: string, fault: string) => faults.push(`${place}: ${fault}`),
      onProgress: () => {},
    }
    const survey = await surveySource(deps)
    const onProgress = (rows: number) => {
      if (rows >= stopsAfter) stopping.abort(new Error('stopped'))
    }
    return { ...(await importSource({ ...deps, survey, onProgress })), survey, faults }
  } finally {
    await rm(folder, { recursive: true })
  }
}
