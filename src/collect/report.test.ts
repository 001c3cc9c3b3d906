import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '../domain/error.ts'
import type { Sweep } from '../domain/sweep.ts'
import { createLog } from '../lib/log.ts'
import { reportFailure, reportSweep, sweepLine } from './report.ts'

const complete: Sweep = {
  platform: 'twitch',
  slot: 1_795_370_700,
  collectedAt: 1_795_370_703,
  status: 'complete',
  reason: null,
  error: null,
  scope: { kind: 'all' },
  walkedWhole: true,
  tiers: null,
  cadence: 300,
  figures: { streams: 12, pages: 3, requests: 4, retries: 1, duplicates: 2, skipped: 0 },
  durationMs: 812.4,
}
const partial: Sweep = {
  ...complete,
  status: 'partial',
  reason: 'page_failed',
  error: 'Twitch answered 500 to 3 of 3 tries.',
}

function aLog() {
  const lines: string[] = []
  const stream = { write: (line: string) => lines.push(line) }
  const log = createLog({ level: 'info', name: 'work', isTerminal: false, stream })
  return { log, lines: () => lines.map(line => JSON.parse(line)) }
}

test('the line of a complete sweep has its figures and no reason', () =>
  assert.deepEqual(sweepLine(complete), {
    platform: 'twitch',
    slot: '2026-11-22T18:05:00Z',
    status: 'complete',
    scope: 'all',
    streams: 12,
    pages: 3,
    requests: 4,
    retries: 1,
    duplicates: 2,
    skipped: 0,
    duration_ms: 812,
    collected_at: '2026-11-22T18:05:03Z',
  }))

test('the line of a partial sweep says why', () => {
  const { reason, error } = sweepLine(partial)
  assert.deepEqual([reason, error], ['page_failed', 'Twitch answered 500 to 3 of 3 tries.'])
})

test('a sweep is one line of the log, louder the less it read', () => {
  const { log, lines } = aLog()
  reportSweep(log, complete)
  reportSweep(log, partial)
  reportSweep(log, { ...partial, status: 'failed' })
  assert.deepEqual(
    lines().map(({ level, msg }) => [level, msg]),
    [
      ['info', 'twitch: complete, 12 streams in 3 pages'],
      ['warn', 'twitch: partial, 12 streams in 3 pages. Twitch answered 500 to 3 of 3 tries.'],
      ['error', 'twitch: failed, 12 streams in 3 pages. Twitch answered 500 to 3 of 3 tries.'],
    ],
  )
})

test('a complete sweep that went wrong on its second way says so', () => {
  const { log, lines } = aLog()
  const error = 'Twitch answered 503 to 3 of 3 tries.'
  reportSweep(log, { ...complete, error })
  const [line] = lines()
  assert.deepEqual([line.level, line.status, line.error], ['warn', 'complete', error])
})

test('what two ways through a list have missed of each other is told', () => {
  const missed = { bySplit: 7, byWhole: 2 }
  const line = sweepLine({ ...complete, figures: { ...complete.figures, missed } })
  assert.deepEqual([line.split_missed, line.whole_missed], [7, 2])
})

test('a sweep that could not be recorded is told with its cause', () => {
  const { log, lines } = aLog()
  reportFailure(log, 'twitch', new AppError('conflict', 'A sweep of twitch is running already.'))
  reportFailure(log, 'twitch', new Error('boom'))
  const [refused, broken] = lines()
  assert.deepEqual(
    [refused.level, refused.code, refused.msg],
    ['error', 'conflict', 'twitch: A sweep of twitch is running already.'],
  )
  assert.equal(broken.err.message, 'boom')
})
