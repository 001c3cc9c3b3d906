import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Broadcast } from './broadcast.ts'
import { platformHabits, type WorldPlatform } from './tiers.ts'
import { createWorld, type World, type WorldStream } from './world.ts'

const friday = Date.UTC(2026, 4, 15) / 1_000
const evening = friday + 72_000 + 17
const worldPlatforms = ['twitch', 'kick', 'youtube'] as const

function aWorld(options: Partial<World> = {}): World {
  const { platform = 'twitch', scale = 1_000, seed = 1, stretch = true } = options
  return createWorld({ platform, scale, seed, stretch })
}

const shown = (world: World, at: number) => JSON.stringify(world.liveAt(at))

const moments = [evening, evening - 40 * 86_400, evening + 61, evening + 86_400, friday - 5]

test('two worlds of one seed are equal at any time asked in any order', () => {
  for (const platform of worldPlatforms) {
    const first = aWorld({ platform, scale: 300 })
    const second = aWorld({ platform, scale: 300 })
    const forwards = moments.map(at => shown(first, at))
    const backwards = moments.toReversed().map(at => shown(second, at))
    assert.deepEqual(forwards, backwards.toReversed())
    assert.deepEqual(
      forwards,
      moments.map(at => shown(first, at)),
    )
  }
})

test('a broadcast asked alone shows what the list of that minute shows', () => {
  for (const platform of worldPlatforms) {
    const other = aWorld({ platform, scale: 300 })
    for (const at of [evening - 17, evening - 86_417])
      for (const { broadcast, viewers } of aWorld({ platform, scale: 300 }).countsAt(at))
        assert.equal(other.viewersAt(broadcast, at + 59).shown, viewers)
  }
})

test('another seed is another world', () => {
  const idsOf = (seed: number) =>
    new Set(
      aWorld({ seed })
        .liveAt(evening)
        .map(({ words }) => words.channelId),
    )
  const others = idsOf(2)
  const shared = [...idsOf(1)].filter(id => others.has(id))
  assert.ok(shared.length < 5, `${shared.length} channels are live in both`)
})

test('the live list goes from the most watched down, each stream and channel once', () => {
  for (const platform of worldPlatforms) {
    const rows = aWorld({ platform }).liveAt(evening)
    const places = rows.map(
      ({ broadcast, viewers }) => [viewers ?? -1, broadcast.streamNo] as const,
    )
    const sorted = places.toSorted((a, b) => b[0] - a[0] || a[1] - b[1])
    assert.deepEqual(places, sorted)
    for (const idOf of [
      ({ broadcast }: WorldStream) => broadcast.streamId,
      ({ words }: WorldStream) => words.channelId,
      ({ words }: WorldStream) => words.login,
    ])
      assert.equal(new Set(rows.map(idOf)).size, rows.length)
  }
})

test('names, ids, titles and times are such as the platforms allow', () => {
  for (const platform of worldPlatforms)
    for (const row of aWorld({ platform }).liveAt(evening)) assertRow(platform, row, evening)
})

function assertRow(platform: WorldPlatform, row: WorldStream, at: number): void {
  const { broadcast, category, title, words } = row
  assert.match(broadcast.streamId, /^[1-9]\d{11}$/)
  assert.match(words.channelId, /^[1-9]\d{7,9}$/)
  assert.match(words.login, /^[a-z0-9_]{3,24}$/)
  assert.match(words.displayName, /^[\p{L}\p{M}\p{N}_]{2,24}$/u)
  assert.ok(title.isWellFormed() && title.length <= platformHabits[platform].titleCap)
  assert.ok(broadcast.startedAt <= at && at < broadcast.endsAt)
  assert.ok(words.tags.length <= 10 && words.tags.every(tag => /^[\p{L}\p{M}\p{N}]+$/u.test(tag)))
  if (category !== null) assert.match(category.id, /^\d+$/)
  if (row.viewers === null) assert.ok(broadcast.isHidden)
  else assert.ok(Number.isInteger(row.viewers) && row.viewers >= 0)
}

