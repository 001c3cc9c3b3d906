import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Channel } from './channels.ts'
import { followersAt } from './followers.ts'
import { createWorld } from './world.ts'

const evening = Date.UTC(2026, 4, 15, 20) / 1_000
const daySeconds = 86_400
const world = createWorld({ seed: 1, platform: 'twitch', scale: 2_000, stretch: true })
const channels = world
  .countsAt(evening)
  .map(({ broadcast }) => world.channels.byId(world.namesOf(broadcast).channelId, evening))
  .filter((channel): channel is Channel => channel !== null)

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN
}

test('followers are whole, never below zero, and there are none before the account', () => {
  for (const channel of channels)
    for (const at of [
      channel.joinedAt - 1,
      channel.joinedAt,
      evening,
      evening + 900 * daySeconds,
    ]) {
      const followers = followersAt(channel, at)
      assert.ok(Number.isSafeInteger(followers) && followers >= 0)
      if (at <= channel.joinedAt) assert.equal(followers, 0)
    }
})

test('most have thirty to a hundred followers for each viewer', () => {
  const standing = channels.filter(({ tier }) => tier !== 'once')
  const ratios = standing.map(channel => followersAt(channel, evening) / channel.usualLevel)
  assert.ok(quantile(ratios, 0.15) > 20)
  assert.ok(Math.abs(quantile(ratios, 0.5) - 70) < 25)
  assert.ok(quantile(ratios, 0.85) < 160)
})

test('a day changes a count by a little, up or now and then down, a year upwards', () => {
  const large = channels.filter(channel => followersAt(channel, evening) > 5_000)
  assert.ok(large.length > 30)
  let falls = 0
  for (const channel of large) {
    const [today, tomorrow, later] = [0, 1, 365].map(days =>
      followersAt(channel, evening + days * daySeconds),
    ) as [number, number, number]
    assert.ok(Math.abs(tomorrow / today - 1) < 0.02)
    assert.ok(later > 1.02 * today && later < 1.6 * today)
    if (tomorrow < today) falls += 1
  }
  assert.ok(falls < large.length / 2)
})

test('a count does not jump within a day', () => {
  for (const channel of channels.slice(0, 50))
    for (let minute = 0; minute < 1_440; minute += 48) {
      const [now, then] = [0, 1].map(step => followersAt(channel, evening + (minute + step) * 60))
      assert.ok(Math.abs((now ?? 0) - (then ?? 0)) <= 1 + 0.0001 * (now ?? 0))
    }
})
