// What the census makes of platforms at their worst: each fault of the simulator against the true
// clients, sweeps and database. The simulator's own record of what it sent is the judge.

import assert from 'node:assert/strict'
import { beforeEach, type TestContext, test } from 'node:test'
import { sweepPlatform } from '../src/collect/sweep.ts'
import type { Sweep } from '../src/domain/sweep.ts'
import { createManualClock } from '../src/lib/manual-clock.ts'
import { createKickClient } from '../src/platforms/kick/client.ts'
import { createTwitchClient } from '../src/platforms/twitch/client.ts'
import type { AnswerRecord } from '../src/simulator/faults/faults.ts'
import { type FaultName, type FaultSpec, faultTable } from '../src/simulator/faults/table.ts'
import { startSimulator } from '../src/simulator/server.ts'
import { createWorld } from '../src/simulator/world.ts'
import { createWorlds, type SimulatedPlatform } from '../src/simulator/worlds.ts'
import { emptyTables } from './builders.ts'
import { createTestDatabase } from './postgres.ts'

const { sql } = await createTestDatabase()

beforeEach(() => emptyTables(sql))

const evening = Date.UTC(2026, 4, 15, 20)
const cadence = 300
const small = createWorlds({ seed: 1, scale: 300, platforms: ['twitch', 'kick'] })
/** Kick's pages hold a thousand rows: only a larger world has several. */
const large = { kick: createWorld({ seed: 1, platform: 'kick', scale: 3_000, stretch: true }) }

interface StageOptions {
  readonly platform?: SimulatedPlatform
  readonly isLarge?: boolean
  readonly timeoutMs?: number
}

interface Row {
  readonly id: unknown
  readonly started_at: string
  readonly viewer_count?: number | null
}

async function setStage(
  t: TestContext,
  faults: readonly FaultSpec[],
  { isLarge = false, platform = 'twitch', timeoutMs }: StageOptions = {},
) {
  const clock = createManualClock(evening)
  const log: AnswerRecord[] = []
  const watching = { onAnswer: (_: AnswerRecord) => {} }
  const simulator = await startSimulator({
    worlds: isLarge ? large : small,
    clock,
    host: '127.0.0.1',
    port: 0,
    rateLimit: null,
    faults,
    onAnswer: record => {
      log.push(record)
      watching.onAnswer(record)
    },
  })
  t.after(() => simulator.close())
  const client = clientOf(platform)

  function clientOf(of: SimulatedPlatform) {
    const { environment } = simulator
    const name = of.toUpperCase()
    const deps = {
      config: {
        apiUrl: environment[`${name}_API_URL`] ?? '',
        authUrl: environment[`${name}_AUTH_URL`] ?? '',
        clientId: 'any',
        clientSecret: 'any',
      },
      retryAttempts: 3,
      clock,
      random: () => 0.5,
      userAgent: 'Livecensus/test',
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    }
    return of === 'twitch' ? createTwitchClient(deps) : createKickClient(deps)
  }

  /** Sweeps at the next time of the grid; the answers are those of this sweep alone. */
  async function sweep(): Promise<{ sweep: Sweep; answers: readonly AnswerRecord[] }> {
    const slotMs = Math.ceil((clock.now() + 1) / (cadence * 1_000)) * cadence * 1_000
    clock.advance(slotMs - clock.now())
    const before = log.length
    const swept = await sweepPlatform(
      {
        sql,
        client,
        clock,
        cadence,
        maxStreams: null,
        signal: new AbortController().signal,
        onProgress: () => {},
      },
      { kind: 'grid', slot: slotMs / 1_000 },
    )
    assert.ok(swept !== null)
    return { sweep: swept, answers: log.slice(before) }
  }

  /** Sets faults as soon as a first page has been answered. */
  function setAfterFirstPage(specs: readonly FaultSpec[]): void {
    watching.onAnswer = ({ kind }) => {
      if (kind !== 'page') return
      watching.onAnswer = () => {}
      simulator.setFaults(specs)
    }
  }

  return { clock, log, setAfterFirstPage, simulator, sweep }
}

const countOf = (answers: readonly AnswerRecord[], name: FaultName) =>
  answers.filter(({ faults }) => faults.includes(name)).length

/** The rows of all pages as they were sent, those that are objects with an id. */
function rowsOf(answers: readonly AnswerRecord[]): readonly Row[] {
  return answers.flatMap(({ kind, rows }) => (kind === 'page' ? (rows ?? []) : [])) as Row[]
}

