import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '../domain/error.ts'
import { createLog, type Logger } from '../lib/log.ts'
import { reportDay, reportDropped, reportNotDone } from './report-daily.ts'

function logged(report: (log: Logger) => void): Record<string, unknown> {
  const lines: string[] = []
  const stream = { write: (line: string) => lines.push(line) }
  report(createLog({ level: 'info', name: 'test', isTerminal: false, stream }))
  assert.equal(lines.length, 1)
  return JSON.parse(lines[0] ?? '')
}

test('the chores of a platform are one line', () => {
  const ranked = { 7: 1_234, 30: 5 }
  const day = 1_799_884_800
  const line = logged(log =>
    reportDay(log, { platform: 'twitch', day, settled: 3, ranked, durationMs: 9 }),
  )
  assert.equal(line.msg, 'twitch: channels ranked up to 2027-01-14: 1,234 in 7 days, 5 in 30 days')
  assert.deepEqual([line.day, line.settled, line.ranked], ['2027-01-14', 3, ranked])
})

test('days that could not be dropped are a warning', () => {
  const dropped = logged(log => reportDropped(log, { dropped: ['2026-12-09'], stuck: [] }))
  assert.equal(dropped.level, 'info')
  const stuck = logged(log => reportDropped(log, { dropped: [], stuck: ['2026-12-10'] }))
  assert.equal(stuck.level, 'warn')
  assert.match(String(stuck.msg), /Those of 2026-12-10 are in use and go later\.$/)
})

test('chores that broke off are an error with its code', () => {
  const error = new AppError('unavailable', 'It is away.')
  const line = logged(log => reportNotDone(log, null, error))
  assert.deepEqual(
    [line.level, line.code, line.msg],
    ['error', 'unavailable', 'all platforms: It is away.'],
  )
})
