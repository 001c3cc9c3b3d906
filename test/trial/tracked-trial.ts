// The census of a simulated YouTube as time goes on: collectors are processes of their own, which are
// killed and started again, and whose time is kept here beside the simulator's.

import type { DailyQuota } from '../../src/domain/daily-quota.ts'
import { createManualClock } from '../../src/lib/manual-clock.ts'
import type { AnswerRecord } from '../../src/simulator/faults/faults.ts'
import { startSimulator } from '../../src/simulator/server.ts'
import type { World } from '../../src/simulator/world.ts'
import type { Sql } from '../../src/store/database.ts'
import type { TestDatabase } from '../postgres.ts'
import {
  type Collector,
  endCollector,
  hasEndedItself,
  listHeldUp,
  startCollector,
  wake,
} from './tracked-processes.ts'

export interface TrackedTrialOptions {
  readonly database: Pick<TestDatabase, 'sql' | 'url'>
  readonly world: World
  readonly quota: DailyQuota
  /** Seconds from one sweep to the next. */
  readonly interval: number
  /** The first slot, whole epoch seconds. */
  readonly beginsAt: number
}

/**
 * When a collector is killed: at the n-th answer of its kind in a slot, or so many real milliseconds
 * after it, or when it is about to write a table. `last` = as many as the slot before had.
 */
export type KillMoment =
  | {
      readonly kind: AnswerRecord['kind'] | 'any'
      readonly nth: number | 'last'
      readonly delayMs?: number
    }
  | { readonly table: string }

/** What happened in one slot. */
export interface TrackedSlot {
  readonly slot: number
  /** Of this slot, a part for each time that a collector was started in it; the first may be empty. */
  readonly attempts: readonly Attempt[]
  readonly kills: number
  /** What the collectors complained of. */
  readonly wrong: readonly string[]
}

/** Times are whole epoch seconds. */
export interface Attempt {
  readonly beganAt: number
  readonly records: readonly AnswerRecord[]
}

export interface TrackedTrial {
  /** Goes on to the end of the next slot. */
  next(): Promise<TrackedSlot>
  /** Kills the first collector at the first such moment from now on; it comes back seconds later. */
  killAt(moment: KillMoment, downSeconds: number): void
  /** Starts one more at the same database. */
  addCollector(): void
  /** Kills the one that was added last, which waits for its time, for good. */
  removeCollector(): Promise<void>
  close(): Promise<void>
}