/** The last row of each stream. */
function newestOf(answers: readonly AnswerRecord[]): ReadonlyMap<string, Row> {
  return new Map(rowsOf(answers).map(row => [String(row.id), row]))
}

const sorted = (ids: Iterable<string>) => [...ids].toSorted()

/** The ids of Twitch's small world, which stands still while nobody waits. */
const twitchIds = ({ collectedAt }: Sweep) =>
  sorted(small.twitch?.liveAt(collectedAt).map(({ broadcast }) => broadcast.streamId) ?? [])

async function readSamples({
  collectedAt,
  platform,
}: Sweep): Promise<ReadonlyMap<string, number | null>> {
  const rows = await sql<{ streamId: string; viewers: number | null }[]>`
    select b.stream_id as "streamId", s.viewers
    from samples s
    join broadcasts b on b.channel_id = s.channel_id and b.broadcast_no = s.broadcast_no
    where s.collected_at = to_timestamp(${collectedAt}) and s.platform = ${platform}`
  return new Map(rows.map(({ streamId, viewers }) => [streamId, viewers]))
}

async function readOpenIds(): Promise<string[]> {
  const rows = await sql<{ streamId: string }[]>`
    select stream_id as "streamId"
    from live_broadcasts`
  return sorted(rows.map(({ streamId }) => streamId))
}

async function countMissed(): Promise<number> {
  const [row] = await sql<{ missed: number }[]>`
    select count(*)::int as missed
    from live_broadcasts
    where missed_at is not null`
  return row?.missed ?? 0
}

/** Streams of channels that have begun another one since: those end at once. */
async function readReplaced(): Promise<ReadonlySet<string>> {
  const rows = await sql<{ streamId: string }[]>`
    select b.stream_id as "streamId"
    from broadcasts b
    where exists (
      select from broadcasts n
      where n.channel_id = b.channel_id and n.broadcast_no > b.broadcast_no
    )`
  return new Set(rows.map(({ streamId }) => streamId))
}

/** None of these has ended, unless its channel has begun another one. */
async function assertOpen(ids: readonly string[]): Promise<void> {
  const open = new Set([...(await readOpenIds()), ...(await readReplaced())])
  assert.deepEqual(
    ids.filter(id => !open.has(id)),
    [],
  )
}

/** A sweep that is complete and holds what is live, each once. */
async function assertWhole(sweep: Sweep): Promise<void> {
  assert.deepEqual([sweep.status, sweep.error], ['complete', null])
  assert.deepEqual(sorted((await readSamples(sweep)).keys()), twitchIds(sweep))
}

test('late answers are waited for', async t => {
  const { sweep } = await setStage(t, [{ name: 'latency', ms: 700 }])
  const { answers, sweep: done } = await sweep()
  await assertWhole(done)
  assert.equal(done.figures.retries, 0)
  assert.equal(done.durationMs, 700 * countOf(answers, 'latency'))
})

test('a storm of 429 is waited out, and every refusal is a retry', async t => {
  const storms: [SimulatedPlatform, FaultSpec][] = [
    ['twitch', { name: 'limited', rate: 1, times: 1, seconds: 15, reset: 10 }],
    ['kick', { name: 'limited', rate: 1, times: 1, seconds: 15, at: 'pages' }],
    ['kick', { name: 'limited', rate: 1, times: 1, seconds: 60, at: 'pages', retry_after: 20 }],
  ]
  for (const [platform, storm] of storms) {
    await emptyTables(sql)
    const { sweep } = await setStage(t, [storm], { platform })
    const { answers, sweep: done } = await sweep()
    assert.deepEqual([done.status, done.error], ['complete', null])
    const refused = answers.filter(({ status }) => status === 429).length
    assert.ok(refused > 0)
    assert.equal(done.figures.retries, refused)
    assert.equal(done.figures.streams, newestOf(answers).size)
  }
})

