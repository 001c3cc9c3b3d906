// A census of fake platforms for the golden cases: what is live is told sweep by sweep, and swept as
// `livecensus sweep <platform> --at` does.

import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { after } from 'node:test'
import { createGate } from '../src/commands/clients.ts'
import type { House } from '../src/commands/house.ts'
import { createSweeper, type Sweeper } from '../src/commands/sweeping.ts'
import { readConfig } from '../src/config.ts'
import type { Platform } from '../src/domain/platform.ts'
import type { SweepStatus } from '../src/domain/sweep.ts'
import { createLog } from '../src/lib/log.ts'
import { createManualClock } from '../src/lib/manual-clock.ts'
import { createShutdown } from '../src/lib/shutdown.ts'
import type { Sql } from '../src/store/database.ts'
import type { HelixRow } from './fake-helix.ts'
import { startFakeKick } from './fake-kick.ts'
import { startFakeTwitch } from './fake-twitch.ts'
import { type KickRow, versionTwoRow } from './kick-fixtures.ts'
import { createTestDatabase, type TestDatabase } from './postgres.ts'
import { currentPage } from './twitch-fixtures.ts'

/** A stream as a platform tells of it. Times are whole epoch seconds. */
export interface GoldenStream {
  readonly id: string
  /** A number as text. */
  readonly channel: string
  readonly startedAt: number
  /** null = the platform does not tell. */
  readonly viewers: number | null
  readonly title?: string
  readonly category?: string
}

/** A platform that is swept by hand. */
export interface GoldenCensus {
  readonly platform: Platform
  readonly sql: Sql
  readonly environment: Readonly<Record<string, string>>
  /** Sweeps at a moment at which just these are live. */
  sweep(at: number, ...live: GoldenStream[]): Promise<void>
  /** The same at one moment after the other. */
  sweepAll(times: readonly number[], ...live: GoldenStream[]): Promise<void>
  /** Sweeps, and the list cannot be read. */
  fail(at: number): Promise<void>
}

/** Twitch in a database of its own; `tell` says what is live from now on, and sweeps nothing. */
export async function openTwitch(): Promise<
  GoldenCensus & { tell(...live: GoldenStream[]): void }
> {
  const database = await createTestDatabase()
  const twitch = await startFakeTwitch()
  after(() => twitch.close())
  const environment = { ...twitch.environment, RETRY_ATTEMPTS: '1', DATABASE_URL: database.url }
  const sweeper = sweeperOf('twitch', environment, database)
  const tell = (...live: GoldenStream[]) => twitch.setRows(live.map(helixRow))
  const sweep = async (at: number, ...live: GoldenStream[]) => {
    tell(...live)
    await sweepOnce(sweeper, at, 'complete')
  }
  return {
    platform: 'twitch',
    sql: database.sql,
    environment,
    tell,
    sweep,
    sweepAll: async (times, ...live) => {
      for (const at of times) await sweep(at, ...live)
    },
    fail: async at => {
      twitch.addFault({ at: 1, kind: 'answer', status: 503 })
      await sweepOnce(sweeper, at, 'failed')
    },
  }
}

/** Kick in a database of its own. A list that is held to be too short is a partial sweep. */
export async function openKick(): Promise<GoldenCensus & { sweepPartly: GoldenCensus['sweep'] }> {
  const database = await createTestDatabase()
  const kick = await startFakeKick()
  after(() => kick.close())
  const environment = { ...kick.environment, RETRY_ATTEMPTS: '1', DATABASE_URL: database.url }
  const sweeper = sweeperOf('kick', environment, database)
  const sweepAs = async (status: SweepStatus, at: number, live: readonly GoldenStream[]) => {
    kick.setRows(live.map(kickRow))
    await sweepOnce(sweeper, at, status)
  }
  const manyMore = JSON.stringify({ data: { total_count: 900 }, message: 'OK' })
  return {
    platform: 'kick',
    sql: database.sql,
    environment,
    sweep: (at, ...live) => sweepAs('complete', at, live),
    sweepAll: async (times, ...live) => {
      for (const at of times) await sweepAs('complete', at, live)
    },
    sweepPartly: async (at, ...live) => {
      kick.addFault({ at: 'total', times: 2, kind: 'answer', status: 200, body: manyMore })
      await sweepAs('partial', at, live)
    },
    fail: async at => {
      kick.addFault({ at: 1, kind: 'answer', status: 503 })
      await sweepAs('failed', at, [])
    },
  }
}

/** What commands work with, in this database. */
function houseOf(environment: Readonly<Record<string, string>>, sql: TestDatabase['sql']): House {
  const log = createLog({ level: 'silent', name: 'golden', isTerminal: false })
  const shutdown = createShutdown({ source: new EventEmitter(), now: Date.now, hasParent: false })
  const config = readConfig({ ...environment })
  return { name: 'sweep', config, log, shutdown, sql, url: environment.DATABASE_URL ?? '' }
}

/** The moments of a day by its date, such as `at('12:00')` or `at('12:00:30')`. */
export function daysOf(date: string): (time: string) => number {
  return time => Date.parse(`${date}T${time.length === 5 ? `${time}:00` : time}Z`) / 1_000
}

/** So many moments, each a step (seconds) after the one before. */
export function every(step: number, from: number, to: number): number[] {
  return Array.from({ length: (to - from) / step + 1 }, (_, i) => from + i * step)
}

function sweeperOf(
  platform: Platform,
  environment: Readonly<Record<string, string>>,
  { sql }: TestDatabase,
): Sweeper {
  const house = houseOf(environment, sql)
  return createSweeper(house, createGate(house.config, platform, createManualClock(Date.now())))
}

async function sweepOnce(sweeper: Sweeper, at: number, status: SweepStatus): Promise<void> {
  const sweep = await sweeper.sweep({ kind: 'at', at })
  assert.deepEqual([sweep?.status, sweep?.collectedAt], [status, at])
}

function helixRow(stream: GoldenStream): HelixRow {
  const [row] = currentPage().data
  const { viewer_count: _, ...rest } = row ?? {}
  return {
    ...rest,
    id: stream.id,
    user_id: stream.channel,
    user_login: `login${stream.channel}`,
    title: stream.title ?? 'Ranked',
    game_id: stream.category ?? '1',
    game_name: `Game ${stream.category ?? '1'}`,
    started_at: toText(stream.startedAt),
    ...(stream.viewers === null ? {} : { viewer_count: stream.viewers }),
  }
}

function kickRow(stream: GoldenStream): KickRow {
  return {
    ...versionTwoRow(),
    id: stream.id,
    title: stream.title ?? 'Ranked',
    started_at: toText(stream.startedAt),
    viewer_count: stream.viewers,
    broadcaster_user: { id: Number(stream.channel), username: `Name${stream.channel}` },
    channel: { slug: `login-${stream.channel}` },
  }
}

function toText(at: number): string {
  return new Date(at * 1_000).toISOString().replace('.000', '')
}
