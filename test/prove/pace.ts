// Proof: the whole of Twitch within its rate limit. 100 k simulated streams, 150 ms a page, 800
// points a minute, the true collector beside them for two sweeps and what it reads in between.

import { systemClock } from '../../src/lib/clock.ts'
import type { AnswerRecord } from '../../src/simulator/faults/faults.ts'
import { startSimulator } from '../../src/simulator/server.ts'
import { createWorlds } from '../../src/simulator/worlds.ts'
import { startCommand } from '../command.ts'
import { openTestDatabase } from '../postgres.ts'
import { createBars } from './bars.ts'

const streamsWanted = 100_000
const pageMs = 150
const pointsAMinute = 800
const mostSeconds = { all: 240, languages: 100 }

type Answer = Pick<AnswerRecord, 'askedAtMs' | 'kind' | 'status'>

const answers: Answer[] = []
const simulator = await startSimulator({
  worlds: createWorlds({ seed: 1, scale: scaleNow() }),
  clock: systemClock,
  host: '127.0.0.1',
  port: 0,
  rateLimit: pointsAMinute,
  faults: [{ name: 'latency', ms: pageMs, at: 'api' }],
  onAnswer: ({ askedAtMs, kind, status }) => answers.push({ askedAtMs, kind, status }),
})
const { sql, url, drop } = await openTestDatabase()
const command = startCommand(['work'], {
  ...simulator.environment,
  DATABASE_URL: url,
  SWEEP_INTERVAL: '5m',
})
try {
  await command.waitForLog(/"scope":"all"/)
  await command.waitForLog(/"scope":"languages"/)
  for (let seconds = 0; seconds < 300 && (await countFollowers()) < 100; seconds += 1)
    await systemClock.sleep(1_000)
} finally {
  command.child.kill('SIGTERM')
  await command.ended
}

const bar = createBars()
const sweeps = await sql<SweepRow[]>`
  select
    scope, status, streams, pages, requests, retries, split_missed as "splitMissed",
    extract(epoch from collected_at)::int as "collectedAt", duration_ms as "durationMs",
    (select count(*) from unnest(scope_languages)) as languages
  from sweeps
  order by collected_at
  limit 2`
for (const sweep of sweeps) {
  const { collectedAt, durationMs, languages, pages, requests, retries, scope, status } = sweep
  const what = scope === 'all' ? 'scope all' : `split into ${languages} languages`
  bar(`${what}: ${sweep.streams} streams in ${pages} pages, seconds`, durationMs / 1_000, {
    most: mostSeconds[scope],
  })
  bar('  is complete', Number(status === 'complete'), { least: 1 })
  bar('  streams', sweep.streams, { least: streamsWanted - 5_000 })
  bar('  requests beyond its pages', requests - pages + retries, { most: 0 })
  if (sweep.splitMissed !== null)
    bar('  share of the streams that the split missed', sweep.splitMissed / sweep.streams, {
      most: 0.02,
    })
  const fromMs = collectedAt * 1_000
  const during = answers.filter(
    ({ askedAtMs }) => askedAtMs >= fromMs && askedAtMs <= fromMs + durationMs,
  )
  const others = during.filter(({ kind }) => kind !== 'page' && kind !== 'token')
  bar('  requests for anything else meanwhile', others.length, { most: 0 })
}
bar(
  'requests that were refused with 429',
  countOf(({ status }) => status === 429),
  { most: 0 },
)
bar('requests for profiles, art and followers in between', countOf(isEnrichment), { least: 100 })
const [read] = await sql<{ profiles: number; followers: number; categories: number }[]>`
  select
    (select count(*) from channels where profile_read_at is not null) as profiles,
    (select count(*) from follower_readings) as followers,
    (select count(*) from categories where art_url is not null) as categories`
bar('profiles read', read?.profiles ?? 0, { least: 1_000 })
bar('follower counts read', read?.followers ?? 0, { least: 1 })
bar('categories with art', read?.categories ?? 0, { least: 100 })
await simulator.close()
await drop()
bar.exit()

interface SweepRow {
  readonly scope: 'all' | 'languages'
  readonly status: string
  readonly streams: number
  readonly pages: number
  readonly requests: number
  readonly retries: number
  readonly splitMissed: number | null
  readonly collectedAt: number
  readonly durationMs: number
  readonly languages: number
}

/** More are live in the evening than in the mean of a year, and fewer in the morning. */
function scaleNow(): number {
  const { twitch } = createWorlds({ seed: 1, scale: streamsWanted })
  const live = twitch?.countsAt(Math.floor(systemClock.now() / 1_000)).length ?? streamsWanted
  return Math.round((streamsWanted * streamsWanted) / live)
}

async function countFollowers(): Promise<number> {
  const [row] = await sql<{ count: number }[]>`select count(*) as count from follower_readings`
  return row?.count ?? 0
}

function countOf(isMeant: (answer: Answer) => boolean): number {
  return answers.filter(isMeant).length
}

function isEnrichment({ kind, status }: Answer): boolean {
  return kind === 'other' && status === 200
}