test('an outage longer than all tries makes a sweep failed or partial and ends nobody', async t => {
  const { setAfterFirstPage, simulator, sweep } = await setStage(t, [])
  await assertWhole((await sweep()).sweep)
  const open = await readOpenIds()
  const outage: FaultSpec = { name: 'unavailable', rate: 1, seconds: 3_600 }
  for (const status of ['500', '502', '503', '504'] as const) {
    simulator.setFaults([{ ...outage, status }])
    const { sweep: failed } = await sweep()
    assert.deepEqual([failed.status, failed.reason], ['failed', 'unreachable'])
    assert.match(failed.error ?? '', new RegExp(`${status} to 3 of 3 tries`))
  }
  simulator.setFaults([])
  setAfterFirstPage([outage])
  const { sweep: partial } = await sweep()
  assert.deepEqual([partial.status, partial.reason], ['partial', 'page_failed'])
  assert.ok(partial.figures.streams > 0)
  await assertOpen(open)
  assert.equal(await countMissed(), 0)
})

test('a short outage costs a retry for each answer', async t => {
  const { sweep } = await setStage(t, [{ name: 'unavailable', rate: 1, times: 2, seconds: 0 }])
  const { answers, sweep: done } = await sweep()
  await assertWhole(done)
  assert.deepEqual([done.figures.retries, countOf(answers, 'unavailable')], [2, 2])
})

const broken: readonly Extract<FaultSpec, { name: 'html' | 'reset' | 'truncated' }>[] = [
  { name: 'reset' },
  { name: 'reset', keep: 0 },
  { name: 'truncated' },
  { name: 'truncated', keep: 0 },
  { name: 'html', status: '200' },
  { name: 'html', status: '502' },
]

for (const fault of broken)
  test(`an answer with ${Object.values(fault).join(' ')} is asked for again`, async t => {
    for (const platform of ['twitch', 'kick'] as const) {
      const { sweep } = await setStage(t, [{ ...fault, rate: 1, times: 2 }], { platform })
      const { answers, sweep: done } = await sweep()
      assert.deepEqual([done.status, done.error], ['complete', null])
      assert.deepEqual([done.figures.retries, countOf(answers, fault.name)], [2, 2])
      assert.deepEqual(sorted((await readSamples(done)).keys()), sorted(newestOf(answers).keys()))
    }
  })

test('a body in drips is read while it comes in time', async t => {
  const { sweep } = await setStage(t, [{ name: 'drip', rate: 1, seconds: 5 }])
  const { sweep: done } = await sweep()
  await assertWhole(done)
  assert.equal(done.figures.retries, 0)
  assert.ok(done.durationMs >= 5_000 * done.figures.pages)
})

test('a body that never ends is given up and asked for again', async t => {
  const drip: FaultSpec = { name: 'drip', rate: 1, times: 1, ends: 'no', seconds: 0 }
  // The one limit that a real timer keeps.
  const { sweep } = await setStage(t, [drip], { timeoutMs: 250 })
  const { answers, sweep: done } = await sweep()
  await assertWhole(done)
  assert.equal(countOf(answers, 'drip'), 1)
  assert.ok(done.figures.retries >= 1)
})

test('a token that has run out is replaced and the walk goes on', async t => {
  for (const platform of ['twitch', 'kick'] as const) {
    const { sweep } = await setStage(t, [{ name: 'expired', rate: 0, after: 1 }], { platform })
    const { answers, sweep: done } = await sweep()
    assert.deepEqual([done.status, done.error], ['complete', null])
    const refused = answers.filter(({ status }) => status === 401).length
    assert.ok(refused > 0)
    const tokens = answers.filter(({ kind }) => kind === 'token').length
    assert.equal(tokens, refused + 1)
    assert.equal(done.figures.streams, newestOf(answers).size)
  }
})

test('a platform that refuses every token is not asked for long, and ends nobody', async t => {
  const { setAfterFirstPage, simulator, sweep } = await setStage(t, [])
  await sweep()
  const before = await readOpenIds()
  const refusing: FaultSpec = { name: 'expired', rate: 1 }
  simulator.setFaults([refusing])
  const { answers, sweep: failed } = await sweep()
  assert.deepEqual([failed.status, failed.reason], ['failed', 'unauthorized'])
  assert.equal(answers.filter(({ kind }) => kind === 'page').length, 2)
  simulator.setFaults([])
  setAfterFirstPage([refusing])
  const { sweep: partial } = await sweep()
  assert.deepEqual([partial.status, partial.reason], ['partial', 'unauthorized'])
  await assertOpen(before)
})

const loops: readonly [where: 'middle' | 'end', times: number][] = [
  ['middle', 1],
  ['middle', 2],
  ['end', 1],
  ['end', 0],
]

