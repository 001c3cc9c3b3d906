import assert from 'node:assert/strict'
import { test } from 'node:test'
import { drawProgress } from './progress-bar.ts'

const cases: [done: number, total: number, elapsedMs: number, text: string][] = [
  [0, 10, 0, `${'─'.repeat(24)} 0 %`],
  [1, 100, 500, `${'─'.repeat(24)} 1 %`],
  [5, 10, 12_000, `${'━'.repeat(12)}${'─'.repeat(12)} 50 %, about 12 s left`],
  [999, 1_000, 60_000, `${'━'.repeat(23)}─ 99 %, about 1 s left`],
  [10, 10, 24_000, `${'━'.repeat(24)} 100 %`],
  [0, 0, 0, `${'━'.repeat(24)} 100 %`],
]

for (const [done, total, elapsedMs, text] of cases)
  test(`${done} of ${total} after ${elapsedMs} ms is drawn as ${text.slice(24).trim()}`, () => {
    assert.equal(drawProgress(done, total, elapsedMs), text)
  })
