import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Broadcast } from './broadcast.ts'
import { createWorld } from './world.ts'

const evening = Date.UTC(2026, 4, 15, 20) / 1_000
const aWorld = () => createWorld({ seed: 1, platform: 'twitch', scale: 4_000, stretch: false })

/** Everything that was live in an hour. */
function broadcastsOf(world: ReturnType<typeof aWorld>): ReadonlyMap<number, Broadcast> {
  const found = new Map<number, Broadcast>()
  for (let minute = 0; minute <= 72; minute += 1)
    for (const { broadcast } of world.countsAt(evening + 60 * minute))
      found.set(broadcast.streamNo, broadcast)
  return found
}

test('two in five ends of more than twenty viewers are a raid on another stream', () => {
  const world = aWorld()
  const isIn = (at: number) => at >= evening && at < evening + 3_600
  const broadcasts = [...broadcastsOf(world).values()]
  const ends = broadcasts.filter(one => one.isLast && isIn(one.offAt))
  const large = ends.filter(one => (world.viewersAt(one, one.offAt).shown ?? 0) > 20)
  const raids = broadcasts.flatMap(one =>
    world
      .raidsOn(one, evening + 3_599)
      .filter(({ at }) => isIn(at))
      .map(raid => ({ raid, on: one })),
  )
  assert.ok(large.length > 40, `${large.length} ends`)
  const share = raids.length / large.length
  assert.ok(share > 0.25 && share < 0.55, `${raids.length} raids of ${large.length} ends`)
  for (const { on, raid } of raids) {
    assert.ok(on.startedAt < raid.at && on.endsAt >= raid.at + 600)
    const sender = ends.find(
      one => one.offAt === raid.at && one.language.code === on.language.code && one !== on,
    )
    assert.ok(sender !== undefined)
    const before = world.viewersAt(on, raid.at - 1).expected
    assert.ok(world.viewersAt(on, raid.at + 1).expected > before + 0.9 * raid.viewers)
  }
})

test('a receiver that is asked alone knows its raids', () => {
  const world = aWorld()
  const at = evening + 3_000
  const raided = world
    .countsAt(at)
    .filter(({ broadcast }) => world.raidsOn(broadcast, at).length > 0)
  assert.ok(raided.length > 10)
  const other = aWorld()
  for (const { broadcast } of raided.slice(0, 20)) {
    assert.deepEqual(other.raidsOn(broadcast, at), world.raidsOn(broadcast, at))
    assert.deepEqual(other.viewersAt(broadcast, at), world.viewersAt(broadcast, at))
  }
})
