import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anEndedBroadcast, start } from '../../test/builders.ts'
import { createTestDatabase } from '../../test/postgres.ts'
import { readLastKnownViewers } from './last-known-viewers.ts'
import { dayOf, ensurePartition } from './partitions.ts'
import { insertSamples, sampleColumns } from './samples.ts'

const { sql } = await createTestDatabase()
const day = 86_400

/** Samples of one sweep, as (channel, broadcast, viewers). */
async function sample(at: number, rows: [number, number, number | null][]): Promise<void> {
  await ensurePartition(sql, 'kick', dayOf(at))
  const columns = sampleColumns(
    rows.map(([channelKey]) => channelKey),
    rows.map(([, broadcastNo]) => broadcastNo),
    rows.map(([, , viewers]) => viewers),
  )
  assert.ok(columns)
  await insertSamples(sql, { platform: 'kick', collectedAt: at, tier: null }, columns)
}

test('the newest known count of each broadcast is found, however many days back', async () => {
  await sample(start, [
    [1, 1, 900],
    [2, 1, 7],
    [3, 1, null],
    [4, 1, 50],
  ])
  await sample(start + day, [
    [1, 1, null],
    [2, 1, 8],
    [3, 1, null],
    [4, 2, 60],
  ])
  await sample(start + 3 * day, [
    [1, 1, null],
    [2, 1, 0],
    [2, 2, 90],
    [3, 1, null],
  ])
  const ended = [3, 2, 1, 4].map(channelKey =>
    anEndedBroadcast({ channelKey, lastSampleAt: start + 3 * day }),
  )
  assert.deepEqual(await readLastKnownViewers(sql, 'kick', ended), [null, 0, 900, 50])
  assert.deepEqual(await readLastKnownViewers(sql, 'twitch', ended), [null, null, null, null])
  assert.deepEqual(await readLastKnownViewers(sql, 'kick', []), [])
})

test('samples outside of the broadcast as it was known are not looked at', async () => {
  const known = { channelKey: 2, firstSampleAt: start + 1, lastSampleAt: start + 3 * day - 1 }
  assert.deepEqual(await readLastKnownViewers(sql, 'kick', [anEndedBroadcast(known)]), [8])
})