for (const [where, times] of loops)
  test(`a cursor of the ${where} that leads to the top ${times || 'all the'} times loses no stream`, async t => {
    const stages: StageOptions[] = [{ platform: 'twitch' }, { platform: 'kick', isLarge: true }]
    for (const options of stages) {
      const loop: FaultSpec = { name: 'loop', where, rate: 1, times }
      const { setAfterFirstPage, sweep } = await setStage(t, [], options)
      setAfterFirstPage([loop])
      const { answers, sweep: done } = await sweep()
      assert.ok(countOf(answers, 'loop') > 0)
      assert.deepEqual([done.status, done.error], ['complete', null])
      if (options.platform === 'twitch') await assertWhole(done)
      else {
        const total = large.kick.countsAt(done.collectedAt).length
        assert.deepEqual([done.figures.streams, (await readSamples(done)).size], [total, total])
      }
    }
  })

test('a list that leads back from its second page is doubted, and ends nobody', async t => {
  const { simulator, sweep } = await setStage(t, [])
  await sweep()
  const before = await readOpenIds()
  simulator.setFaults([{ name: 'loop', where: 'middle', rate: 1 }])
  for (let i = 0; i < 3; i += 1) {
    const { sweep: done } = await sweep()
    assert.deepEqual([done.status, done.reason], ['partial', 'loop'])
  }
  await assertOpen(before)
  assert.equal(await countMissed(), 0)
})

test('a cursor that is refused once costs a step back and no stream', async t => {
  const refused: FaultSpec = { name: 'cursor_rejected', rate: 1, times: 1 }
  const twitch = await setStage(t, [refused])
  await assertWhole((await twitch.sweep()).sweep)
  const kick = await setStage(t, [refused], { platform: 'kick', isLarge: true })
  const { answers, sweep: done } = await kick.sweep()
  assert.equal(countOf(answers, 'cursor_rejected'), 1)
  assert.deepEqual([done.status, done.error], ['complete', null])
  assert.equal(done.figures.streams, large.kick.countsAt(done.collectedAt).length)
})

test('a platform that takes no cursor at all makes a sweep partial', async t => {
  const { sweep } = await setStage(t, [{ name: 'cursor_rejected', rate: 1 }])
  const { sweep: done } = await sweep()
  assert.deepEqual([done.status, done.reason], ['partial', 'page_failed'])
  assert.ok(done.figures.streams > 0)
})

test('rows that come twice are counted and stored once', async t => {
  const stages: StageOptions[] = [{ platform: 'twitch' }, { platform: 'kick', isLarge: true }]
  for (const options of stages) {
    const { sweep } = await setStage(t, [{ name: 'drift', rate: 1, repeat: 0.2 }], options)
    const { answers, sweep: done } = await sweep()
    const sent = rowsOf(answers)
    const newest = newestOf(answers)
    assert.deepEqual([done.status, done.error], ['complete', null])
    assert.ok(done.figures.duplicates > 0)
    assert.equal(done.figures.duplicates, sent.length - newest.size)
    assert.equal(done.figures.streams, newest.size)
    assert.deepEqual(sorted((await readSamples(done)).keys()), sorted(newest.keys()))
    if (options.platform === 'twitch') await assertWhole(done)
  }
})

test('a row that slips through between two pages is not ended by that', async t => {
  const { simulator, sweep } = await setStage(t, [])
  await sweep()
  const before = await readOpenIds()
  simulator.setFaults([{ name: 'drift', rate: 1, repeat: 0, lose: 0.1 }])
  const { answers, sweep: done } = await sweep()
  assert.equal(done.status, 'complete')
  const sent = newestOf(answers)
  const lost = before.filter(id => !sent.has(id))
  assert.ok(lost.length > 0)
  await assertOpen(lost)
})

