// What the categories of a window cost: rollups as 100 k live streams leave them in 90 days, asked
// through the server. Hours are there for the days in which a window begins or ends: others are not
// read.

import { pino } from 'pino'
import type { CategoryStatsList } from '../src/contract/categories.ts'
import { usualPolicyOf } from '../src/domain/policy.ts'
import { writeRfc3339 } from '../src/domain/rfc3339.ts'
import { orAborted } from '../src/lib/abort.ts'
import { systemClock } from '../src/lib/clock.ts'
import type { Server } from '../src/serve/deps.ts'
import { listen } from '../src/serve/listen.ts'
import { createServer } from '../src/serve/server.ts'
import { announceChange } from '../src/store/announce.ts'
import type { Sql } from '../src/store/database.ts'
import { foldSpans } from '../src/store/fold-spans.ts'
import { insertSweep } from '../src/store/sweeps.ts'
import { openTestDatabase } from '../test/postgres.ts'
import { aSweep } from '../test/serve-live-rows.ts'
import { type Figure, median, timeMs } from './figures.ts'

const hour = 3_600
const day = 86_400
/** 2026-03-02T12:05:00Z, a Monday. */
const lastAt = 1_772_453_100
const today = lastAt - (lastAt % day)
const days = 90
const categories = 12_000
/** Days, counted back from today, whose hours are there. */
const hourDays = [0, 1, 2, 3, 7, 8, 14, 15, 28, 30, 31, 45, 59, 60, 75, 88, 89, 90]
const pairHourDays = [0, 1, 2, 8, 31]
/** The first is spoken in two thirds of the categories. */
const languages = ['af', 'ae', 'ad', 'ag', 'ac', 'ak', 'ap']
const sweeps = 10
const rounds = 100
const usualWindows = ['24h', '7d', '30d', '90d']
/** As a server has that has run for a while. */
const warmUpMs = 15_000
const preparedMs = 30
const otherMs = 150

/** Builds the rollups and asks for the usual windows after each of some sweeps, then for others. */
export async function benchCategories(signal: AbortSignal): Promise<Figure[]> {
  const { sql, drop } = await openTestDatabase()
  const server = await createServer({
    readsAhead: true,
    sql,
    log: pino({ level: 'silent' }),
    clock: systemClock,
    corsOrigins: '*',
    sweptPlatforms: ['twitch'],
    sweepIntervalMs: 300_000,
    quotas: {},
    policyOf: usualPolicyOf,
    version: '0.0.0',
  })
  try {
    return await orAborted(measure(sql, server, signal), signal)
  } finally {
    await server.close()
    await drop()
  }
}

async function measure(sql: Sql, server: Server, signal: AbortSignal): Promise<Figure[]> {
  const buildMs = await timeMs(() => build(sql))
  const foldMs = await timeMs(() => foldSpans(sql, 'twitch', signal))
  await sql.unsafe('vacuum analyze')
  await listen(server, { host: '127.0.0.1', port: 0 })
  await systemClock.sleep(warmUpMs, signal)
  const first: number[] = []
  const usual: number[] = []
  const behind: number[] = []
  for (let round = 1; round <= sweeps; round += 1) {
    const at = lastAt + round * 60
    const swept = performance.now()
    await sweepAgain(sql, at)
    for (let again = 0; again < 5; again += 1)
      for (const window of usualWindows)
        first.push((await ask(server, { window, sort: sortAt(again) })).ms)
    await untilReadAhead(server, at)
    const behindMs = performance.now() - swept
    behind.push(behindMs)
    for (let again = 0; again < 5; again += 1)
      for (const window of usualWindows)
        usual.push((await ask(server, { window, q: 'game 1', sort: sortAt(again) })).ms)
    // Reading ahead rests for nine times as long as it took.
    await systemClock.sleep(10 * behindMs, signal)
  }
  const plain: number[] = []
  const byLanguage: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    plain.push((await ask(server, { ...otherWindow(round, hourDays), sort: sortAt(round) })).ms)
    const language = pick(languages, round)
    const window = otherWindow(round, pairHourDays)
    byLanguage.push((await ask(server, { ...window, language, sort: sortAt(round) })).ms)
  }
  return [
    ...figuresOf('usual windows, asked from the commit of a sweep on', first, preparedMs),
    ...figuresOf('usual windows, when they are read ahead', usual, preparedMs),
    ...figuresOf('other windows', plain, otherMs),
    ...figuresOf('other windows of one language', byLanguage, otherMs),
    {
      what: 'from a sweep to the usual windows read ahead',
      value: median(behind) / 1_000,
      unit: 's',
    },
    { what: 'building the rollups', value: buildMs / 1_000, unit: 's' },
    { what: 'folding their weeks and quarters of days', value: foldMs / 1_000, unit: 's' },
  ]
}

