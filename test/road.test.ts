// The whole road, payload to answer: recorded pages from a local Twitch, swept by the true
// command, read back through the true server.

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Environment, runCommand, startCommand } from './command.ts'
import type { HelixRow } from './fake-helix.ts'
import { type FakeTwitch, type FakeTwitchOptions, startFakeTwitch } from './fake-twitch.ts'
import { createTestDatabase, type TestDatabase } from './postgres.ts'
import { ampersandPage, currentPage, pageOf20, tableRows } from './twitch-fixtures.ts'

interface Stage {
  readonly twitch: FakeTwitch
  readonly database: TestDatabase
  readonly env: Environment
}

async function setStage(options: FakeTwitchOptions): Promise<Stage> {
  const twitch = await startFakeTwitch(options)
  after(() => twitch.close())
  const database = await createTestDatabase()
  return { twitch, database, env: { ...twitch.environment, DATABASE_URL: database.url } }
}

async function sweep(env: Environment, ...args: string[]) {
  const { code, stdout, stderr } = await runCommand(['sweep', 'twitch', ...args], env)
  return { code, line: JSON.parse(stdout || 'null'), lines: stdout.split('\n').length, stderr }
}

async function readLiveTop(env: Environment): Promise<{ data: Record<string, unknown>[] }> {
  const server = startCommand(['serve'], { ...env, PORT: '0' })
  const line = await server.waitForLog(/"url":"http/)
  const { url } = JSON.parse(line)
  const answer = await fetch(`${url}/live/top?limit=500`)
  assert.equal(answer.status, 200)
  const body = (await answer.json()) as { data: Record<string, unknown>[] }
  server.child.kill('SIGTERM')
  assert.equal((await server.ended).code, 0)
  return body
}

/** What an answer must hold of a recorded row. */
function expected(row: HelixRow) {
  const categoryId = row.game_id === '' ? null : row.game_id
  return {
    stream_id: row.id,
    channel_id: row.user_id,
    username: row.user_login,
    display_name: row.user_name,
    category_id: categoryId,
    game_name: row.game_name,
    title: row.title,
    viewer_count: row.viewer_count,
    started_at: row.started_at,
    language: row.language,
    tags: row.tags ?? [],
    stream_url: `https://www.twitch.tv/${row.user_login}`,
    thumbnail_url: String(row.thumbnail_url).replace('{width}x{height}', '440x248'),
    avatar_url: null,
    follower_count: null,
    platform: 'twitch',
  }
}

const recordings: { title: string; at: string; rows: () => readonly HelixRow[] }[] = [
  { title: 'the table of 100 streams', at: '2021-07-20T21:30:00Z', rows: tableRows },
  { title: 'the page of 20 streams', at: '2021-02-04T04:08:12Z', rows: () => pageOf20().data },
  {
    title: 'a name with an escaped ampersand',
    at: '2021-08-13T17:00:00Z',
    rows: () => ampersandPage().data,
  },
  {
    title: "a stream of today's schema",
    at: '2025-03-31T19:00:00Z',
    rows: () => currentPage().data,
  },
  {
    title: 'an empty title, an empty category and a script of its own',
    at: '2021-07-20T21:30:00Z',
    rows: () => [
      {
        ...tableRows()[0],
        title: '',
        game_id: '',
        game_name: '',
        user_name: '한국어 이름',
        viewer_count: 0,
      },
      {
        ...tableRows()[1],
        title: '  𝔘𝔫𝔦 \u2028 "\'\\ عربي 👩‍👩‍👧 \n',
        tags: ['a,b', '{c}', '"', 'null', ''],
      },
    ],
  },
]

for (const { title, at, rows } of recordings)
  test(`${title} comes out of /live/top as it went in`, async () => {
    const { env } = await setStage({ rows: rows() })
    const { code, line, lines } = await sweep(env, '--at', at)
    assert.equal(code, 0)
    assert.equal(lines, 2, 'stdout holds one line')
    assert.deepEqual(
      { status: line.status, streams: line.streams, slot: line.slot },
      { status: 'complete', streams: rows().length, slot: at },
    )
    const { data } = await readLiveTop(env)
    const byViewers = rows().toSorted((a, b) => Number(b.viewer_count) - Number(a.viewer_count))
    assert.deepEqual(
      data.map(row => row.viewer_count),
      byViewers.map(row => row.viewer_count),
    )
    for (const row of rows()) {
      const answered = data.find(candidate => candidate.stream_id === row.id)
      assert.deepEqual(answered, { ...expected(row), collected_at: at })
    }
  })

/** Ten pages of ten rows, all different. */
const tenPages: HelixRow[] = tableRows()

test('a page that fails through all tries leaves a partial sweep that ends nobody', async () => {
  const { env, twitch, database } = await setStage({ rows: tenPages, perPage: 10 })
  assert.equal((await sweep(env)).code, 0)
  for (const round of [1, 2]) {
    twitch.addFault({ at: 7, kind: 'answer', status: 500, times: 3 })
    const { code, line } = await sweep(env)
    assert.equal(code, 3, `round ${round}`)
    const { status, streams, pages, requests, retries, reason } = line
    assert.deepEqual(
      { status, streams, pages, requests, retries, reason },
      { status: 'partial', streams: 60, pages: 6, requests: 9, retries: 2, reason: 'page_failed' },
    )
  }
  const [counts] = await database.sql`
    select
      (select count(*) from live_broadcasts) as open,
      (select count(*) from broadcasts where ended_at is not null) as ended,
      (select count(*) from samples) as samples`
  assert.deepEqual({ ...counts }, { open: 100, ended: 0, samples: 220 })
})

test('a token that expires, a limit that is hit and a loop are overcome', async () => {
  const { env, twitch } = await setStage({
    rows: tenPages,
    perPage: 10,
    tokenRequests: 4,
    faults: [
      { at: 6, kind: 'rate_limited', resetIn: 2 },
      { at: 10, kind: 'loop' },
    ],
  })
  const { code, line } = await sweep(env)
  assert.equal(code, 0)
  const pageRequests = twitch.requests.filter(request => request.to === 'page')
  const refused = pageRequests.filter(request => request.status !== 200).length
  const { status, streams, pages, requests, retries, duplicates, skipped } = line
  assert.deepEqual(
    { status, streams, pages, requests, retries, duplicates, skipped },
    {
      status: 'complete',
      streams: 100,
      pages: pageRequests.length - refused,
      requests: pageRequests.length,
      // A last page that leads back is asked for once more.
      retries: refused + 1,
      duplicates: 20,
      skipped: 0,
    },
  )
})

test('a platform that answers nothing gives a failed sweep and a row that says so', async () => {
  const { env, twitch, database } = await setStage({ rows: tenPages })
  twitch.addFault({ at: 1, kind: 'answer', status: 503, times: 3 })
  const { code, line } = await sweep(env)
  assert.equal(code, 4)
  assert.deepEqual([line.status, line.streams, line.reason], ['failed', 0, 'unreachable'])
  const rows = await database.sql`select status, reason from sweeps`
  assert.deepEqual({ ...rows[0] }, { status: 'failed', reason: 'unreachable' })
})

test('rows that cannot be read are counted and left out', async () => {
  const rows = tenPages.slice(0, 10)
  const broken = [
    { ...rows[0], user_id: null },
    { ...rows[1], id: '' },
    { ...rows[2], started_at: 'yesterday' },
    { ...rows[3], viewer_count: String(rows[3]?.viewer_count) },
  ]
  const { env } = await setStage({ rows: [...broken, ...rows.slice(4)] })
  const { code, line } = await sweep(env)
  assert.deepEqual([code, line.status, line.streams, line.skipped], [0, 'complete', 7, 3])
})

test('times that cannot be swept are refused with one sentence', async () => {
  const { env } = await setStage({ rows: tenPages.slice(0, 3) })
  assert.equal((await sweep(env, '--at', '2026-01-01T00:05:00Z')).code, 0)
  const cases: [string[], RegExp][] = [
    [['--at', '2026-01-01T00:05:00Z'], /must be later than the newest sweep.*2026-01-01T00:05:00Z/],
    [['--at', '2026-01-01'], /--at must be a time of whole seconds/],
    [['--at', '2026-01-01T00:10:00.5Z'], /--at must be a time of whole seconds/],
  ]
  for (const [args, sentence] of cases) {
    const { code, line, stderr } = await sweep(env, ...args)
    assert.deepEqual([code, line], [2, null])
    assert.match(stderr, sentence)
  }
})

test('deleting a channel takes its rows along, and an unknown one is told', async () => {
  const { env, database } = await setStage({ rows: tenPages.slice(0, 5) })
  await sweep(env)
  const gone = String(tenPages[2]?.user_id)
  const { code, stdout } = await runCommand(['channels', 'delete', 'twitch', gone], env)
  assert.equal(code, 0)
  assert.deepEqual(JSON.parse(stdout), {
    platform: 'twitch',
    channel_id: gone,
    deleted: { channels: 1, broadcasts: 1, segments: 1, titles: 1, samples: 1 },
  })
  const [left] = await database.sql`select count(*) as count from live_snapshots`
  assert.equal(left?.count, 4)
  const again = await runCommand(['channels', 'delete', 'twitch', gone], env)
  assert.equal(again.code, 2)
  assert.match(again.stderr, /There is no channel/)
})

test('a sweep that is stopped by Ctrl-C says so and leaves nothing', async () => {
  const { env, twitch, database } = await setStage({ rows: tenPages, perPage: 10 })
  const asked = Promise.withResolvers<void>()
  const gate = Promise.withResolvers<void>()
  twitch.addFault({
    at: 2,
    kind: 'gate',
    gate: () => {
      asked.resolve()
      return gate.promise
    },
  })
  const command = startCommand(['sweep', 'twitch'], env)
  await asked.promise
  command.child.kill('SIGINT')
  const { code, stdout, stderr } = await command.ended
  gate.resolve()
  assert.deepEqual([code, stdout], [130, ''])
  assert.match(stderr, /^livecensus: stopped before it was done$/m)
  const [row] = await database.sql`select count(*) as sweeps from sweeps`
  assert.equal(row?.sweeps, 0)
})

test('a command line that cannot be read is refused with what there is', async () => {
  const { url } = await createTestDatabase()
  for (const args of [['sweep'], ['swep', 'twitch'], ['sweep', 'twitsch'], ['up', '--now']]) {
    const { code, stdout, stderr } = await runCommand(args, { DATABASE_URL: url })
    assert.deepEqual([code, stdout], [2, ''], args.join(' '))
    assert.match(stderr, /--help|there are twitch/)
  }
})

test('commands that need keys stop with one sentence without them', async () => {
  const { url } = await createTestDatabase()
  for (const args of [['work'], ['sweep', 'twitch'], ['sweep', 'kick']]) {
    const { code, stdout, stderr } = await runCommand(args, { DATABASE_URL: url })
    assert.deepEqual([code, stdout], [2, ''])
    assert.match(stderr, /^livecensus: .*(TWITCH_CLIENT_ID|KICK_CLIENT_ID)/m)
  }
})