export async function startTrackedTrial(options: TrackedTrialOptions): Promise<TrackedTrial> {
  const { beginsAt, database, interval, quota, world } = options
  const { sql } = database
  const clock = createManualClock(beginsAt * 1_000)
  const simulator = await startSimulator({
    worlds: { youtube: world },
    clock,
    host: '127.0.0.1',
    port: 0,
    rateLimit: null,
    youtubeQuota: { search: quota.sizes.search, units: quota.sizes.default },
    onAnswer: record => {
      attempts.at(-1)?.records.push(record)
      strike(record)
    },
  })
  const collectors: Collector[] = []
  let slot = beginsAt - interval
  let attempts: { readonly beganAt: number; readonly records: AnswerRecord[] }[] = []
  let wrong: string[] = []
  let kills = 0
  let pending: { readonly moment: KillMoment; readonly downSeconds: number } | null = null
  let downSeconds = 0
  let timer: NodeJS.Timeout | undefined
  let counts = new Map<string, number>()
  let countsBefore = counts
  let started = 0
  /** Called whenever a collector falls asleep or ends. */
  let onChange = () => {}

  function start(): Collector {
    started += 1
    const told = {
      nowMs: clock.now(),
      databaseUrl: database.url,
      applicationName: `livecensus trial ${started}`,
      apiUrl: simulator.environment.YOUTUBE_API_URL ?? '',
      apiKey: simulator.environment.YOUTUBE_API_KEY ?? '',
      quota,
      interval,
    }
    return startCollector(told, {
      onWrong: words => wrong.push(words),
      onChange: () => onChange(),
    })
  }

  /** Kills the first collector if this answer is the moment for it. */
  function strike({ kind }: AnswerRecord): void {
    for (const name of [kind, 'any']) counts.set(name, (counts.get(name) ?? 0) + 1)
    if (pending === null || 'table' in pending.moment) return
    const { delayMs = 0, kind: wanted, nth } = pending.moment
    const place = nth === 'last' ? Math.max(1, countsBefore.get(wanted) ?? 0) : nth
    if ((wanted !== 'any' && wanted !== kind) || counts.get(wanted) !== place) return
    const [victim] = collectors
    if (delayMs === 0) kill(victim)
    else timer = setTimeout(() => kill(victim), delayMs)
  }

  function kill(victim: Collector | undefined): void {
    clearTimeout(timer)
    timer = undefined
    if (victim === undefined || victim.isKilled || pending === null) return
    victim.isKilled = true
    downSeconds = pending.downSeconds
    pending = null
    kills += 1
    victim.child.kill('SIGKILL')
  }

  /** Until each collector waits for its time; those that were killed are started again. */
  async function untilAsleep(): Promise<void> {
    for (;;) {
      if (collectors.some(hasEndedItself)) throw new Error(`a collector has ended: ${wrong}`)
      const killed = collectors.findIndex(({ isKilled }) => isKilled)
      const others = collectors.filter(({ isKilled }) => !isKilled)
      if (others.every(({ asleepUntilMs }) => asleepUntilMs !== null)) {
        const dead = collectors[killed]
        if (dead === undefined) return
        await endCollector(sql, dead)
        clock.advance(downSeconds * 1_000)
        attempts.push({ beganAt: nowSeconds(), records: [] })
        collectors[killed] = start()
        continue
      }
      await new Promise<void>(resolve => {
        onChange = resolve
      })
    }
  }

  /** The same, with a table held where a collector is to be killed in front of it. */
  async function untilDone(): Promise<void> {
    const table = pending !== null && 'table' in pending.moment ? pending.moment.table : null
    if (table === null) return untilAsleep()
    const holder = await sql.reserve()
    await holder.unsafe(`begin; lock table ${table} in share row exclusive mode`)
    const isOver = () =>
      collectors.some(hasEndedItself) || collectors.every(one => one.asleepUntilMs !== null)
    let victim: Collector | undefined
    while (victim === undefined && !isOver()) {
      const held = await listHeldUp(holder as unknown as Sql)
      victim = collectors.find(({ name }) => held.includes(name))
    }
    kill(victim)
    await victim?.ended
    await holder.unsafe('rollback')
    holder.release()
    return untilAsleep()
  }

  function nowSeconds(): number {
    return Math.floor(clock.now() / 1_000)
  }

  function firstWakeMs(): number {
    return Math.min(
      ...collectors.map(({ asleepUntilMs }) => asleepUntilMs ?? Number.POSITIVE_INFINITY),
    )
  }

  function goOnTo(ms: number): void {
    clock.advance(Math.max(0, ms - clock.now()))
    for (const collector of collectors) wake(collector, clock.now())
  }

  return {
    async next() {
      slot += interval
      attempts = [{ beganAt: slot, records: [] }]
      wrong = []
      kills = 0
      countsBefore = counts
      counts = new Map()
      if (collectors.length === 0) collectors.push(start())
      else goOnTo(slot * 1_000)
      await untilDone()
      for (let ms = firstWakeMs(); ms < (slot + interval) * 1_000; ms = firstWakeMs()) {
        goOnTo(ms)
        await untilDone()
      }
      if (timer !== undefined) {
        kill(collectors[0])
        await untilAsleep()
      }
      return { slot, attempts, kills, wrong }
    },
    killAt: (moment, seconds) => {
      pending = { moment, downSeconds: seconds }
    },
    addCollector: () => {
      collectors.push(start())
    },
    async removeCollector() {
      const last = collectors.pop()
      if (last !== undefined) await endCollector(sql, last)
    },
    async close() {
      for (const collector of collectors) await endCollector(sql, collector)
      await simulator.close()
    },
  }
}