test('absent once is live, absent from two sweeps is ended, and back is the same broadcast', async t => {
  const fault: FaultSpec = { name: 'flapping', rate: 0.08, seconds: 480 }
  const { sweep } = await setStage(t, [fault])
  const sweeps: ReadonlyMap<string, Row>[] = []
  const openAfter: ReadonlySet<string>[] = []
  for (let i = 0; i < 9; i += 1) {
    const { answers, sweep: done } = await sweep()
    assert.equal(done.status, 'complete')
    sweeps.push(newestOf(answers))
    openAfter.push(new Set(await readOpenIds()))
  }
  const replaced = await readReplaced()
  const ids = new Set(sweeps.flatMap(rows => [...rows.keys()]))
  let missedOnce = 0
  let isBack = 0
  for (const id of ids) {
    if (replaced.has(id)) continue
    const seen = sweeps.map(rows => rows.has(id))
    const first = seen.indexOf(true)
    for (let i = first; i < seen.length; i += 1) {
      const isOpen = seen[i] === true || (i > first && seen[i - 1] === true)
      assert.equal(openAfter[i]?.has(id), isOpen, `${id} after sweep ${i}: ${seen}`)
      if (seen[i] === true || i === first) continue
      if (seen[i - 1] && seen[i + 1]) missedOnce += 1
      if (!seen[i - 1] && seen[i + 1]) isBack += 1
    }
  }
  assert.ok(missedOnce > 0 && isBack > 0, `${missedOnce} missed once, ${isBack} back`)
  const [{ broadcasts, streams } = { broadcasts: 0, streams: 0 }] = await sql<
    { broadcasts: number; streams: number }[]
  >`
    select count(*)::int as broadcasts, count(distinct stream_id)::int as streams
    from broadcasts`
  assert.deepEqual([broadcasts, streams], [ids.size, ids.size])
})

test('counts that fall to 1 are stored as they were sent', async t => {
  for (const platform of ['twitch', 'kick'] as const) {
    const { sweep } = await setStage(t, [{ name: 'ones', rate: 0.3 }], { platform })
    await sweep()
    const { answers, sweep: done } = await sweep()
    const sent = new Map([...newestOf(answers)].map(([id, row]) => [id, row.viewer_count]))
    const ones = [...sent.values()].filter(count => count === 1)
    assert.ok(ones.length > sent.size / 5)
    const stored = await readSamples(done)
    assert.equal(stored.size, sent.size)
    const isZeroUnknown = platform === 'kick'
    for (const [id, viewers] of stored)
      if (sent.get(id) !== 0 || !isZeroUnknown) assert.equal(viewers, sent.get(id), id)
  }
})

test("Kick's 0 is unknown after five or more, else it is a zero", async t => {
  const { simulator, sweep } = await setStage(t, [], { platform: 'kick' })
  const known = await readSamples((await sweep()).sweep)
  simulator.setFaults([{ name: 'hidden', rate: 1 }])
  const { answers, sweep: done } = await sweep()
  assert.ok(rowsOf(answers).every(row => row.viewer_count === 0))
  const stored = await readSamples(done)
  const expected = [...stored.keys()].map(id => [id, (known.get(id) ?? 0) >= 5 ? null : 0] as const)
  assert.deepEqual(stored, new Map(expected))
  const unknown = expected.filter(([, viewers]) => viewers === null)
  assert.ok(unknown.length > 0 && unknown.length < expected.length)
})

test('a count that Twitch leaves out is unknown, and its stream is live', async t => {
  for (const twitch of ['missing', 'null'] as const) {
    const fault: FaultSpec = { name: 'hidden', platform: 'twitch', rate: 0.3, twitch }
    const { sweep } = await setStage(t, [fault])
    const { answers, sweep: done } = await sweep()
    await assertWhole(done)
    assert.equal(done.figures.skipped, 0)
    const sent = newestOf(answers)
    const stored = await readSamples(done)
    const expected = [...stored.keys()].map(id => [id, sent.get(id)?.viewer_count ?? null] as const)
    assert.deepEqual(stored, new Map(expected))
    const unknown = expected.filter(([, viewers]) => viewers === null)
    assert.ok(unknown.length > 0 && unknown.length < expected.length)
    await emptyTables(sql)
  }
})

const surprises = ['nulls', 'missing', 'unknown', 'types', 'times', 'any'] as const

for (const kind of surprises)
  test(`rows with a surprise of the kind ${kind} stay readable`, async t => {
    for (const platform of ['twitch', 'kick'] as const) {
      const { sweep } = await setStage(t, [{ name: 'surprises', rate: 1, kind }], { platform })
      const { answers, sweep: done } = await sweep()
      assert.deepEqual([done.status, done.figures.skipped], ['complete', 0])
      const sent = newestOf(answers)
      const stored = await readSamples(done)
      assert.equal(countOf(answers, 'surprises'), done.figures.pages)
      assert.deepEqual(
        stored,
        new Map([...stored.keys()].map(id => [id, Number(sent.get(id)?.viewer_count)])),
      )
      assert.equal(stored.size, sent.size)
      assert.deepEqual(await readStarts(done), startsIn(sent))
    }
  })