function figuresOf(what: string, times: readonly number[], limit: number): Figure[] {
  const sorted = times.toSorted((a, b) => a - b)
  const p99 = sorted[Math.ceil(sorted.length * 0.99) - 1] ?? Number.NaN
  return [
    { what: `${what}, p99 of ${times.length}`, value: p99, limit, unit: 'ms' },
    { what: '  p50', value: median(times), unit: 'ms' },
  ]
}

async function ask(
  server: Server,
  query: Record<string, string>,
): Promise<{ ms: number; asOf: string | null }> {
  const began = performance.now()
  const response = await server.inject({ url: '/stats/categories', query })
  const ms = performance.now() - began
  if (response.statusCode !== 200)
    throw new Error(`${JSON.stringify(query)} was answered with ${response.statusCode}`)
  return { ms, asOf: response.json<CategoryStatsList>().meta.as_of }
}

/** Waits until the last of the usual windows is of a sweep. */
async function untilReadAhead(server: Server, at: number): Promise<void> {
  while ((await ask(server, { window: '90d' })).asOf !== writeRfc3339(at))
    await systemClock.sleep(50)
}

/** A window that was not asked for yet, with its ends at any hour of days whose hours are there. */
function otherWindow(round: number, at: readonly number[]): Record<string, string> {
  const older = at[1 + (round % (at.length - 1))] ?? 1
  const newer = at[Math.floor(round / 7) % at.length] ?? 0
  const from = today - Math.max(older, newer) * day + ((round * 5) % 23) * hour
  const to = today - Math.min(older, newer) * day + ((round * 11) % 23) * hour
  const first = Math.max(Math.min(from, to - hour), today - days * day)
  return { from: writeRfc3339(first), to: writeRfc3339(Math.max(to, first + hour) + round) }
}

const sorts = ['hours_watched', 'average_viewers', 'peak_viewers', 'viewers_per_stream'] as const

function sortAt(round: number): string {
  return pick(sorts, round)
}

function pick<T>(values: readonly T[], at: number): T {
  const value = values[at % values.length]
  if (value === undefined) throw new RangeError('there is nothing to pick from')
  return value
}

/** As a sweep is seen from outside: the hour's rows move, and it is told. */
async function sweepAgain(sql: Sql, at: number): Promise<void> {
  await sql.begin(async tx => {
    await insertSweep(tx, aSweep({ collectedAt: at }), findings)
    await tx`
      update rollup_hours
      set half_viewer_seconds = half_viewer_seconds + 600, reported_seconds = reported_seconds + 300
      where platform = 'twitch' and hour = to_timestamp(${at - (at % hour)})`
    const [row] = await tx<{ version: number }[]>`
      update platforms
      set version = version + 1
      where platform = 'twitch'
      returning version`
    await announceChange(tx, { platform: 'twitch', version: row?.version ?? 0 })
  })
}

const findings = { superseded: 0, startCorrections: 0, clockSkews: 0 }

/**
 * 12,000 categories, of which 8,000 are streamed in a day and 6,000 in an hour, in 30,000 pairs with a
 * language. A category has the fewer languages and viewers the later it stands.
 */
