// The command works sums out again, says what differed, and tells by its exit code.

import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { packStreams } from '../src/collect/live-rows.ts'
import { recordSweep } from '../src/collect/record.ts'
import { keepingPolicy } from '../src/domain/policy.ts'
import { dayOf, ensurePartition } from '../src/store/partitions.ts'
import { withSweepLock } from '../src/store/sweep-lock.ts'
import { aStream, aSweep, emptyTables, start } from './builders.ts'
import { runCommand } from './command.ts'
import { createTestDatabase } from './postgres.ts'

const { sql, url } = await createTestDatabase()

beforeEach(async () => {
  await emptyTables(sql)
  await ensurePartition(sql, 'twitch', dayOf(start))
  for (const minutes of [0, 5, 10]) {
    const swept = aSweep({ collectedAt: start + minutes * 60 })
    await recordSweep(sql, swept, packStreams([aStream()]), null, null, { policy: keepingPolicy })
  }
})

async function rederive(...args: readonly string[]) {
  const { code, stdout, stderr } = await runCommand(['rederive', ...args], { DATABASE_URL: url })
  const lines = stdout.split('\n').filter(line => line !== '')
  return { code, stderr, lines: lines.map(line => JSON.parse(line)) }
}

function countDifferences({ differences }: { differences: Record<string, number> }): number {
  return Object.values(differences).reduce((sum, rows) => sum + rows, 0)
}

test('sums that differ are only told with --check, and else mended', async () => {
  await sql`update live_broadcasts set samples = samples + 1`
  const checked = await rederive('twitch', '--check')
  assert.equal(checked.code, 3)
  const [line] = checked.lines
  assert.deepEqual([line.platform, line.written], ['twitch', false])
  assert.ok(countDifferences(line) > 0)
  assert.match(checked.stderr, /twitch: .*samples/)

  const mended = await rederive('twitch')
  assert.deepEqual([mended.code, mended.lines[0].written], [0, true])
  const again = await rederive('twitch', '--check')
  assert.equal(again.code, 0)
  assert.equal(countDifferences(again.lines[0]), 0)
})

test('without a name all platforms are done, also where one is being swept', async () => {
  const outcome = await withSweepLock(sql, 'twitch', () => rederive())
  assert.notEqual(outcome, 'busy')
  if (outcome === 'busy') return
  assert.equal(outcome.code, 2)
  assert.match(outcome.stderr, /A sweep or a purge of twitch is running/)
  const platforms = outcome.lines.map(({ platform }) => platform)
  assert.ok(platforms.includes('kick'))
  assert.ok(!platforms.includes('twitch'))
})

test('what is no platform is refused', async () => {
  const { code, stderr, lines } = await rederive('mixer')
  assert.deepEqual([code, lines], [2, []])
  assert.match(stderr, /mixer/)
})
