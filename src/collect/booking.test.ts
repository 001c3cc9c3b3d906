import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aStream, aSweep, start } from '../../test/builders.ts'
import { createTestDatabase } from '../../test/postgres.ts'
import type { LiveStream } from '../domain/live-stream.ts'
import { createPolicies, type PlatformPolicy } from '../domain/policy.ts'
import { dayOf, ensurePartition } from '../store/partitions.ts'
import { listUnbooked } from '../store/unbooked.ts'
import { packStreams } from './live-rows.ts'
import { recordSweep } from './record.ts'
import { rederivePlatform } from './rederive/rederive.ts'

const accepted = createPolicies({ youtubeDerivedMetrics: true })('youtube')
const strict = createPolicies({ youtubeDerivedMetrics: false })('youtube')
const { sql } = await createTestDatabase()
const { signal } = new AbortController()

async function sweep(minutes: number, streams: readonly LiveStream[], policy: PlatformPolicy) {
  const collectedAt = start + minutes * 60
  await ensurePartition(sql, 'youtube', dayOf(collectedAt))
  const swept = aSweep({ platform: 'youtube', collectedAt })
  await recordSweep(sql, swept, packStreams(streams), null, null, { policy })
}

test('a sweep that may work nothing out notes that sums are missing, from the first broadcast on', async () => {
  await sweep(0, [], strict)
  assert.deepEqual(await listUnbooked(sql), [])
  await sweep(5, [aStream()], strict)
  assert.deepEqual(await listUnbooked(sql), ['youtube'])
  await sweep(10, [aStream()], accepted)
  await rederivePlatform({ sql, platform: 'youtube', policy: accepted, isCheck: false, signal })
  assert.deepEqual(await listUnbooked(sql), [])
  // As by hand without the setting: it takes the sums of what it sees with it.
  await sweep(15, [aStream()], strict)
  assert.deepEqual(await listUnbooked(sql), ['youtube'])
})