async function build(sql: Sql): Promise<void> {
  for (const at of [today - days * day, lastAt])
    await insertSweep(sql, aSweep({ collectedAt: at }), findings)
  await sql`
    insert into categories (platform, category_id, name, created_at, updated_at)
    select 'twitch', i::text, 'Game ' || i, to_timestamp(${lastAt}), to_timestamp(${lastAt})
    from generate_series(1, ${categories}) i`
  await sql`
    create table pairs as
    select
      c.id as key, c.category_id::int as i, n,
      chr(97 + (n + c.category_id::int % 5) / 26) || chr(97 + (n + c.category_id::int % 5) % 26)
        as language
    from categories c
    cross join lateral generate_series(
      1, least(40, greatest(1, round(220 / sqrt(c.category_id::int))::int))
    ) n`
  for (const age of pairHourDays) {
    const from = writeRfc3339(today - age * day)
    const to = writeRfc3339(today - (age - 1) * day)
    await sql.unsafe(
      `create table rollup_pair_hours_bench_${age} partition of rollup_pair_hours for values from ('${from}') to ('${to}')`,
    )
  }
  await insertPairs(sql)
  await insertMargins(sql)
  await sql`
    update platforms
    set folded_until = to_timestamp(${lastAt - (lastAt % hour)})
    where platform = 'twitch'`
}

const columns = `half_viewer_seconds, present_seconds, observed_seconds, reported_seconds,
  peak_at, peak_viewers, samples, gaps, broadcasts_started`

/** Of a pair whose place among all is i × n, so many times an hour's. */
const figuresOfPair = (times: number, at: string) => `
  (${times} * 1e9 / (i * n))::bigint, (${times} * 1e6 / (i * n))::int,
  (${times} * 1e6 / (i * n))::int, (${times} * 1e6 / (i * n))::int,
  ${at} + interval '5 minutes', (1e5 / (i * n))::int, 12, 0, 3`

async function insertPairs(sql: Sql): Promise<void> {
  const hours = hourList(pairHourDays)
  await sql.unsafe(`
    insert into rollup_pair_hours (platform, hour, category_key, language, ${columns})
    select 'twitch', at, key, language, ${figuresOfPair(1, 'at')}
    from ${hours}, pairs
    where i <= 5000 or (i + extract(epoch from at)::bigint / 3600) % 7 = 0
    order by at, language, key`)
  await sql.unsafe(`
    insert into rollup_days (platform, grain, day, category_key, language, ${columns})
    select 'twitch', 'category_language', at::date, key, language, ${figuresOfPair(24, 'at')}
    from ${dayList}, pairs
    where i <= 7000 or (i + extract(epoch from at)::bigint / 86400) % 5 = 0
    order by at, language, key`)
}

async function insertMargins(sql: Sql): Promise<void> {
  const hours = hourList(hourDays)
  const categoryRows = `(select key, i, 1 as n from pairs where n = 1) c`
  await sql.unsafe(`
    insert into rollup_hours (platform, grain, hour, category_key, ${columns})
    select 'twitch', 'category', at, key, ${figuresOfPair(2, 'at')}
    from ${hours}, ${categoryRows}
    where i <= 5000 or (i + extract(epoch from at)::bigint / 3600) % 7 = 0
    order by at, key`)
  await sql.unsafe(`
    insert into rollup_days (platform, grain, day, category_key, ${columns})
    select 'twitch', 'category', at::date, key, ${figuresOfPair(48, 'at')}
    from ${dayList}, ${categoryRows}
    where i <= 7000 or (i + extract(epoch from at)::bigint / 86400) % 5 = 0
    order by at, key`)
  for (const [table, time] of [
    ['rollup_hours', 'hour'],
    ['rollup_days', 'day'],
  ])
    await sql.unsafe(`
      insert into ${table} (platform, grain, ${time}, ${columns})
      select
        'twitch', 'platform', ${time},
        sum(half_viewer_seconds), sum(present_seconds), sum(observed_seconds),
        sum(reported_seconds), min(peak_at), sum(peak_viewers), sum(samples), 0,
        sum(broadcasts_started)
      from ${table}
      where grain = 'category'
      group by ${time}`)
}

const dayList = `generate_series(
  timestamptz '${writeRfc3339(today - days * day)}', timestamptz '${writeRfc3339(today)}', '1 day'
) at`

function hourList(ages: readonly number[]): string {
  const starts = ages.map(age => `timestamptz '${writeRfc3339(today - age * day)}'`)
  return `(
    select d + h * interval '1 hour' as at
    from unnest(array[${starts.join(', ')}]) d
    cross join generate_series(0, 23) h
    where d + h * interval '1 hour' <= timestamptz '${writeRfc3339(lastAt)}'
  ) t`
}
