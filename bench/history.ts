// What the past of a channel costs to ask for: 30 days by the hour over HTTP, with 10 M samples of
// 20 k channels in open days. A hundred channels never go off air: 8,640 samples each.

import { Agent, get, type IncomingMessage } from 'node:http'
import { finished } from 'node:stream/promises'
import { pino } from 'pino'
import { openPolicies } from '../src/domain/policy.ts'
import { orAborted } from '../src/lib/abort.ts'
import { createManualClock } from '../src/lib/manual-clock.ts'
import { createServer } from '../src/serve/server.ts'
import type { Sql } from '../src/store/database.ts'
import { dayOf, ensurePartition } from '../src/store/partitions.ts'
import { openTestDatabase } from '../test/postgres.ts'
import { type Figure, timeMs } from './figures.ts'

/** 2026-03-01T00:00:00Z. */
const firstAt = 1_772_323_200
const daySeconds = 86_400
const cadence = 300
const days = 30
/** The last sweep. */
const lastAt = firstAt + days * daySeconds - cadence
const channels = 20_000
/** Of these, how many are always on air. */
const permanent = 100
/** How often the others go on air, for 46 sweeps each time. */
const broadcastsEach = 10
const rounds = 400

/** Builds the past and asks for it. */
export async function benchHistory(signal: AbortSignal): Promise<Figure[]> {
  const { sql, drop } = await openTestDatabase()
  try {
    return await orAborted(measure(sql), signal)
  } finally {
    await drop()
  }
}

async function measure(sql: Sql): Promise<Figure[]> {
  const buildMs = await timeMs(() => build(sql))
  const [counted] = await sql<{ samples: number }[]>`select count(*) as samples from samples`
  const server = await createServer({
    sql,
    log: pino({ level: 'silent' }),
    clock: createManualClock(lastAt * 1_000),
    corsOrigins: '*',
    sweptPlatforms: ['twitch'],
    sweepIntervalMs: cadence * 1_000,
    quotas: {},
    policyOf: openPolicies,
    version: 'bench',
  })
  try {
    const address = await server.listen({ host: '127.0.0.1', port: 0 })
    const ask = (of: number, path: string) => times(address, of, path)
    const daily = await ask(channels, 'history?window=30d')
    const usual = await ask(channels, 'history?window=30d&resolution=hour')
    const always = await ask(permanent, 'history?window=30d&resolution=hour')
    const list = await ask(channels, 'broadcasts')
    return [
      { what: 'samples in open days', value: (counted?.samples ?? 0) / 1e6, unit: 'M' },
      { what: '  built in', value: buildMs / 1_000, unit: 's' },
      ...figures('channel history, 30 days', daily, 20),
      ...figures('  by the hour', usual, 20),
      ...figures('  by the hour, of channels always on air: 8,640 samples', always, 20),
      ...figures('  the list of broadcasts', list, 20),
    ]
  } finally {
    await server.close()
  }
}

function figures(what: string, sorted: readonly number[], limit: number): Figure[] {
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN
  return [
    { what: `${what}, p99`, value: at(0.99), unit: 'ms', limit },
    { what: `${what}, p50`, value: at(0.5), unit: 'ms' },
  ]
}

/** How long questions about the first so many channels take, spread over them; ascending. */
async function times(address: string, of: number, path: string): Promise<number[]> {
  const taken: number[] = []
  const agent = new Agent({ keepAlive: true })
  for (let round = -50; round < rounds; round += 1) {
    const channel = ((round + 50) * 7_919) % of
    const ms = await timeMs(() => read(agent, `${address}/channel/twitch/c${channel}/${path}`))
    if (round >= 0) taken.push(ms)
  }
  agent.destroy()
  return taken.sort((a, b) => a - b)
}

/** Reads an answer and keeps nothing of it: the server's memory is what counts here. */
async function read(agent: Agent, url: string): Promise<void> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { agent }, resolve).once('error', reject)
  })
  if (response.statusCode !== 200)
    throw new Error(`${url} was answered with ${response.statusCode}`)
  await finished(response.resume())
}

