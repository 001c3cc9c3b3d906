import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { endings } from '../../../test/fake-kick.ts'
import {
  categoriesList,
  type KickRow,
  liveChannel,
  partialList,
  unauthorizedBody,
  versionOneList,
  versionTwoRow,
  versionTwoRows,
} from '../../../test/kick-fixtures.ts'
import type { LiveStream } from '../../domain/live-stream.ts'
import {
  readCategories,
  readErrorMessage,
  readLivestreams,
  readTopLivestreams,
  readTotalCount,
} from './payload.ts'

const row = versionTwoRow()

/** The stream read from the row with some fields changed; null = skipped. */
function readRow(fields: KickRow): LiveStream | null {
  const page = readLivestreams({ data: [{ ...row, ...fields }], message: 'OK' })
  assert.equal((page?.rows.length ?? 0) + (page?.skipped ?? 0), 1)
  return page?.rows[0] ?? null
}

const withUser = (fields: KickRow) => ({
  broadcaster_user: { id: 30_111, username: 'InXxxxx', ...fields },
})

test('a stream is read exactly', () => {
  assert.deepEqual(readRow({}), {
    streamId: '0196f0c7-6f1e-7d52-9a3b-5d1f0b8e2c41',
    channelId: '30111',
    username: 'inxxxxx',
    displayName: 'InXxxxx',
    avatarUrl:
      'https://files.kick.com/images/user/30111/profile_image/conversion/44a9f1fb-0498-47b5-820e-ef9399fd23d4-fullsize.webp',
    title: 'Super first stream',
    categoryId: '15',
    gameName: 'Just Chatting',
    viewers: 18_081,
    language: 'en',
    startedAt: 1_743_518_309,
    tags: ['tag1', 'tag2'],
    thumbnailUrl: 'https://images.kick.com/video_thumbnails/xxxx/yyy/480.webp',
  })
})

test('rows of version 1 have no stream id and are skipped among those of version 2', () => {
  for (const list of [versionOneList(), partialList(), { data: [liveChannel()] }])
    assert.deepEqual(readLivestreams(list), { rows: [], skipped: 1, nextCursor: null })
})

test('rows of version 1 are read by their own names, without a stream id', () => {
  const [recorded = {}] = versionOneList().data
  const [stream] = readTopLivestreams(versionOneList())?.rows ?? []
  assert.deepEqual(stream, {
    ...readRow({}),
    streamId: null,
    displayName: null,
    avatarUrl: recorded.profile_picture,
  })
  for (const [fields, field, value] of [
    [{ id: 'x', livestream_id: 'x' }, 'streamId', null],
    [{ profile_picture: '' }, 'avatarUrl', null],
    [{ slug: '' }, 'username', null],
    [{ slug: 777 }, 'username', '777'],
    [{ title: 'x', stream_title: '' }, 'title', ''],
    [{ stream_title: null }, 'title', null],
    [{ language_code: 'x', language: 'pt-BR' }, 'language', 'pt-br'],
    [{ language: null }, 'language', null],
    [{ tags: ['x'], custom_tags: null }, 'tags', []],
    [{ category: null }, 'categoryId', null],
    [{ viewer_count: null }, 'viewers', null],
    [{ viewer_count: 0 }, 'viewers', 0],
    [{ thumbnail: '' }, 'thumbnailUrl', null],
  ] as const) {
    const page = readTopLivestreams({ data: [{ ...recorded, ...fields }] })
    assert.deepEqual(page?.rows[0]?.[field], value, JSON.stringify(fields))
  }
})

test('a row of version 1 is skipped without channel or start', () => {
  const [recorded = {}] = versionOneList().data
  const odd = [
    null,
    7,
    [],
    { ...recorded, broadcaster_user_id: 0 },
    { ...recorded, broadcaster_user_id: null, broadcaster_user: { id: 7 } },
    { ...recorded, started_at: '0001-01-01T00:00:00Z' },
    ...partialList().data,
  ]
  const page = readTopLivestreams({ data: [...odd, recorded] })
  assert.deepEqual([page?.rows.length, page?.skipped], [1, odd.length])
  for (const body of [undefined, null, [], {}, { data: {} }])
    assert.equal(readTopLivestreams(body), null)
})

