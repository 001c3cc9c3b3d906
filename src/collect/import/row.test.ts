import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readImportRow } from './row.ts'
import type { ImportFields } from './source.ts'

const rules = {
  platform: null,
  now: Date.UTC(2027, 0, 1) / 1_000,
  streamUrls: new Map([
    ['twitch', 'https://www.twitch.tv/{username}'],
    ['youtube', 'https://www.youtube.com/watch?v={stream_id}'],
  ] as const),
}
const needed = { platform: 'twitch', channel_id: 'c1', collected_at: '2026-05-06 23:47:13' }

function read(fields: ImportFields, platform: 'twitch' | 'kick' | null = null) {
  return readImportRow({ ...needed, ...fields }, { ...rules, platform })
}

/** The stream of a row that can be read. */
function streamOf(fields: ImportFields) {
  const row = read(fields)
  assert.ok(row !== null && typeof row === 'object', String(row))
  return row.stream
}

test('what is not told is unknown', () => {
  assert.deepEqual(read({}), {
    platform: 'twitch',
    collectedAt: Date.UTC(2026, 4, 6, 23, 47, 13) / 1_000,
    stream: {
      streamId: null,
      channelId: 'c1',
      username: null,
      displayName: null,
      title: null,
      categoryId: null,
      gameName: null,
      viewers: null,
      language: null,
      startedAt: null,
      tags: [],
      thumbnailUrl: null,
      avatarUrl: null,
    },
  })
})

test('a time without a zone is UTC, and a fraction of a second is cut off', () => {
  const at = Date.UTC(2026, 4, 6, 23, 47, 13) / 1_000
  for (const text of [
    '2026-05-06T23:47:13',
    '2026-05-06 23:47:13.999999',
    '2026-05-06T23:47:13Z',
    '2026-05-06 23:47:13+00',
    '2026-05-06 20:47:13.5-03',
    '2026-05-07 05:17:13+0530',
    '2026-05-07T05:17:13+05:30',
  ])
    assert.equal(streamOf({ started_at: text }).startedAt, at, text)
})

test('0 viewers are told, and none are unknown', () => {
  assert.equal(streamOf({ viewer_count: '0' }).viewers, 0)
  assert.equal(streamOf({ viewer_count: '' }).viewers, null)
  assert.equal(streamOf({ viewer_count: null }).viewers, null)
})

test('an address that holds the id of a stream tells it', () => {
  const youtube = { platform: 'youtube', stream_url: 'https://www.youtube.com/watch?v=abc-1' }
  assert.equal(streamOf(youtube).streamId, 'abc-1')
  assert.equal(streamOf({ ...youtube, stream_id: 'told' }).streamId, 'told')
  assert.equal(streamOf({ ...youtube, stream_url: 'https://youtu.be/abc-1' }).streamId, null)
  assert.equal(streamOf({ stream_url: 'https://www.twitch.tv/anna' }).streamId, null)
})

test('what cannot be read is named', () => {
  const faults: readonly (readonly [ImportFields, string])[] = [
    [{ platform: null }, 'platform is empty'],
    [{ platform: 'mixer' }, 'platform is "mixer", which is none'],
    [{ channel_id: '' }, 'channel_id is empty'],
    [{ channel_id: 'c 1' }, 'channel_id is "c 1"'],
    [{ collected_at: null }, 'collected_at is empty'],
    [{ collected_at: '2026-02-30 00:00:00' }, 'collected_at is "2026-02-30 00:00:00"'],
    [{ collected_at: '2027-01-01 00:00:01' }, 'collected_at lies in the future'],
    [{ viewer_count: '-1' }, 'viewer_count is "-1"'],
    [{ viewer_count: '12.5' }, 'viewer_count is "12.5"'],
    [{ started_at: 'yesterday' }, 'started_at is "yesterday"'],
    [{ stream_id: 'a b' }, 'stream_id is "a b"'],
  ]
  for (const [fields, fault] of faults) assert.equal(read(fields), fault)
})

test('rows of another platform than wanted are none, and those that name none are its own', () => {
  assert.equal(read({}, 'kick'), null)
  const row = read({ platform: null }, 'kick')
  assert.ok(row !== null && typeof row === 'object')
  assert.equal(row.platform, 'kick')
})
