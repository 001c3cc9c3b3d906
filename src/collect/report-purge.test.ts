import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLog } from '../lib/log.ts'
import { type PurgedRows, type PurgeReport, purgedTables } from '../store/purge.ts'
import { purgeLine, reportPurge } from './report-purge.ts'

const none: PurgedRows = { deleted: 0, cleared: 0, kept: 0 }
const tables = Object.fromEntries(
  Object.keys(purgedTables).map(table => [table, none]),
) as PurgeReport['tables']
const report: PurgeReport = {
  platform: 'youtube',
  isDryRun: false,
  statsFrom: 1_797_465_600,
  dataFrom: null,
  tables: { ...tables, samples: { deleted: 1_234, cleared: 0, kept: 9 } },
  stuckDays: [],
}

function logged(told: PurgeReport): { level: string; msg: string } {
  const lines: string[] = []
  const stream = { write: (line: string) => lines.push(line) }
  reportPurge(createLog({ level: 'info', name: 'test', isTerminal: false, stream }), told)
  return JSON.parse(lines[0] ?? '')
}

test('a purge is told by table, with the moments since which things are kept', () => {
  const { tables, ...line } = purgeLine(report)
  assert.deepEqual(line, {
    platform: 'youtube',
    stats_kept_from: '2026-12-17T00:00:00Z',
    data_kept_from: null,
    stuck_days: [],
  })
  assert.deepEqual(tables.samples, { deleted: 1_234, cleared: 0, kept: 9 })
  assert.equal(purgeLine({ ...report, isDryRun: true }).dry_run, true)
})

test('a purge that could do all is logged as news, one that could not as a warning', () => {
  const done = logged(report)
  assert.equal(done.level, 'info')
  assert.equal(done.msg, 'youtube: 1,234 rows purged, 0 cleared of what may not be kept')
  const stuck = logged({ ...report, stuckDays: ['2026-12-16'] })
  assert.equal(stuck.level, 'warn')
  assert.match(stuck.msg, /The samples of 2026-12-16 are in use and go later\.$/)
})