test('a row is skipped when its id, channel or start cannot be read', () => {
  for (const value of [null, undefined, '', {}, [], true, 'x y', 'é', 1.5, 2 ** 53, Number.NaN]) {
    for (const field of ['id', 'broadcaster_user', 'started_at'])
      assert.equal(readRow({ [field]: value }), null, `${field} ${String(value)}`)
    assert.equal(readRow(withUser({ id: value })), null, `user id ${String(value)}`)
  }
})

test('a count that cannot be read is unknown, never zero', () => {
  for (const viewer_count of [null, undefined, '', {}, true, 1.5, -1, '-1', '1e3', 2 ** 31])
    assert.equal((readRow({ viewer_count }) ?? assert.fail()).viewers, null, String(viewer_count))
})

test('the empty values of Go are no ids and no start', () => {
  for (const id of ['00000000-0000-0000-0000-000000000000', 0, '0'])
    assert.equal(readRow({ id }), null, String(id))
  for (const id of [0, '0', -1, '01', '+1', '1.0', '1e3'])
    assert.equal(readRow(withUser({ id })), null, String(id))
  for (const started_at of ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00+00:00', '1970-01-01'])
    assert.equal(readRow({ started_at }), null, started_at)
})

test('one row that cannot be read costs no other', () => {
  const page = readLivestreams({ data: [row, null, 7, 'x', [], { id: 'x' }, row] })
  assert.deepEqual([page?.rows.length, page?.skipped], [2, 5])
})

test('zero viewers stay zero: what they mean is not decided here', () => {
  for (const viewer_count of [0, -0, '0'])
    assert.ok(Object.is(readRow({ viewer_count })?.viewers, 0))
})

test('a start has any offset and any fraction', () => {
  for (const started_at of [
    '2025-04-01T14:38:29Z',
    '2025-04-01T14:38:29.999999Z',
    '2025-04-02T01:38:29+11:00',
    '2025-04-01T05:08:29.1-09:30',
  ])
    assert.equal(readRow({ started_at })?.startedAt, 1_743_518_309, started_at)
})

test('numbers and texts stand in for each other where it is harmless', () => {
  const stream = readRow({
    id: 42,
    viewer_count: '18081',
    title: 2_025,
    tags: [2_025, 'en'],
    channel: { slug: 777 },
    category: { id: '15', name: 1_942 },
    ...withUser({ id: '30111', username: 777 }),
  })
  assert.deepEqual(
    [stream?.streamId, stream?.channelId, stream?.viewers, stream?.title, stream?.tags],
    ['42', '30111', 18_081, '2025', ['2025', 'en']],
  )
  assert.deepEqual(
    [stream?.username, stream?.displayName, stream?.categoryId, stream?.gameName],
    ['777', '777', '15', '1942'],
  )
})

test('a category without id or with an empty name is none', () => {
  for (const [category, categoryId, gameName] of [
    [{ id: 0, name: '' }, null, ''],
    [{ id: '0', name: '' }, null, ''],
    [{ id: 0, name: 'Slots' }, null, 'Slots'],
    [{ id: 15, name: '' }, null, ''],
    [{ id: 15 }, '15', null],
    [{ id: 15, name: null }, '15', null],
    [{ id: -1, name: 'Slots' }, null, 'Slots'],
    [{ name: 'Slots' }, null, 'Slots'],
    [{}, null, null],
    [null, null, null],
    [undefined, null, null],
    [[], null, null],
    ['Slots', null, null],
  ] as const) {
    const stream = readRow({ category })
    assert.deepEqual([stream?.categoryId, stream?.gameName], [categoryId, gameName])
  }
})

test('fields of another type are unknown, and the row stays', () => {
  for (const value of [null, undefined, 7.5, {}, [], true]) {
    const stream = readRow({
      title: value,
      thumbnail: value,
      language_code: value,
      tags: value,
      has_mature_content: value,
      channel: value,
      category: value,
      ...withUser({ username: value }),
    })
    const { streamId, channelId, viewers, startedAt, tags, ...others } = stream ?? assert.fail()
    assert.deepEqual(
      [streamId, channelId, viewers, startedAt],
      [row.id, '30111', 18_081, 1_743_518_309],
    )
    assert.deepEqual(tags, [])
    assert.deepEqual([...new Set(Object.values(others))], [null])
  }
})

test('an empty title stays, other empty texts are unknown', () => {
  const stream = readRow({
    title: '',
    thumbnail: '',
    language_code: '',
    channel: { slug: '' },
    ...withUser({ username: '' }),
  })
  assert.equal(stream?.title, '')
  for (const field of ['username', 'displayName', 'language', 'thumbnailUrl'] as const)
    assert.equal(stream?.[field], null, field)
})

test('the picture of the channel is an address or not told', () => {
  const picture = 'https://files.kick.com/images/user/30111/profile_image/1.webp'
  assert.equal(readRow(withUser({ profile_picture: picture }))?.avatarUrl, picture)
  for (const profile_picture of ['', null, undefined, 7, {}, 'javascript:alert(1)', '/1.webp'])
    assert.equal(readRow(withUser({ profile_picture }))?.avatarUrl, null)
})

test('texts become well-formed, lose NUL and are cut between characters', () => {
  assert.equal(readRow({ title: 'a\0b\ud800c\udc00' })?.title, 'ab\ufffdc\ufffd')
  assert.equal(readRow({ title: `${'x'.repeat(1_999)}🎉` })?.title, 'x'.repeat(1_999))
  assert.equal(readRow({ tags: ['t'.repeat(200)] })?.tags[0], 't'.repeat(100))
  assert.equal(readRow({ tags: Array.from({ length: 60 }, () => 't') })?.tags.length, 50)
  assert.equal(readRow({ language_code: 'pt-BR' })?.language, 'pt-br')
  assert.equal(readRow({ thumbnail: 'javascript:alert(1)' })?.thumbnailUrl, null)
})

for (const [name, ending] of Object.entries(endings))
  test(`a list with ${name} ends`, () => {
    assert.equal(readLivestreams({ data: [row], message: 'OK', ...ending })?.nextCursor, null)
    assert.equal(readCategories({ data: [], message: 'OK', ...ending })?.nextCursor, null)
  })

test('a cursor is passed on as it is', () => {
  for (const [next_cursor, nextCursor] of [
    ['eyJjX2N1cnNvciI6MTB9', 'eyJjX2N1cnNvciI6MTB9'],
    ['a b&c', 'a b&c'],
    [1_000, '1000'],
    // A lone surrogate could not be written into an address.
    ['\ud800', '\ufffd'],
    [{}, null],
    [true, null],
    [1.5, null],
  ] as const)
    assert.equal(readLivestreams({ data: [], pagination: { next_cursor } })?.nextCursor, nextCursor)
  for (const pagination of [[], 'x', 7])
    assert.equal(readLivestreams({ data: [], pagination })?.nextCursor, null)
})

test('null is an empty list; what holds no list is none', () => {
  const empty = { rows: [], skipped: 0, nextCursor: null }
  assert.deepEqual(readLivestreams({ data: null, message: 'OK' }), empty)
  assert.deepEqual(readLivestreams({ data: [] }), empty)
  for (const body of [undefined, null, 7, 'x', [], {}, { data: {} }, { data: 'x' }, { rows: [] }])
    assert.equal(readLivestreams(body), null)
})

test('recorded categories are read with their pictures', () => {
  const { data, pagination } = categoriesList()
  assert.deepEqual(readCategories(categoriesList()), {
    rows: [
      { categoryId: '9569', gameName: 'Gaming Cafe Simulator', artUrl: data[0]?.thumbnail },
      { categoryId: '4688', gameName: 'Miniature Wargaming', artUrl: data[1]?.thumbnail },
    ],
    skipped: 0,
    nextCursor: pagination.next_cursor,
  })
  const odd = readCategories({
    data: [{ id: 1, name: '' }, { name: 'x' }, 7, { id: '2', name: 'y' }],
  })
  assert.deepEqual(odd?.rows, [{ categoryId: '2', gameName: 'y', artUrl: null }])
  assert.equal(odd?.skipped, 3)
})

test('the total is a count or not said', () => {
  for (const [body, total] of [
    [{ data: { total_count: 12_345 }, message: 'OK' }, 12_345],
    [{ data: { total_count: '12345' } }, 12_345],
    [{ data: { total_count: 0 } }, 0],
    [{ data: { total_count: -1 } }, null],
    [{ data: { total_count: null } }, null],
    [{ data: {} }, null],
    [{ data: [] }, null],
    [{ data: null }, null],
    [null, null],
  ] as const)
    assert.equal(readTotalCount(body), total)
})

test('of an error at most one short plain line is told, the most telling first', () => {
  for (const [body, message] of [
    [JSON.parse(unauthorizedBody()), 'Unauthorized'],
    [
      { data: 'event subscription limit reached', message: 'Bad request' },
      'event subscription limit reached',
    ],
    [{ data: null, message: 'Bad request' }, 'Bad request'],
    [{ data: ['x'], message: 'Bad request' }, 'Bad request'],
    [{ message: 'Bad request' }, 'Bad request'],
    [{ error: 'invalid_client' }, 'invalid_client'],
    [{ error: 'invalid_client', error_description: 'No such client' }, 'No such client'],
    [{ error: { code: 7 }, message: '' }, null],
    [{ message: 'two\nlines', error: 'x '.repeat(101) }, null],
    [{ message: `bad token ${'0Aa9'.repeat(8)}` }, null],
    [{}, null],
    ['Unauthorized', null],
    [undefined, null],
  ] as const)
    assert.equal(readErrorMessage(body), message)
})

const odd = fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary' }), fc.constant('\ud800\0x'))

/** Objects like this one, in which now and then a value, at any depth, is something else. */
function like(value: unknown): fc.Arbitrary<unknown> {
  const same: fc.Arbitrary<unknown> =
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? fc.record(
          Object.fromEntries(Object.entries(value).map(([key, field]) => [key, like(field)])),
        )
      : fc.constant(value)
  return fc.oneof({ weight: 14, arbitrary: same }, { weight: 1, arbitrary: odd })
}

test('no JSON whatever is fatal: each row is a stream or skipped, and texts can be stored', () => {
  const rows = fc.array(fc.oneof(...versionTwoRows(3).map(like), odd))
  const bodies = fc.oneof(odd, fc.record({ data: rows, pagination: odd }))
  let streamsRead = 0
  fc.assert(
    fc.property(bodies, body => {
      const page = readLivestreams(body)
      if (page === null) return
      const { data } = body as { data: readonly unknown[] | null }
      assert.equal(page.rows.length + page.skipped, data?.length ?? 0)
      streamsRead += page.rows.length
      for (const text of page.rows.flatMap(stream => Object.values(stream)).flat())
        if (typeof text === 'string') assert.ok(text.isWellFormed() && !text.includes('\0'))
    }),
    { numRuns: 300 },
  )
  assert.ok(streamsRead > 100, `${streamsRead} streams were read`)
})

test('no JSON whatever is fatal to the other readers', () => {
  const lists = [categoriesList(), versionOneList(), { data: { total_count: 7 } }]
  const bodies = fc.oneof(odd, ...lists.map(like))
  fc.assert(
    fc.property(bodies, body => {
      readCategories(body)
      readTopLivestreams(body)
      readTotalCount(body)
      const message = readErrorMessage(body)
      assert.ok(message === null || (message.length <= 200 && !/[\n\r\0]/.test(message)))
    }),
    { numRuns: 300 },
  )
})
