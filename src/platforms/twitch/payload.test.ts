import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  ampersandPage,
  currentPage,
  type HelixPage,
  invalidCursorBody,
  pageOf20,
  tableRows,
  tokenAnswer,
  unauthorizedAnswer,
} from '../../../test/twitch-fixtures.ts'
import type { LiveStream } from '../../domain/live-stream.ts'
import { readGrantedToken } from '../granted-token.ts'
import {
  readErrorMessage,
  readFollowerCount,
  readGames,
  readStreams,
  readUsers,
} from './payload.ts'

const row = currentPage().data[0] ?? assert.fail('the recorded page has a row')

/** The stream read from the recorded row with some fields changed; null = skipped. */
function readRow(fields: Readonly<Record<string, unknown>>): LiveStream | null {
  const page = readStreams({ data: [{ ...row, ...fields }], pagination: {} })
  assert.equal((page?.rows.length ?? 0) + (page?.skipped ?? 0), 1)
  return page?.rows[0] ?? null
}

/** What a recorded row says, put into the census' words by other means than the reader's. */
function expected(recorded: Readonly<Record<string, unknown>>): LiveStream {
  return {
    streamId: String(recorded.id),
    channelId: String(recorded.user_id),
    username: String(recorded.user_login),
    displayName: String(recorded.user_name),
    avatarUrl: null,
    title: String(recorded.title),
    categoryId: recorded.game_id === '' ? null : String(recorded.game_id),
    gameName: String(recorded.game_name),
    viewers: Number(recorded.viewer_count),
    language: String(recorded.language),
    startedAt: Date.parse(String(recorded.started_at)) / 1_000,
    tags: Array.isArray(recorded.tags) ? recorded.tags : [],
    thumbnailUrl: String(recorded.thumbnail_url).replace('{width}x{height}', '440x248'),
  }
}

const recordedPages: readonly (readonly [string, HelixPage, number])[] = [
  ['the table of 100', { data: tableRows(), pagination: {} }, 100],
  ['the page of 20', pageOf20(), 20],
  ['the escaped ampersand', ampersandPage(), 1],
  ['the current shape', currentPage(), 1],
]

for (const [name, page, rows] of recordedPages)
  test(`every recorded stream is read exactly: ${name}`, () => {
    const read = readStreams(page)
    assert.equal(read?.rows.length, rows)
    assert.equal(read?.skipped, 0)
    assert.equal(read?.nextCursor, page.pagination.cursor ?? null)
    assert.deepEqual(read?.rows, page.data.map(expected))
  })

test('recorded oddities stay as they are', () => {
  const titles = readStreams({ data: tableRows() })?.rows.map(stream => stream.title) ?? []
  assert.ok(titles.includes('wooo\n\n'))
  assert.ok(titles.includes('ตู้ โอคอนเนอร์ SS1 แลกสุด Omnuay '))
  assert.equal(readStreams(ampersandPage())?.rows[0]?.gameName, 'Science & Technology')
  assert.deepEqual(readStreams(currentPage())?.rows[0]?.tags, ['GOG', 'English', 'DRMfree'])
})

test('a row is skipped when its id, channel or start cannot be read', () => {
  const unreadable = [null, undefined, '', {}, [], true, 'x y', 'é', 1.5, -1, 2 ** 53, Number.NaN]
  for (const value of unreadable)
    for (const field of ['id', 'user_id', 'started_at'])
      if (!(value === -1 && field.endsWith('id')))
        assert.equal(readRow({ [field]: value }), null, `${field} ${String(value)}`)
})

test('one row that cannot be read costs no other', () => {
  const page = readStreams({ data: [row, null, 7, 'x', [], { id: '1' }, row] })
  assert.equal(page?.rows.length, 2)
  assert.equal(page?.skipped, 5)
})

test('ids given as numbers become text', () => {
  const stream = readRow({ id: 318_797_173_500, user_id: 43_255_859, game_id: 4_120 })
  assert.deepEqual(
    [stream?.streamId, stream?.channelId, stream?.categoryId],
    ['318797173500', '43255859', '4120'],
  )
})

