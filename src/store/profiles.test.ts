import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { createTestDatabase } from '../../test/postgres.ts'
import {
  aLiveBroadcast,
  clearCensus,
  insertLiveBroadcast,
  type LiveBroadcastRow,
  sweptAt,
} from '../../test/serve-live-rows.ts'
import type { Profile } from '../domain/channel.ts'
import { writeProfiles } from './profiles.ts'

const { sql } = await createTestDatabase()

beforeEach(() => clearCensus(sql))

const later = sweptAt + 60

const insert = (row: Partial<LiveBroadcastRow> = {}) =>
  insertLiveBroadcast(sql, aLiveBroadcast({ username: 'anna', displayName: 'Anna', ...row }))

function aProfile(known: Partial<Profile> = {}): Profile {
  return {
    channelId: '1',
    username: 'anna',
    displayName: 'Anna',
    avatarUrl: 'face.png',
    description: 'I play "chess", \\o/',
    broadcasterType: 'partner',
    registeredAt: 1_400_000_000,
    ...known,
  }
}

const unknown: Profile = {
  channelId: '1',
  username: null,
  displayName: null,
  avatarUrl: null,
  description: null,
  broadcasterType: null,
  registeredAt: null,
}

async function readChannel(key: number) {
  const [row] = await sql`
    select
      username,
      display_name,
      avatar_url,
      description,
      broadcaster_type,
      extract(epoch from registered_at)::bigint as registered_at,
      extract(epoch from profile_read_at)::bigint as profile_read_at,
      extract(epoch from updated_at)::bigint as updated_at
    from channels
    where id = ${key}`
  return { ...row }
}

const told = {
  username: 'anna',
  display_name: 'Anna',
  avatar_url: 'face.png',
  description: 'I play "chess", \\o/',
  broadcaster_type: 'partner',
  registered_at: 1_400_000_000,
}

test('a profile fills in what was not known', async () => {
  const key = await insert()
  await writeProfiles(sql, 'twitch', [{ channelKey: key, profile: aProfile() }], later)
  assert.deepEqual(await readChannel(key), { ...told, profile_read_at: later, updated_at: later })
})

test('the same profile again is read and changes nothing', async () => {
  const key = await insert()
  for (const at of [later, later + 60])
    await writeProfiles(sql, 'twitch', [{ channelKey: key, profile: aProfile() }], at)
  assert.deepEqual(await readChannel(key), {
    ...told,
    profile_read_at: later + 60,
    updated_at: later,
  })
})

test('what is not told is not unlearned', async () => {
  const key = await insert()
  await writeProfiles(sql, 'twitch', [{ channelKey: key, profile: aProfile() }], later)
  await writeProfiles(sql, 'twitch', [{ channelKey: key, profile: unknown }], later + 60)
  assert.deepEqual(await readChannel(key), {
    ...told,
    profile_read_at: later + 60,
    updated_at: later,
  })
})

test('what was unknown and stays so is null', async () => {
  const key = await insert({ username: null, displayName: null })
  await writeProfiles(sql, 'twitch', [{ channelKey: key, profile: unknown }], later)
  const { profile_read_at, updated_at, ...rest } = await readChannel(key)
  assert.deepEqual(new Set(Object.values(rest)), new Set([null]))
  assert.deepEqual([profile_read_at, updated_at], [later, sweptAt])
})

const changes: Partial<Profile>[] = [
  { username: 'anne' },
  { displayName: 'アンナ' },
  { avatarUrl: 'other.png' },
  { description: 'Hello' },
  { description: '' },
  { broadcasterType: 'affiliate' },
  { registeredAt: 1_400_000_001 },
]

for (const change of changes)
  test(`a new ${Object.keys(change)} (${Object.values(change)}) is an update`, async () => {
    const key = await insert()
    await writeProfiles(sql, 'twitch', [{ channelKey: key, profile: aProfile() }], later)
    const changed = { channelKey: key, profile: aProfile(change) }
    await writeProfiles(sql, 'twitch', [changed], later + 60)
    const row = await readChannel(key)
    assert.equal(row.updated_at, later + 60)
    assert.ok(Object.values(row).includes(Object.values(change)[0]))
  })

test('channels without an answer count as read, each row is its own', async () => {
  const keys = [await insert(), await insert(), await insert()] as const
  await writeProfiles(
    sql,
    'twitch',
    [
      { channelKey: keys[0], profile: null },
      { channelKey: keys[1], profile: aProfile({ username: 'bea' }) },
    ],
    later,
  )
  const rows = await Promise.all(keys.map(readChannel))
  assert.deepEqual(
    rows.map(row => [row.username, row.profile_read_at, row.updated_at]),
    [
      ['anna', later, sweptAt],
      ['bea', later, later],
      ['anna', null, sweptAt],
    ],
  )
})

test('a channel that was deleted meanwhile is not made again', async () => {
  await writeProfiles(sql, 'twitch', [{ channelKey: 77, profile: aProfile() }], later)
  assert.deepEqual([...(await sql`select 1 from channels`)], [])
})
