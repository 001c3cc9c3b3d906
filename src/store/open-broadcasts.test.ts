import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { aStream, aSweep, emptyTables, someStreams, start } from '../../test/builders.ts'
import { createTestDatabase } from '../../test/postgres.ts'
import { packStreams } from '../collect/live-rows.ts'
import { recordSweep } from '../collect/record.ts'
import type { LiveStream } from '../domain/live-stream.ts'
import { readOpenTexts, readPlatformState } from './open-broadcasts.ts'
import { dayOf, ensurePartition } from './partitions.ts'

const { sql } = await createTestDatabase()

beforeEach(() => emptyTables(sql))

async function record(streams: readonly LiveStream[], at = start): Promise<void> {
  await ensurePartition(sql, 'twitch', dayOf(at))
  const state = await readPlatformState(sql, 'twitch')
  await recordSweep(sql, aSweep({ collectedAt: at }), packStreams(streams), state, null)
}

const told: LiveStream[] = [
  aStream({
    thumbnailUrl: 'https://example.org/1.jpg',
    avatarUrl: 'https://example.org/anna.webp',
    tags: ['English', 'Chill'],
  }),
  aStream({ streamId: 's2', channelId: 'c2', title: '', gameName: '', categoryId: null, tags: [] }),
  aStream({ streamId: 's3', channelId: 'c3', title: null, gameName: null, categoryId: null }),
  aStream({ streamId: 's4', channelId: 'c4', username: null, displayName: null, language: null }),
  aStream({
    streamId: 's5',
    channelId: 'c5',
    title: '"\\{日本,👩‍👩‍👧}\n\u2028',
    tags: ['null', '', '{a}'],
  }),
]

test('what is open has the fingerprint of the row that told it', async () => {
  await record(told)
  const { open, indexOf } = await readPlatformState(sql, 'twitch')
  for (const { streamId, fingerprint } of packStreams(told).rows)
    assert.equal(open[indexOf.get(streamId ?? '') ?? -1]?.fingerprint, fingerprint)
})

test('what is open has the fingerprint of its newest texts', async () => {
  await record(told)
  const renamed = told.map((stream, i) => ({
    ...stream,
    title: `title ${i}`,
    username: `name_${i}`,
    tags: [`tag ${i}`],
    thumbnailUrl: `https://example.org/new/${i}.jpg`,
  }))
  await record(renamed, start + 300)
  const { open } = await readPlatformState(sql, 'twitch')
  assert.deepEqual(
    open.map(row => row.fingerprint),
    packStreams(renamed).rows.map(row => row.fingerprint),
  )
})

test('what is open tells its language and cadence, and which of it have no stream id', async () => {
  await record([
    aStream({ language: 'de' }),
    aStream({ streamId: 's2', channelId: 'c2' }),
    aStream({ streamId: null, channelId: 'c3', language: null }),
    aStream({ streamId: null, channelId: 'c4' }),
  ])
  const { open, indexOf, withoutId } = await readPlatformState(sql, 'twitch')
  assert.deepEqual(
    open.map(row => [row.streamId, row.language, row.cadence]),
    [
      ['s1', 'de', 300],
      ['s2', 'en', 300],
      [null, null, 300],
      [null, 'en', 300],
    ],
  )
  assert.deepEqual(
    [...indexOf],
    [
      ['s1', 0],
      ['s2', 1],
    ],
  )
  assert.deepEqual(withoutId, [2, 3])
})

test('more than is read at a time is read in the order of the keys', async () => {
  await record(someStreams(2_500))
  const { open, indexOf } = await readPlatformState(sql, 'twitch')
  const keys = open.map(row => row.channelKey)
  assert.equal(keys.length, 2_500)
  assert.deepEqual(
    keys,
    keys.toSorted((a, b) => a - b),
  )
  for (const [i, { streamId }] of open.entries()) assert.equal(indexOf.get(streamId ?? ''), i)
})

test('the texts of open broadcasts come in the order they are asked for', async () => {
  await record(told)
  const { open } = await readPlatformState(sql, 'twitch')
  const found = await readOpenTexts(sql, open.toReversed())
  for (const [i, { titleNo, ...texts }] of found.toReversed().entries()) {
    const { streamId, channelId, viewers, startedAt, ...stream } = told[i] ?? aStream()
    assert.deepEqual(texts, stream)
    assert.equal(titleNo, stream.title === null ? null : 1)
  }
})

test('a broadcast that is not open has no texts, which ends the record', async () => {
  await assert.rejects(readOpenTexts(sql, [{ channelKey: 1, broadcastNo: 1 }]), /no live row/)
})