test('viewers are a whole number, also when written as text; else unknown, never zero', () => {
  for (const [value, viewers] of [
    [0, 0],
    [-0, 0],
    ['0', 0],
    ['123', 123],
    [2_147_483_647, 2_147_483_647],
    ['2147483647', 2_147_483_647],
  ] as const)
    assert.ok(Object.is(readRow({ viewer_count: value })?.viewers, viewers), String(value))
  for (const value of [
    null,
    undefined,
    '',
    {},
    true,
    Number.NaN,
    -1,
    1.5,
    2_147_483_648,
    '2147483648',
    '-1',
    '1.5',
    '1e3',
    ' 1',
    '0x10',
    '99999999999',
  ])
    assert.equal((readRow({ viewer_count: value }) ?? assert.fail()).viewers, null, String(value))
})

test('a start is any RFC 3339 moment from 2005 to 2099, cut to whole seconds', () => {
  for (const value of [
    '2025-03-31T18:02:26Z',
    '2025-03-31T18:02:26.999999999Z',
    '2025-03-31t18:02:26z',
    '2025-03-31 20:02:26+02:00',
    '2025-03-31T12:32:26.5-05:30',
  ])
    assert.equal(readRow({ started_at: value })?.startedAt, 1_743_444_146, value)
  assert.equal(readRow({ started_at: '2024-02-29T00:00:00Z' })?.startedAt, 1_709_164_800)
  assert.equal(readRow({ started_at: '2016-12-31T23:59:60Z' })?.startedAt, 1_483_228_800)
  assert.equal(readRow({ started_at: '2005-01-01T00:00:00Z' })?.startedAt, 1_104_537_600)
  assert.equal(readRow({ started_at: '2099-12-31T23:59:59Z' })?.startedAt, 4_102_444_799)
})

test('what is no such moment is no start', () => {
  for (const value of [
    '2025-02-29T00:00:00Z',
    '2025-04-31T00:00:00Z',
    '2025-13-01T00:00:00Z',
    '2025-00-10T00:00:00Z',
    '2025-01-00T00:00:00Z',
    '2025-01-01T24:00:00Z',
    '2025-01-01T00:60:00Z',
    '2025-01-01T00:00:61Z',
    '2025-01-01T00:00:00+24:00',
    '2025-01-01T00:00:00',
    '2025-01-01',
    '20250101T000000Z',
    '0001-01-01T00:00:00Z',
    '2004-12-31T23:59:59Z',
    '2100-01-01T00:00:00Z',
    '2099-12-31T23:59:59-01:00',
    ' 2025-01-01T00:00:00Z',
    1_743_444_146,
  ])
    assert.equal(readRow({ started_at: value }), null, String(value))
})

test('fields of another type are unknown, and the row stays', () => {
  for (const value of [null, undefined, 7.5, {}, [], true]) {
    const stream = readRow({
      user_login: value,
      user_name: value,
      game_id: value,
      game_name: value,
      title: value,
      language: value,
      tags: value,
      thumbnail_url: value,
      type: value,
    })
    const { streamId, channelId, viewers, startedAt, tags, ...others } = stream ?? assert.fail()
    assert.deepEqual([streamId, channelId, viewers], ['318797173500', '43255859', 88])
    assert.deepEqual(tags, [])
    assert.deepEqual([...new Set(Object.values(others))], [null])
  }
})

test('an empty title and an empty category name stay, other empty fields are unknown', () => {
  const empty = { title: '', game_id: '', game_name: '', language: '', thumbnail_url: '', type: '' }
  const stream = readRow({ ...empty, user_login: '', user_name: '' })
  assert.equal(stream?.title, '')
  assert.equal(stream?.gameName, '')
  for (const field of [
    'categoryId',
    'language',
    'thumbnailUrl',
    'username',
    'displayName',
  ] as const)
    assert.equal(stream?.[field], null, field)
})

test('texts become well-formed, lose NUL and are cut between characters', () => {
  assert.equal(readRow({ title: 'a\0b\ud800c\udc00' })?.title, 'ab\ufffdc\ufffd')
  assert.equal(readRow({ title: `${'x'.repeat(1_999)}🎉` })?.title, 'x'.repeat(1_999))
  assert.equal(readRow({ title: `${'x'.repeat(1_998)}🎉y` })?.title, `${'x'.repeat(1_998)}🎉`)
  assert.equal(readRow({ user_name: 'ü'.repeat(300) })?.displayName, 'ü'.repeat(200))
})

test('tags are texts only, fifty of a hundred characters at most', () => {
  assert.deepEqual(readRow({ tags: ['a', 7, null, {}, 'b\0'] })?.tags, ['a', 'b'])
  const tags = readRow({ tags: [null, ...Array.from({ length: 60 }, () => 'x'.repeat(200))] })?.tags
  assert.deepEqual(
    tags,
    Array.from({ length: 50 }, () => 'x'.repeat(100)),
  )
})

