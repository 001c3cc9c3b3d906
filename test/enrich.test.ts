// What sweeps leave unknown is filled in between them: the true clients, over HTTP, against the
// simulated platforms.

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createEnricher } from '../src/collect/enrich.ts'
import { sweepPlatform } from '../src/collect/sweep.ts'
import { createClient } from '../src/commands/clients.ts'
import { readConfig } from '../src/config.ts'
import { createManualClock } from '../src/lib/manual-clock.ts'
import { startSimulator } from '../src/simulator/server.ts'
import { createWorlds } from '../src/simulator/worlds.ts'
import { listLive } from '../src/store/live.ts'
import { createTestDatabase } from './postgres.ts'

/** A Friday evening, whole epoch seconds. */
const evening = Date.UTC(2026, 4, 15, 20) / 1_000
const scale = 300

/** A platform of the simulator that has been swept once, and what sweeps and enriches it further. */
async function setUp(t: TestContext, platform: 'twitch' | 'kick') {
  const { sql } = await createTestDatabase()
  const clock = createManualClock(evening * 1_000)
  const simulator = await startSimulator({
    worlds: createWorlds({ seed: 1, scale, platforms: [platform] }),
    clock,
    host: '127.0.0.1',
    port: 0,
    rateLimit: 800,
  })
  t.after(() => simulator.close())
  const client = createClient(readConfig(simulator.environment), platform, clock)
  const { signal } = new AbortController()
  const refused: string[] = []
  const enricher = createEnricher({
    sql,
    client,
    clock,
    onRefused: (part, error) => refused.push(`${part}: ${error.message}`),
  })
  const sweep = async () => {
    const slot = Math.floor(clock.now() / 1_000)
    const given = { sql, client, clock, signal, cadence: 300, maxStreams: null }
    const swept = await sweepPlatform({ ...given, onProgress: () => {} }, { kind: 'grid', slot })
    assert.equal(swept?.status, 'complete', swept?.error ?? '')
  }
  const enrich = async () => {
    const round = await enricher.run(clock.now() / 1_000 + 3_600, signal)
    assert.ok(round !== 'busy')
    assert.equal(round.failure, null)
    return round
  }
  const list = async () => {
    const everything = { platform, category: null, language: null, sort: 'viewers' } as const
    return (await listLive(sql, { ...everything, limit: 9_999, after: null })).rows
  }
  await sweep()
  return { sql, clock, refused, sweep, enrich, list }
}

test('live rows of Twitch show faces and followers after a round', async t => {
  const { sql, enrich, list, refused } = await setUp(t, 'twitch')
  const before = await list()
  assert.ok(before.length > scale / 3)
  for (const row of before) assert.deepEqual([row.avatarUrl, row.followers], [null, null])

  const round = await enrich()
  const after = await list()
  assert.deepEqual(refused, [])
  assert.deepEqual([round.profiles, round.followers], [after.length, after.length])
  for (const { avatarUrl, followers } of after) {
    assert.match(avatarUrl ?? '', /^https:/)
    assert.ok(followers !== null && followers >= 0)
  }
  const artless = await sql`
    select k.name
    from live_broadcasts l
    join categories k on k.id = l.category_key
    where k.art_url is null`
  assert.deepEqual([...artless], [])
  const [first] = await sql<{ ranks: number; last: number }[]>`
    select count(*) as ranks, max(directory_rank) as last
    from directory_readings`
  assert.ok(first && first.ranks > 10)
  assert.equal(first.last, first.ranks)

  const again = await enrich()
  assert.equal(again.requests, 0, 'all that there is has been read')
})

for (const platform of ['twitch', 'kick'] as const)
  test(`what has ended on ${platform} ends without a sweep, and nothing else`, async t => {
    const { sql, clock, sweep, enrich } = await setUp(t, platform)
    clock.advance(3_600_000)
    const later = clock.now()
    const { lookedUp, ended } = await enrich()
    assert.equal(clock.now(), later, 'the world has stood still meanwhile')
    assert.ok(ended > 0 && ended < lookedUp, `${ended} of ${lookedUp}`)
    const countEnded = async () => {
      const rows = await sql`select 1 from broadcasts where ended_at is not null`
      return rows.length
    }
    assert.equal(await countEnded(), ended)
    await sweep()
    const wrong = await sql`
      select 1
      from live_broadcasts
      where missed_at is not null`
    assert.deepEqual([...wrong], [], 'all that is open is live')
    assert.equal(await countEnded(), ended, 'all that ended is gone')
  })
