// Derives all sums of a platform again from its samples, and writes what differs. One transaction:
// readers see the old sums or the new ones, and what is broken off has changed nothing. The platform is held
// as long: some 200,000 samples a second on two cores.

import { AppError } from '../../domain/error.ts'
import type { Platform } from '../../domain/platform.ts'
import type { PlatformPolicy } from '../../domain/policy.ts'
import { announceChange } from '../../store/announce.ts'
import { claimVersion } from '../../store/changes.ts'
import type { Queryable, Sql } from '../../store/database.ts'
import { ensureSumDays } from '../../store/partitions.ts'
import { withPlatformTurn } from '../../store/platform-turn.ts'
import { withPurgeLock } from '../../store/purge-lock.ts'
import { readStoredChannels } from '../../store/rederive/channels.ts'
import { gatherBroadcasts, listRanges, readSamples } from '../../store/rederive/samples.ts'
import { type RederivedTime, readRederivedTime } from '../../store/rederive/time.ts'
import { writeRederived } from '../../store/rederive/write.ts'
import { withSweepLock } from '../../store/sweep-lock.ts'
import { markBooked } from '../../store/unbooked.ts'
import { createLabelNumbers } from './cells.ts'
import { type ChannelRecord, type DerivedChannel, deriveChannel } from './channel.ts'
import { type Difference, type RederivedTable, rederivedTables } from './differences.ts'
import { channelsOf } from './records.ts'
import { createRollupWork, type RollupWork } from './rollups.ts'
import { longestCadence, type RederiveTerms, termsOf } from './terms.ts'

export interface RederiveQuestion {
  readonly sql: Sql
  readonly platform: Platform
  readonly policy: PlatformPolicy
  /** Nothing is written, and no sweep is kept waiting. */
  readonly isCheck: boolean
  readonly signal: AbortSignal
  /** Called with the samples that were read, of about so many. */
  readonly onProgress?: (done: number, total: number) => void
}

/** What was derived, and how it differs from what was stored. */
export interface RederiveReport {
  readonly platform: Platform
  /** UTC days whose samples were read. */
  readonly days: number
  readonly broadcasts: number
  /** Of these, broadcasts whose first samples are gone: their sums and their segments' stay. */
  readonly partly: number
  readonly samples: number
  /** Rows that differ, by table. */
  readonly differences: Readonly<Record<RederivedTable, number>>
  /** The first of them. */
  readonly first: readonly Difference[]
  /** Whether anything was written. */
  readonly written: boolean
}

/** Samples that are in hand at a time, more or less. */
const samplesAtOnce = 100_000
const cellsAtOnce = 50_000
const mostTold = 20

/**
 * Derives again what the kept samples of the unsealed days tell; null = the platform's terms allow
 * nothing to be worked out. Where nothing but a check is asked for, it looks at one moment of the
 * database beside running sweeps; else sweeps and purges of the platform wait until it is done.
 * Throws `conflict` when one is running, and the signal's reason.
 */
export async function rederivePlatform(question: RederiveQuestion): Promise<RederiveReport | null> {
  const { sql, platform, policy, isCheck } = question
  if (!policy.allowDerived) return null
  if (isCheck)
    return inOneMoment(sql, async tx => {
      const time = await readRederivedTime(tx, platform)
      return time === null ? emptyReport(platform) : rederive(tx, question, time)
    })
  const locked = await withSweepLock(sql, platform, () =>
    withPurgeLock(sql, platform, () => rederiveAlone(question)),
  )
  if (locked === 'busy')
    throw new AppError(
      'conflict',
      `A sweep or a purge of ${platform} is running: try again when it is done.`,
    )
  return locked
}

async function rederiveAlone(question: RederiveQuestion): Promise<RederiveReport> {
  const { sql, platform } = question
  const known = await readRederivedTime(sql, platform)
  if (known === null) return emptyReport(platform)
  await ensureSumDays(sql, ...bookedTime(known))
  return withPlatformTurn(sql, platform, async (tx, version) => {
    const time = (await readRederivedTime(tx, platform)) ?? known
    const report = await rederive(tx, question, time)
    await markBooked(tx, platform)
    if (!report.written) return report
    const claimed = await claimVersion(tx, platform, version)
    if (claimed !== null) await announceChange(tx, { platform, version: claimed })
    return report
  })
}

