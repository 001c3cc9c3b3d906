// Reads a platform's live list: one chain through the whole of it, chains through its languages
// side by side, or both. What was read is never lost: a list that cannot be read to its end is
// answered as far as it came, with the reason.

import type { SweepFigures, SweepScope } from '../domain/sweep.ts'
import type { PlatformClient, RequestTally } from '../platforms/client.ts'
import { createGathering } from './gathering.ts'
import type { LiveRow, LiveRows } from './live-rows.ts'
import { type ReadFailure, type Reading, type ReadPart, readPart, readWhole } from './read-part.ts'
import type { PlannedPart, ReadingPlan } from './reading-plan.ts'

/** Every stream once, as the way that found it read it last. */
export interface LiveList extends LiveRows {
  /** What the list covers: as planned, or less where less could be read or the platform shows less. */
  readonly scope: SweepScope
  readonly figures: SweepFigures
  /** Null: all in scope was read to its end (or to the cap asked for). */
  readonly failure: ReadFailure | null
  /** What went wrong although all in scope was read; null = nothing. */
  readonly setback: string | null
  /** The parts that make up the scope, where it was read. */
  readonly parts: readonly ReadPart[]
  /** Whether a chain went through all of the list, however far it came. */
  readonly walkedWhole: boolean
}

export interface ReadLiveOptions {
  readonly plan: ReadingPlan
  readonly signal: AbortSignal
  /** After so long what was read until then is the answer; milliseconds, real ones. */
  readonly timeLimitMs: number
  readonly onProgress: (progress: { streams: number; pages: number }) => void
}

/** Reads the list. Rejects only when cancelled; every failure of the platform is in the answer. */
export async function readLive(
  client: PlatformClient,
  { plan, signal, timeLimitMs, onProgress }: ReadLiveOptions,
): Promise<LiveList> {
  const tally: RequestTally = { requests: 0, retries: 0 }
  const halt = new AbortController()
  const deadline = AbortSignal.timeout(timeLimitMs)
  const limit = plan.scope.kind === 'top' ? plan.scope.limit : null
  const gathering = createGathering()
  const reading: Reading = {
    client,
    context: { signal: AbortSignal.any([signal, deadline, halt.signal]), tally },
    signal,
    deadline,
    halt,
    gathering,
    // Where the order is another one, the most watched can stand anywhere.
    cap: client.order === 'viewers' ? limit : null,
    onPage: () => onProgress({ streams: gathering.size, pages: gathering.pages }),
    refused: new Set(),
    onlyTop: null,
  }
  const { whole, parts } = await readParts(reading, plan)
  signal.throwIfAborted()
  return answer(reading, plan, whole, parts)
}

interface ReadParts {
  /** The walk through all of the list; null = there was none. */
  readonly whole: ReadPart | null
  readonly parts: readonly ReadPart[]
}

async function readParts(reading: Reading, plan: ReadingPlan): Promise<ReadParts> {
  if (!plan.isWhole) return { whole: null, parts: await readSplit(reading, plan.chains) }
  const isLong = Promise.withResolvers<boolean>()
  if (plan.isKnownLong) isLong.resolve(true)
  const whole = readWhole(reading, () => isLong.resolve(true))
  const onEnd = () => isLong.resolve(false)
  whole.then(onEnd, onEnd)
  const split = isLong.promise.then(long => (long ? readSplit(reading, plan.chains) : []))
  await allEnded([whole, split])
  return { whole: await whole, parts: await split }
}

async function readSplit(
  reading: Reading,
  planned: readonly PlannedPart[],
): Promise<readonly ReadPart[]> {
  const reads = planned.map(part => readPart(reading, part))
  await allEnded(reads)
  return (await Promise.all(reads)).flat()
}

/** Waits for all, so that nobody reads on behind the answer; then rejects as the first that did. */
async function allEnded(reads: readonly Promise<unknown>[]): Promise<void> {
  const ended = await Promise.allSettled(reads)
  for (const outcome of ended) if (outcome.status === 'rejected') throw outcome.reason
}

function answer(
  reading: Reading,
  plan: ReadingPlan,
  whole: ReadPart | null,
  parts: readonly ReadPart[],
): LiveList {
  const { cap, context, gathering, onlyTop } = reading
  const limit = plan.scope.kind === 'top' ? plan.scope.limit : null
  const most = onlyTop === null ? limit : Math.min(onlyTop, limit ?? onlyTop)
  const rows = cap === null ? mostWatched(gathering.rows(), most) : gathering.rows().slice(0, cap)
  const wholeEnded = whole !== null && whole.failure === null
  const splitEnded = parts.length > 0 && parts.every(({ failure }) => failure === null)
  const failures = [whole, ...parts].map(part => part?.failure).filter(failure => failure != null)
  const isRead = wholeEnded || splitEnded
  const missed = wholeEnded && splitEnded ? gathering.missed() : null
  const { pages, duplicates, skipped } = gathering
  return {
    rows,
    streamOf: gathering.streamOf,
    scope: scopeOf(plan, most, wholeEnded || !isRead ? null : parts),
    failure: isRead ? null : (failures[0] ?? nothingTaken),
    setback: isRead ? (failures[0]?.error ?? null) : null,
    parts: wholeEnded ? [whole] : splitEnded ? parts : [],
    walkedWhole: whole !== null,
    figures: {
      streams: rows.length,
      pages,
      duplicates,
      skipped,
      ...context.tally,
      ...(missed && { missed }),
    },
  }
}

const nothingTaken: ReadFailure = {
  reason: 'page_failed',
  error: 'The platform takes none of the languages it is asked for.',
}

/** `parts`: those that were read in place of what was planned; null = that was. */
function scopeOf(
  plan: ReadingPlan,
  most: number | null,
  parts: readonly ReadPart[] | null,
): SweepScope {
  if (most !== null) return { kind: 'top', limit: most }
  if (parts === null) return plan.scope
  const languages = parts.flatMap(part => part.languages ?? []).sort()
  return { kind: 'languages', languages }
}

/** The most watched of them, unknown counts last. */
function mostWatched(rows: readonly LiveRow[], most: number | null): readonly LiveRow[] {
  if (most === null || rows.length <= most) return rows
  return rows.toSorted((a, b) => (b.viewers ?? -1) - (a.viewers ?? -1)).slice(0, most)
}