test('a channel never has two broadcasts at once, and each keeps its id and start', () => {
  const world = aWorld({ scale: 600 })
  const starts = new Map<string, number>()
  const spans = new Map<number, Map<number, number>>()
  for (let at = friday; at < friday + 6 * 86_400; at += 1_800)
    for (const { broadcast } of world.countsAt(at)) {
      const { channelNo, endsAt, startedAt, streamId } = broadcast
      assert.equal(starts.get(streamId) ?? startedAt, startedAt)
      starts.set(streamId, startedAt)
      const channel = spans.get(channelNo) ?? new Map<number, number>()
      spans.set(channelNo, channel.set(startedAt, endsAt))
    }
  for (const channel of spans.values()) {
    const sorted = [...channel].toSorted((a, b) => a[0] - b[0])
    for (const [place, [, end]] of sorted.entries())
      assert.ok(end <= (sorted[place + 1]?.[0] ?? Number.POSITIVE_INFINITY))
  }
})

test('Twitch cuts a broadcast at 48 hours and the channel comes back under a new id', () => {
  const world = aWorld({ scale: 2_000 })
  const permanent = world
    .countsAt(evening)
    .find(({ broadcast }) => broadcast.isPermanent)?.broadcast
  assert.ok(permanent !== undefined)
  assert.ok(permanent.endsAt - permanent.startedAt <= 172_800)
  const next = world
    .countsAt(permanent.endsAt + 600)
    .find(({ broadcast }) => broadcast.channelNo === permanent.channelNo)?.broadcast
  assert.ok(next !== undefined && next.streamId !== permanent.streamId)
  assert.ok(next.startedAt > permanent.endsAt)
})

test('two of a hundred broadcasts drop and come back under a new id within six minutes', () => {
  const world = aWorld({ scale: 1_500 })
  const found = new Map<number, Broadcast>()
  for (let at = friday; at < friday + 86_400; at += 300)
    for (const { broadcast } of world.countsAt(at)) found.set(broadcast.streamNo, broadcast)
  const broadcasts = [...found.values()].filter(({ startedAt }) => startedAt > friday + 7_200)
  const back = broadcasts.filter(({ resumes }) => resumes)
  const share = back.length / broadcasts.length
  assert.ok(share > 0.012 && share < 0.027, `${share} came back`)
  for (const { channelNo, startedAt } of back) {
    const before = [...found.values()].filter(
      one => one.channelNo === channelNo && one.endsAt < startedAt && !one.isLast,
    )
    assert.ok(before.some(({ endsAt }) => endsAt >= startedAt - 360 && endsAt <= startedAt - 60))
  }
})

test('no two channels of some days share a login or an id', () => {
  const world = aWorld({ scale: 1_000 })
  const channels = new Map<number, readonly string[]>()
  for (let day = 0; day < 12; day += 1)
    for (const { broadcast } of world.countsAt(evening + day * 86_400 + day * 3_600)) {
      const { channelId, login } = world.namesOf(broadcast)
      channels.set(broadcast.channelNo, [channelId, login])
    }
  assert.ok(channels.size > 7_000)
  for (const place of [0, 1])
    assert.equal(new Set([...channels.values()].map(names => names[place])).size, channels.size)
})

test('counts stay the same for a minute and wander from one to the next', () => {
  const world = aWorld()
  const minute = Math.floor(evening / 60) * 60
  const [top] = world.liveAt(minute)
  assert.ok(top !== undefined)
  const shownAt = (moment: number) => world.viewersAt(top.broadcast, moment).shown
  assert.equal(shownAt(minute), top.viewers)
  assert.equal(shownAt(minute + 59), top.viewers)
  assert.notEqual(shownAt(minute + 60), top.viewers)
  const { expected } = world.viewersAt(top.broadcast, minute + 30)
  assert.ok(Math.abs(Math.log(expected / (top.viewers ?? 1))) < 0.2)
})

test('some streams on YouTube hide their count, and none elsewhere', () => {
  const hidden = (platform: WorldPlatform) => {
    const rows = aWorld({ platform, scale: 2_000 }).countsAt(evening)
    return rows.filter(({ viewers }) => viewers === null).length / rows.length
  }
  assert.ok(Math.abs(hidden('youtube') - 0.03) < 0.015)
  assert.equal(hidden('twitch'), 0)
  assert.equal(hidden('kick'), 0)
})

test('the words of a broadcast change while it runs', () => {
  const rows = aWorld().liveAt(evening)
  const changing = rows.filter(({ words }) => words.parts.length > 1)
  assert.ok(changing.length > rows.length / 4)
  for (const { broadcast, words } of changing)
    for (const part of words.parts)
      assert.ok(part.from >= broadcast.startedAt && part.from < broadcast.endsAt)
})