/** From the earliest head that may be booked to the last sweep. */
function bookedTime({ keptFrom, sweeps }: RederivedTime): [from: number, to: number] {
  const first = sweeps.find(({ at }) => at >= keptFrom)?.at ?? keptFrom
  return [first - longestCadence(sweeps), sweeps.at(-1)?.at ?? keptFrom]
}

async function inOneMoment<T>(sql: Sql, ask: (tx: Queryable) => Promise<T>): Promise<T> {
  const { promise: answer, resolve } = Promise.withResolvers<T>()
  // The driver holds what its transaction comes to until the connection has another one.
  await sql.begin('isolation level repeatable read', async tx => resolve(await ask(tx)))
  return answer
}

function emptyReport(platform: Platform): RederiveReport {
  const differences = Object.fromEntries(rederivedTables.map(table => [table, 0]))
  return {
    platform,
    days: 0,
    broadcasts: 0,
    partly: 0,
    samples: 0,
    differences: differences as RederiveReport['differences'],
    first: [],
    written: false,
  }
}

async function rederive(
  tx: Queryable,
  question: RederiveQuestion,
  time: RederivedTime,
): Promise<RederiveReport> {
  const { platform, policy, isCheck, onProgress, signal } = question
  const kept = await gatherBroadcasts(tx, time)
  const terms = termsOf(time, kept)
  const tally = createTally()
  const labels = createLabelNumbers()
  let done = 0
  // Those of the newest sweeps are read once, the others once more for the peaks of rollups.
  const total = kept.samples * (policy.allowAggregates && time.days > 1 ? 2 : 1)
  const progress = (samples: number) => {
    signal.throwIfAborted()
    done += samples
    onProgress?.(Math.min(done, total), total)
  }
  const rollups = policy.allowAggregates
    ? await createRollupWork({ tx, time, terms, labels, isCheck, progress })
    : null
  const { isWritten } = await deriveChannels(tx, question, {
    time,
    terms,
    tally,
    rollups,
    progress,
  })
  signal.throwIfAborted()
  const areReplaced = (await rollups?.finish(tally.note)) ?? false
  return {
    platform,
    days: time.days,
    broadcasts: kept.broadcasts,
    partly: kept.partly,
    samples: kept.samples,
    differences: tally.counts,
    first: tally.first,
    written: isWritten || areReplaced,
  }
}

interface ChannelWork {
  readonly time: RederivedTime
  readonly terms: RederiveTerms
  readonly tally: ReturnType<typeof createTally>
  readonly rollups: RollupWork | null
  readonly progress: (samples: number) => void
}

async function deriveChannels(
  tx: Queryable,
  { platform, isCheck }: RederiveQuestion,
  { time, terms, tally, rollups, progress }: ChannelWork,
): Promise<{ isWritten: boolean }> {
  const until = terms.newestAt + 1
  let isWritten = false
  for (const range of await listRanges(tx, samplesAtOnce)) {
    const rows = await readSamples(tx, time, range, [terms.keptFrom, until])
    const stored = await readStoredChannels(tx, time, range, terms.daysFrom)
    const changed: NonNullable<DerivedChannel['written']>[] = []
    let samples = 0
    for (const channel of channelsOf(terms, stored, rows)) {
      const derived = deriveChannel(terms, channel)
      tally.note(derived.differences)
      if (derived.written !== null) changed.push(derived.written)
      if (rollups !== null) rollups.take(channel, derived)
      samples += countSamples(channel)
    }
    await rollups?.writeOut(cellsAtOnce)
    if (!isCheck && changed.length > 0) {
      await writeRederived(tx, platform, changed)
      isWritten = true
    }
    progress(samples)
  }
  return { isWritten }
}

function countSamples({ broadcasts }: ChannelRecord): number {
  return broadcasts.reduce((sum, { samples }) => sum + samples.length, 0)
}

/** Counts differences by table and keeps the first. */
function createTally() {
  const counts = Object.fromEntries(rederivedTables.map(table => [table, 0])) as Record<
    RederivedTable,
    number
  >
  const first: Difference[] = []
  return {
    counts,
    first,
    /** `more`: how many of the same table there are beside these. */
    note(differences: readonly Difference[], table?: RederivedTable, more = 0) {
      for (const difference of differences) {
        counts[difference.table] += 1
        if (first.length < mostTold) first.push(difference)
      }
      if (table !== undefined) counts[table] += more
    },
  }
}

export type Note = ReturnType<typeof createTally>['note']
