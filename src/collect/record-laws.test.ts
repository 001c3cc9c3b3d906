// What sweeps leave in the tables held against the laws of sessions, whatever a small world does.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { aSweep, emptyTables } from '../../test/builders.ts'
import { createTestDatabase } from '../../test/postgres.ts'
import { assertLawful, assertWhole, type Census, withoutIds } from '../../test/session-laws.ts'
import { someSweeps, type WorldSweep, withoutSomeIds } from '../../test/small-world.ts'
import type { Platform } from '../domain/platform.ts'
import type { Sweep } from '../domain/sweep.ts'
import { dayOf, ensurePartition } from '../store/partitions.ts'
import { readPreviousSweeps } from '../store/sweeps.ts'
import { packStreams } from './live-rows.ts'
import { recordFailedSweep, recordSweep } from './record.ts'

const { sql } = await createTestDatabase()

for (const platform of ['twitch', 'youtube'] as const) {
  const isSingle = platform === 'twitch'

  test(`whatever comes and goes on ${platform}, the laws of sessions hold in the tables`, () =>
    fc.assert(
      fc.asyncProperty(someSweeps(8), async sweeps => {
        await emptyTables(sql)
        let before: Census = { broadcasts: [], segments: [], samples: [] }
        for (const [i, sweep] of sweeps.entries()) {
          await recordWorld(platform, sweep)
          const after = await readCensus()
          assertLawful(sweeps.slice(0, i + 1), before, after, isSingle)
          before = after
        }
        const shown = await sql`select id from live_snapshots`
        assert.equal(shown.length, before.samples.length, 'every sample is shown once')
      }),
      { numRuns: 60 },
    ))

  test(`stream ids that are left out change nothing in the tables of ${platform}`, () =>
    fc.assert(
      fc.asyncProperty(
        someSweeps(6, true).chain(sweeps => fc.tuple(fc.constant(sweeps), withoutSomeIds(sweeps))),
        async ([sweeps, partlyIdentified]) =>
          assert.deepEqual(
            withoutIds(await recordAll(platform, partlyIdentified)),
            withoutIds(await recordAll(platform, sweeps)),
          ),
      ),
      { numRuns: 30 },
    ))

  test(`whatever comes and goes with and without ids, the tables of ${platform} stay whole`, () =>
    fc.assert(
      fc.asyncProperty(someSweeps(8).chain(withoutSomeIds), async sweeps =>
        assertWhole(await recordAll(platform, sweeps), isSingle),
      ),
      { numRuns: 40 },
    ))
}

async function recordAll(platform: Platform, sweeps: readonly WorldSweep[]): Promise<Census> {
  await emptyTables(sql)
  for (const sweep of sweeps) await recordWorld(platform, sweep)
  return readCensus()
}

async function recordWorld(platform: Platform, sweep: WorldSweep): Promise<void> {
  const { at, status, scope, isBelieving, streams } = sweep
  const known = {
    platform,
    collectedAt: at,
    status,
    reason: status === 'partial' ? 'shrunk' : null,
    scope,
  } satisfies Partial<Sweep>
  const swept = aSweep(known)
  if (status === 'failed') return recordFailedSweep(sql, swept)
  await ensurePartition(sql, platform, dayOf(at))
  const { newest } = await readPreviousSweeps(sql, platform)
  await recordSweep(sql, swept, packStreams(streams), null, isBelieving ? newest : null)
}

async function readCensus(): Promise<Census> {
  const broadcasts = await sql<Census['broadcasts']>`
    select
      c.channel_id as "channelId", b.broadcast_no as "broadcastNo", b.stream_id as "streamId",
      extract(epoch from b.started_at)::bigint as "startedAt",
      b.restart_of as "restartOf",
      extract(epoch from b.ended_at)::bigint as "endedAt",
      extract(epoch from l.missed_at)::bigint as "missedAt"
    from broadcasts b
    join channels c on c.id = b.channel_id
    left join live_broadcasts l
      on l.channel_id = b.channel_id
      and l.broadcast_no = b.broadcast_no
    where (l.channel_id is null) = (b.ended_at is not null)
    order by c.channel_id, b.broadcast_no`
  const segments = await sql<Census['segments']>`
    select
      c.channel_id as "channelId", g.broadcast_no as "broadcastNo", g.segment_no as "segmentNo",
      extract(epoch from g.started_at)::bigint as "startedAt",
      extract(epoch from g.ended_at)::bigint as "endedAt",
      t.title, k.category_id as "categoryId", g.language, g.tags
    from segments g
    join channels c on c.id = g.channel_id
    left join channel_titles t
      on t.channel_id = g.channel_id
      and t.title_no = g.title_no
    left join categories k on k.id = g.category_key
    order by c.channel_id, g.broadcast_no, g.segment_no`
  const samples = await sql<Census['samples']>`
    select
      c.channel_id as "channelId",
      s.broadcast_no as "broadcastNo",
      extract(epoch from s.collected_at)::bigint as at,
      s.viewers
    from samples s
    join channels c on c.id = s.channel_id
    order by s.collected_at, c.channel_id, s.broadcast_no`
  return { broadcasts: [...broadcasts], segments: [...segments], samples: [...samples] }
}