test('the language is in lower case', () => {
  assert.equal(readRow({ language: 'zh-HK' })?.language, 'zh-hk')
})

test('a picture is an address that can be loaded', () => {
  for (const value of ['javascript:alert(1)', '//cdn/x.jpg', `https://${'x'.repeat(2_000)}`])
    assert.equal(readRow({ thumbnail_url: value })?.thumbnailUrl, null)
  assert.equal(readRow({ thumbnail_url: 'https://c/x.jpg' })?.thumbnailUrl, 'https://c/x.jpg')
})

test('a page without a usable cursor is the last', () => {
  for (const pagination of [undefined, null, {}, [], 'x', { cursor: '' }, { cursor: 7 }])
    assert.equal(readStreams({ data: [], pagination })?.nextCursor, null)
  assert.equal(readStreams({ data: [], pagination: { cursor: 'IA' } })?.nextCursor, 'IA')
  // A lone surrogate could not be written into an address.
  assert.equal(readStreams({ data: [], pagination: { cursor: '\ud800' } })?.nextCursor, '\ufffd')
})

test('what holds no list of rows is no page', () => {
  for (const body of [undefined, null, 7, 'x', [], {}, { data: null }, { data: {} }, { rows: [] }])
    for (const read of [readStreams, readUsers, readGames]) assert.equal(read(body), null)
})

const user = {
  id: '43255859',
  login: 'somebody',
  display_name: 'Somebody',
  type: '',
  broadcaster_type: 'partner',
  description: 'Plays things.',
  profile_image_url: 'https://static-cdn.jtvnw.net/jtv_user_pictures/x-300x300.png',
  offline_image_url: '',
  view_count: 0,
  created_at: '2013-05-08T19:20:21Z',
}

const profile = {
  channelId: '43255859',
  username: 'somebody',
  displayName: 'Somebody',
  avatarUrl: 'https://static-cdn.jtvnw.net/jtv_user_pictures/x-300x300.png',
  description: 'Plays things.',
  broadcasterType: 'partner',
  registeredAt: 1_368_040_821,
}

test('a profile is read exactly; what is missing or odd of it is unknown', () => {
  for (const [fields, read] of [
    [{}, {}],
    [{ id: 43_255_859 }, {}],
    [{ description: '' }, { description: '' }],
    [{ description: 'two\nlines' }, { description: 'two\nlines' }],
    [{ description: 'x'.repeat(2_001) }, { description: 'x'.repeat(2_000) }],
    [{ broadcaster_type: '' }, { broadcasterType: '' }],
    [{ broadcaster_type: 'affiliate' }, { broadcasterType: 'affiliate' }],
    [{ profile_image_url: '' }, { avatarUrl: null }],
    [{ profile_image_url: 'javascript:alert(1)' }, { avatarUrl: null }],
    [{ login: '' }, { username: null }],
    [{ display_name: 7 }, { displayName: null }],
    [{ display_name: 'だれか' }, { displayName: 'だれか' }],
    [{ created_at: '' }, { registeredAt: null }],
    [{ created_at: '2004-01-01T00:00:00Z' }, { registeredAt: null }],
  ] as const)
    assert.deepEqual(readUsers({ data: [{ ...user, ...fields }] })?.rows, [{ ...profile, ...read }])
})

test('a profile of nothing but an id is one', () => {
  for (const value of [null, undefined, {}, [], 7.5, true]) {
    const names = Object.keys(user).filter(name => name !== 'id')
    const odd = Object.fromEntries(names.map(name => [name, value]))
    const [read] = readUsers({ data: [{ id: '1', ...odd }] })?.rows ?? []
    const { channelId, ...others } = read ?? assert.fail()
    assert.deepEqual([channelId, [...new Set(Object.values(others))]], ['1', [null]])
  }
})

const game = {
  id: '509658',
  name: 'Just Chatting',
  box_art_url: 'https://static-cdn.jtvnw.net/ttv-boxart/509658-{width}x{height}.jpg',
  igdb_id: '',
}

const category = {
  categoryId: '509658',
  gameName: 'Just Chatting',
  artUrl: 'https://static-cdn.jtvnw.net/ttv-boxart/509658-285x380.jpg',
}