async function readStarts({ collectedAt, platform }: Sweep): Promise<ReadonlyMap<string, number>> {
  const rows = await sql<{ streamId: string; startedAt: number }[]>`
    select b.stream_id as "streamId", extract(epoch from b.started_at)::bigint as "startedAt"
    from live_broadcasts l
    join broadcasts b on b.channel_id = l.channel_id and b.broadcast_no = l.broadcast_no
    where l.platform = ${platform} and l.last_sample_at = to_timestamp(${collectedAt})`
  return new Map(rows.map(({ startedAt, streamId }) => [streamId, startedAt]))
}

/** As they were sent, whole seconds. */
function startsIn(rows: ReadonlyMap<string, Row>): ReadonlyMap<string, number> {
  const starts = [...rows].map(([id, row]) => [id, Math.floor(Date.parse(row.started_at) / 1_000)])
  return new Map(starts as [string, number][])
}

test('rows that cannot be read are counted, and lose nothing else', async t => {
  const { sweep } = await setStage(t, [{ name: 'surprises', rate: 0, unreadable: 0.01 }])
  const { answers, sweep: done } = await sweep()
  const sent: readonly unknown[] = rowsOf(answers)
  const readable = sent.filter(isReadable).map(row => row.id)
  assert.ok(readable.length < sent.length)
  assert.deepEqual([done.status, done.figures.skipped], ['complete', sent.length - readable.length])
  assert.deepEqual(sorted((await readSamples(done)).keys()), sorted(readable))
})

test('where many rows cannot be read nobody is taken for gone', async t => {
  const { simulator, sweep } = await setStage(t, [])
  await sweep()
  const before = await readOpenIds()
  simulator.setFaults([{ name: 'surprises', rate: 0, unreadable: 0.2 }])
  for (let i = 0; i < 3; i += 1) {
    const { sweep: done } = await sweep()
    assert.deepEqual([done.status, done.reason], ['partial', 'unreadable'])
  }
  await assertOpen(before)
  assert.equal(await countMissed(), 0)
})

function isReadable(row: unknown): row is { readonly id: string } {
  if (typeof row !== 'object' || row === null || !('id' in row)) return false
  return typeof row.id === 'string' && row.id !== ''
}

test("starts ahead of this machine's clock are counted and kept as told", async t => {
  for (const platform of ['twitch', 'kick'] as const) {
    const { sweep } = await setStage(t, [{ name: 'skew', rate: 1, seconds: 3_600 }], { platform })
    const { answers, sweep: done } = await sweep()
    assert.equal(done.status, 'complete')
    const starts = startsIn(newestOf(answers))
    const ahead = [...starts.values()].filter(at => at > done.collectedAt + 300)
    assert.ok(ahead.length > 0)
    const [row] = await sql`
      select clock_skews
      from sweeps
      where platform = ${platform} and slot = to_timestamp(${done.slot})`
    assert.equal(row?.clock_skews, ahead.length)
    assert.deepEqual(await readStarts(done), starts)
  }
})

/** All at once, far more often than they would be met; a sweep here has about ten requests. */
const everything: readonly FaultSpec[] = faultTable.map(({ name }) =>
  name === 'flapping' ? { name, rate: 0.02 } : { name, rate: 0.06 },
)

test('with all of it together what was sent is kept, and nobody who is listed is ended', async t => {
  for (const platform of ['twitch', 'kick'] as const) {
    const { log, sweep } = await setStage(t, everything, { platform })
    const statuses: string[] = []
    for (let i = 0; i < 25; i += 1) {
      const { answers, sweep: done } = await sweep()
      statuses.push(done.status)
      const sent = newestOf(answers)
      assert.deepEqual([done.figures.streams, done.figures.skipped], [sent.size, 0])
      const [row] = await sql`
        select superseded
        from sweeps
        where platform = ${platform} and slot = to_timestamp(${done.slot})`
      assert.equal((await readSamples(done)).size, sent.size - Number(row?.superseded))
      await assertOpen([...sent.keys()])
    }
    assert.ok(statuses.filter(status => status === 'complete').length > 12, `${statuses}`)
    const met = new Set(log.flatMap(({ faults }) => faults))
    assert.ok(met.size >= 12, `${[...met]}`)
    const [{ twice } = { twice: 0 }] = await sql<{ twice: number }[]>`
      select count(*)::int - count(distinct stream_id)::int as twice
      from broadcasts
      where platform = ${platform}`
    assert.equal(twice, 0)
  }
})