async function build(sql: Sql): Promise<void> {
  await sql`
    insert into sweeps (
      platform, slot, collected_at, status, scope, cadence, streams, pages, requests, retries,
      duplicates, skipped, duration_ms
    )
    select 'twitch', t, t, 'complete', 'all', ${cadence}, 1000, 10, 10, 0, 0, 0, 30000
    from generate_series(
      to_timestamp(${firstAt}), to_timestamp(${lastAt}), ${cadence} * interval '1 second'
    ) t`
  await sql`
    insert into channels (id, platform, channel_id, username, created_at, updated_at)
    select i, 'twitch', 'c' || i, 'channel_' || i, to_timestamp(${firstAt}), to_timestamp(${firstAt})
    from generate_series(0, ${channels - 1}) i`
  await sql`
    with begun as (
      select
        i as channel_id,
        k as broadcast_no,
        case
          when i < ${permanent} then to_timestamp(${firstAt})
          else to_timestamp(
            ${firstAt} + (k - 1) * 3 * ${daySeconds} + (i * 7919 % 576) * ${cadence}
          )
        end as at
      from generate_series(0, ${channels - 1}) i
      cross join generate_series(1, ${broadcastsEach}) k
      where i >= ${permanent} or k = 1
    ),
    made as (
      select
        *,
        case
          when channel_id < ${permanent} then to_timestamp(${lastAt})
          else at + 45 * ${cadence} * interval '1 second'
        end as last_at
      from begun
    )
    insert into broadcasts (
      channel_id, broadcast_no, platform, stream_id, started_at, head_started_at, booked_from_at,
      first_sample_at, last_sample_at, ended_at
    )
    select
      channel_id, broadcast_no, 'twitch', channel_id || '-' || broadcast_no, at, at, at, at, last_at,
      case when channel_id >= ${permanent} then last_at + interval '150 seconds' end
    from made`
  await sql`
    insert into broadcast_ends (channel_id, broadcast_no, ended_at, gone_at, last_sample_at)
    select channel_id, broadcast_no, ended_at, ended_at, last_sample_at
    from broadcasts
    where ended_at is not null`
  await sql`
    insert into segments (channel_id, broadcast_no, segment_no, started_at, ended_at, tags)
    select channel_id, broadcast_no, 1, first_sample_at, ended_at, '{}'
    from broadcasts`
  for (let day = firstAt; day < firstAt + days * daySeconds; day += daySeconds)
    await buildDay(sql, day)
  await sql.unsafe('vacuum analyze')
}

/** The samples of a day as sweeps leave them, in order of time, and the channels' sums of it. */
async function buildDay(sql: Sql, day: number): Promise<void> {
  await ensurePartition(sql, 'twitch', dayOf(day))
  await sql`
    insert into samples (channel_id, broadcast_no, collected_at, collected_on, viewers, platform)
    select
      b.channel_id, b.broadcast_no, t, ${dayOf(day)}::date,
      100 + (b.channel_id * 31 + extract(epoch from t)::bigint / 300 * 7) % 900,
      'twitch'
    from broadcasts b
    cross join generate_series(
      greatest(b.first_sample_at, to_timestamp(${day})),
      least(b.last_sample_at, to_timestamp(${day + daySeconds - cadence})),
      ${cadence} * interval '1 second'
    ) t
    order by t, b.channel_id`
  await sql`
    insert into channel_days (
      channel_id, platform, day, half_viewer_seconds, present_seconds, observed_seconds,
      reported_seconds, peak_viewers, peak_at, samples
    )
    select
      channel_id, 'twitch', ${dayOf(day)}::date, sum(viewers) * ${2 * cadence},
      count(*) * ${cadence}, count(*) * ${cadence}, count(*) * ${cadence}, max(viewers),
      min(collected_at), count(*)
    from samples
    where collected_on = ${dayOf(day)}
    group by channel_id`
}