test('a category is read exactly, with the address of its art ready to load', () => {
  for (const [fields, read] of [
    [{}, {}],
    [{ id: 509_658 }, {}],
    [{ box_art_url: '' }, { artUrl: null }],
    [{ box_art_url: null }, { artUrl: null }],
    [{ box_art_url: '/art.jpg' }, { artUrl: null }],
    [{ box_art_url: 'https://c/art.jpg' }, { artUrl: 'https://c/art.jpg' }],
    [{ name: 'x'.repeat(201) }, { gameName: 'x'.repeat(200) }],
  ] as const)
    assert.deepEqual(readGames({ data: [{ ...game, ...fields }] })?.rows, [
      { ...category, ...read },
    ])
})

test('profiles without an id and categories without id or name are skipped, alone', () => {
  const odd = [null, 7, 'x', [], {}, { id: '' }, { id: 'x y' }, { id: null }]
  assert.deepEqual(readUsers({ data: [user, ...odd, user], pagination: {} }), {
    rows: [profile, profile],
    skipped: odd.length,
    nextCursor: null,
  })
  const nameless = ['', null, 7, undefined].map(name => ({ ...game, name }))
  assert.deepEqual(readGames({ data: [...nameless, ...odd, game], pagination: { cursor: 'x' } }), {
    rows: [category],
    skipped: nameless.length + odd.length,
    nextCursor: 'x',
  })
})

test('followers are a count or not said, never zero for want of one', () => {
  for (const [body, followers] of [
    [{ total: 1_234, data: [], pagination: {} }, 1_234],
    [{ total: 0 }, 0],
    [{ total: '12' }, 12],
    [{ total: null }, null],
    [{ total: -1 }, null],
    [{ total: 1.5 }, null],
    [{ total: 2 ** 31 }, null],
    [{ data: [] }, null],
    [[], null],
    [null, null],
    [undefined, null],
  ] as const)
    assert.equal(readFollowerCount(body), followers)
})

test('no JSON whatever is fatal: each row is a stream or skipped, and texts can be stored', () => {
  const odd = fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary' }), fc.constant('\ud800\0x'))
  const fields = Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      fc.oneof({ weight: 9, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: odd }),
    ]),
  )
  const rows = fc.array(fc.oneof(odd, fc.record(fields)))
  let streamsRead = 0
  const bodies = fc.oneof(odd, fc.record({ data: rows, pagination: odd }))
  fc.assert(
    fc.property(bodies, body => {
      const page = readStreams(body)
      if (page === null) return
      const { data } = body as { data: readonly unknown[] }
      assert.equal(page.rows.length + page.skipped, data.length)
      streamsRead += page.rows.length
      for (const text of page.rows.flatMap(stream => Object.values(stream)).flat())
        if (typeof text === 'string') assert.ok(text.isWellFormed() && !text.includes('\0'))
    }),
    { numRuns: 300 },
  )
  assert.ok(streamsRead > 100, `${streamsRead} streams were read`)
})

test('no JSON whatever is fatal to the other readers', () => {
  const rows = fc.array(fc.oneof(fc.jsonValue(), fc.record({ id: fc.string(), name: fc.string() })))
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), fc.record({ data: rows })), body => {
      readUsers(body)
      readGames(body)
      readFollowerCount(body)
      readGrantedToken(body)
      readErrorMessage(body)
    }),
  )
})

test('a granted token is read with its lifetime', () => {
  assert.deepEqual(readGrantedToken(JSON.parse(tokenAnswer().body)), {
    token: '<NEW_ACCESS_TOKEN>',
    lifetime: 4_849_280,
  })
  assert.deepEqual(readGrantedToken({ access_token: 'x' }), { token: 'x', lifetime: null })
  assert.equal(readGrantedToken({ access_token: 'x', expires_in: '60' })?.lifetime, 60)
  for (const access_token of [null, '', 7, 'two words', 'line\nend', undefined])
    assert.equal(readGrantedToken({ access_token, expires_in: 60 }), null)
})

test('a message of Twitch is passed on only if it is one short plain line', () => {
  assert.equal(readErrorMessage(JSON.parse(invalidCursorBody())), 'invalid cursor')
  assert.equal(readErrorMessage(JSON.parse(unauthorizedAnswer().body)), 'Client ID is missing')
  for (const message of [null, 7, '', 'two\nlines', 'x '.repeat(101), '\u2028', ['x']])
    assert.equal(readErrorMessage({ message }), null)
  assert.equal(readErrorMessage('Bad Gateway'), null)
})
