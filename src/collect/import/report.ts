// What is told of an import: rows that were skipped, and the result in one line.

import { writeRfc3339 } from '../../domain/rfc3339.ts'
import type { Logger } from '../../lib/log.ts'
import type { BroadcastTotals } from '../../store/import-sweeps.ts'
import type { Imported } from './import.ts'
import type { Survey } from './survey.ts'

/** So many rows are named in the log; of the others only how many there are. */
const mostNamed = 20

/** Names the first rows that are skipped, and counts the rest. */
export function createFaultReport(log: Logger) {
  let faults = 0
  return {
    note(place: string, fault: string): void {
      faults += 1
      if (faults <= mostNamed) log.warn({ place }, `${place}: ${fault}`)
    },
    end(): void {
      if (faults > mostNamed) log.warn(`${faults - mostNamed} more rows were skipped`)
    },
  }
}

/** The fields of the command's result; null = nothing was written. */
export function importLine(
  survey: Survey,
  done: { readonly imported: Imported; readonly totals: readonly BroadcastTotals[] } | null,
) {
  const { rows, skipped, duplicates, lanes } = survey
  const sum = (of: (totals: BroadcastTotals) => number) =>
    (done?.totals ?? []).reduce((total, totals) => total + of(totals), 0)
  const reported = sum(totals => totals.reportedSeconds)
  const share = (seconds: number) =>
    reported === 0 ? null : Math.round((seconds / reported) * 10_000) / 10_000
  return {
    platforms: lanes.map(({ platform }) => platform),
    rows,
    imported: done?.imported.streams ?? 0,
    imported_before: lanes.reduce((total, { doneStreams }) => total + doneStreams, 0),
    skipped,
    duplicates,
    sweeps: done?.imported.sweeps ?? 0,
    sweeps_in_source: lanes.reduce((total, { sweeps }) => total + sweeps, 0),
    broadcasts: done === null ? null : sum(totals => totals.broadcasts),
    from: writeRfc3339(Math.min(...lanes.map(({ from }) => from))),
    to: writeRfc3339(Math.max(...lanes.map(({ to }) => to))),
    coverage: {
      viewers: share(sum(totals => totals.observedSeconds)),
      airtime: share(sum(totals => totals.presentSeconds)),
    },
  }
}
