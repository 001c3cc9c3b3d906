// Collectors as processes of their own, and what PostgreSQL knows of them.

import { type ChildProcess, fork } from 'node:child_process'
import type { Sql } from '../../src/store/database.ts'
import type { CollectorOptions, FromCollector } from './tracked-collector.ts'

const collectorFile = new URL('tracked-collector.ts', import.meta.url)

/** A collector that runs. */
export interface Collector {
  /** As PostgreSQL knows it. */
  readonly name: string
  readonly child: ChildProcess
  /** Resolves when it has ended. */
  readonly ended: Promise<void>
  /** How often it was told the time. */
  told: number
  /** What it waits for; null = it is at work. */
  asleepUntilMs: number | null
  isKilled: boolean
}

export interface CollectorWatch {
  /** Told of what went wrong, in words. */
  readonly onWrong: (wrong: string) => void
  /** Told when it falls asleep or has ended. */
  readonly onChange: () => void
}

/** Starts a collector. */
export function startCollector(
  options: CollectorOptions,
  { onChange, onWrong }: CollectorWatch,
): Collector {
  const child = fork(collectorFile, [JSON.stringify(options)])
  const { promise: ended, resolve } = Promise.withResolvers<void>()
  const name = options.applicationName
  const collector = {
    name,
    child,
    ended,
    told: 0,
    asleepUntilMs: null,
    isKilled: false,
  } as Collector
  child.on('message', message => {
    const said = message as FromCollector
    if ('wrong' in said) onWrong(said.wrong)
    // It may have said so before it was told the time again.
    else if (said.told === collector.told) collector.asleepUntilMs = said.untilMs
    onChange()
  })
  child.once('exit', () => {
    resolve()
    onChange()
  })
  return collector
}

/** Whether it has ended without having been killed. */
export function hasEndedItself({ child, isKilled }: Collector): boolean {
  return !isKilled && (child.exitCode !== null || child.signalCode !== null)
}

/** Tells it the time, if it has waited for it. */
export function wake(collector: Collector, nowMs: number): void {
  const { asleepUntilMs, child, isKilled } = collector
  if (isKilled || asleepUntilMs === null || asleepUntilMs > nowMs) return
  collector.told += 1
  collector.asleepUntilMs = null
  child.send({ told: collector.told, nowMs })
}

/** Kills it, and waits until PostgreSQL has let go of all that it had. */
export async function endCollector(sql: Sql, collector: Collector): Promise<void> {
  const { child, ended, name } = collector
  collector.isKilled = true
  child.kill('SIGKILL')
  await ended
  for (;;) {
    const [row] = await sql`
      select 1
      from pg_stat_activity
      where datname = current_database() and application_name = ${name}
      limit 1`
    if (row === undefined) return
  }
}

/** The names of those that wait for a table. */
export async function listHeldUp(sql: Sql): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    select a.application_name as name
    from pg_locks l
    join pg_stat_activity a on a.pid = l.pid
    where not l.granted
      and l.locktype = 'relation'
      and l.database = (select oid from pg_database where datname = current_database())`
  return rows.map(({ name }) => name)
}
