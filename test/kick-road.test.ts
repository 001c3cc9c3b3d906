// Kick's road: pages of a local Kick, oldest first, swept by the true command, held against its
// count, read back by SQL and through the true server.

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { LiveTop } from '../src/contract/live.ts'
import { runCommand, startCommand } from './command.ts'
import { type FakeKickFault, startFakeKick } from './fake-kick.ts'
import { type KickRow, versionOneRows, versionTwoRow } from './kick-fixtures.ts'
import { createTestDatabase } from './postgres.ts'

/** Five streams; the most watched one began last but one. */
const rows: readonly KickRow[] = [7, 0, 31, 900, 12].map((viewers, i) => ({
  ...versionTwoRow(),
  id: `0196f0c7-6f1e-7d52-9a3b-5d1f0b8e2c4${i}`,
  started_at: `2026-11-22T1${i}:00:00Z`,
  viewer_count: viewers,
  broadcaster_user: { id: 5_000 + i, username: `Streamer${i}`, profile_picture: '' },
  channel: { slug: `streamer-${i}` },
}))

const manyMore: FakeKickFault = {
  at: 'total',
  times: Number.POSITIVE_INFINITY,
  kind: 'answer',
  status: 200,
  body: '{"data":{"total_count":900},"message":"OK"}',
}

async function setStage(faults: readonly FakeKickFault[] = []) {
  const kick = await startFakeKick({ rows, perPage: 2, topRows: versionOneRows(3), faults })
  after(() => kick.close())
  const { sql, url } = await createTestDatabase()
  return { kick, sql, env: { ...kick.environment, DATABASE_URL: url } }
}

async function sweep(env: Readonly<Record<string, string>>) {
  const { code, stdout, stderr } = await runCommand(['sweep', 'kick'], env)
  return { code, line: JSON.parse(stdout || 'null'), stderr }
}

test('a sweep reads all of the list and is held against the count', async () => {
  const { env } = await setStage()
  const { code, line, stderr } = await sweep(env)
  assert.equal(code, 0, stderr)
  const { status, streams, pages, requests } = line
  assert.deepEqual([status, streams, pages], ['complete', 5, 3])
  assert.equal(requests, 5, 'three pages, and the count before and after')

  const server = startCommand(['serve'], { ...env, PORT: '0' })
  after(() => server.child.kill('SIGKILL'))
  const { url } = JSON.parse(await server.waitForLog(/"url":"http/))
  const { data } = (await (await fetch(`${url}/live/top?platform=kick`)).json()) as LiveTop
  assert.deepEqual(
    data.map(row => [row.display_name, row.viewer_count, row.stream_url]),
    [
      ['Streamer3', 900, 'https://kick.com/streamer-3'],
      ['Streamer2', 31, 'https://kick.com/streamer-2'],
      ['Streamer4', 12, 'https://kick.com/streamer-4'],
      ['Streamer0', 7, 'https://kick.com/streamer-0'],
      ['Streamer1', 0, 'https://kick.com/streamer-1'],
    ],
  )
  server.child.kill('SIGTERM')
  assert.equal((await server.ended).code, 0)
})

test('a list that is shorter than the count is partial, and what was read is kept', async () => {
  const { env, sql } = await setStage([manyMore])
  const { code, line } = await sweep(env)
  assert.deepEqual([code, line.status, line.reason], [3, 'partial', 'short'])
  assert.equal(line.error, 'It held 5 streams, the platform counts 900.')
  const [kept] = await sql`select count(*) as samples from samples`
  assert.equal(kept?.samples, 5)
})

test('with a cap the most watched of all are kept, wherever they stand', async () => {
  const { env, sql } = await setStage()
  const { code, line } = await sweep({ ...env, MAX_STREAMS_PER_SWEEP: '2' })
  assert.deepEqual([code, line.scope, line.streams, line.pages], [0, 'top', 2, 3])
  const kept = await sql`select viewers from samples order by viewers desc`
  assert.deepEqual(
    kept.map(row => row.viewers),
    [900, 31],
  )
})

test('where the list is gone, the most watched of the old one are a sweep of the top', async () => {
  const { env, sql } = await setStage([{ at: 1, kind: 'answer', status: 410 }])
  const { code, line, stderr } = await sweep(env)
  assert.equal(code, 0, stderr)
  assert.deepEqual([line.status, line.scope, line.streams, line.pages], ['complete', 'top', 3, 1])
  const kept = await sql`
    select b.stream_id, s.viewers
    from samples s
      join broadcasts b using (channel_id, broadcast_no)
    order by s.viewers desc`
  assert.deepEqual(
    kept.map(row => [row.stream_id, row.viewers]),
    versionOneRows(3)
      .map(row => Number(row.viewer_count))
      .sort((a, b) => b - a)
      .map(viewers => [null, viewers]),
  )
})
