// Reads a platform's live list: one chain through the whole of it, chains through its languages
// side by side, or both. What was read is never lost: a list that cannot be read to its end is
// answered as far as it came, with the reason.

import { AppError } from '../domain/error.ts'
import type { SweepFigures, SweepReason, SweepScope } from '../domain/sweep.ts'
import type { CallContext, PlatformClient, RequestTally } from '../platforms/client.ts'
import { type Chain, createChain } from './chain.ts'
import { createGathering, type Gathering } from './gathering.ts'
import type { LiveRow, LiveRows } from './live-rows.ts'
import type { ReadingPlan } from './reading-plan.ts'

/** Every stream once, as it was read last. */
export interface LiveList extends LiveRows {
  /** What the list covers: as planned, or less where the platform shows less. */
  readonly scope: SweepScope
  readonly figures: SweepFigures
  /** Null: read to the end (or to the cap asked for). */
  readonly failure: ReadFailure | null
  /** Whether a chain led back to known ground in place of an end. */
  readonly endedInLoop: boolean
}

interface ReadFailure {
  readonly reason: SweepReason
  readonly error: string
}

export interface ReadLiveOptions {
  readonly plan: ReadingPlan
  readonly signal: AbortSignal
  /** After so long what was read until then is the answer; milliseconds, real ones. */
  readonly timeLimitMs: number
  readonly onProgress: (progress: { streams: number; pages: number }) => void
}

/** Pages after which a chain is given up: fifty times the largest platform known. */
const maxPages = 50_000

/** Pages after which a list has proven long enough to be split. */
const pagesBeforeSplit = 50

/** What the chains of one reading share. */
interface Reading {
  readonly client: PlatformClient
  readonly options: ReadLiveOptions
  readonly context: CallContext
  readonly gathering: Gathering
  /** At most so many streams are read; null = all. */
  readonly cap: number | null
  /** The first failure of any chain. */
  failure: ReadFailure | null
  /** Not null: the platform itself shows no more than so many of the most watched. */
  onlyTop: number | null
  endedInLoop: boolean
}

/** Reads the list. Rejects only when cancelled; every failure of the platform is in the answer. */
export async function readLive(
  client: PlatformClient,
  options: ReadLiveOptions,
): Promise<LiveList> {
  const { plan, signal, timeLimitMs } = options
  const tally: RequestTally = { requests: 0, retries: 0 }
  const halt = new AbortController()
  const deadline = AbortSignal.timeout(timeLimitMs)
  const limit = plan.scope.kind === 'top' ? plan.scope.limit : null
  const reading: Reading = {
    client,
    options,
    context: { signal: AbortSignal.any([signal, deadline, halt.signal]), tally },
    gathering: createGathering(),
    // Where the order is another one, the most watched can stand anywhere.
    cap: client.order === 'viewers' ? limit : null,
    failure: null,
    onlyTop: null,
    endedInLoop: false,
  }
  try {
    await readChains(reading, halt)
  } catch (error) {
    signal.throwIfAborted()
    if (!deadline.aborted) throw error
    reading.failure ??= { reason: 'time_limit', error: lateError(timeLimitMs) }
  }
  signal.throwIfAborted()
  return answer(reading, limit)
}

/** Walks all chains; one that fails does not end the others, but keys that are refused do. */
async function readChains(reading: Reading, halt: AbortController): Promise<void> {
  const { plan } = reading.options
  const guarded = async (work: Promise<void>) => {
    try {
      await work
    } catch (error) {
      if (!(error instanceof AppError)) {
        halt.abort(error)
        throw error
      }
      const reason = reasonOf(error, reading.gathering.pages)
      reading.failure ??= { reason, error: error.message }
      if (error.code === 'unauthorized') halt.abort(error)
    }
  }
  const split = () =>
    Promise.all(plan.chains.map(languages => guarded(walk(reading, createChain(), languages))))
  if (!plan.isWhole) {
    await split()
    return
  }
  const isLong = Promise.withResolvers<boolean>()
  const whole = guarded(readWhole(reading, () => isLong.resolve(true)))
  const onEnd = () => isLong.resolve(false)
  whole.then(onEnd, onEnd)
  await Promise.all([whole, isLong.promise.then(async long => long && split())])
}

/** Walks the whole list and holds it against the platform's own count. */
async function readWhole(reading: Reading, onLong: () => void): Promise<void> {
  const { client, context, gathering } = reading
  const before = (await client.readTotal?.(context)) ?? null
  const chain = createChain()
  await walk(reading, chain, undefined, onLong)
  const isCut = reading.onlyTop !== null || isFull(reading)
  if (reading.failure !== null || isCut || before === null) return
  const after = (await client.readTotal?.(context)) ?? null
  reading.failure ??= judgeTotal(gathering.size, before, after)
}

async function walk(
  reading: Reading,
  chain: Chain,
  languages: readonly string[] | undefined,
  onLong: () => void = () => undefined,
): Promise<void> {
  const { client, context, gathering } = reading
  const way = languages === undefined ? 'whole' : 'split'
  while (chain.isOpen()) {
    const page = await client.readLivePage(chain.cursor(), context, languages)
    if (page.kind === 'page') {
      const goesOn = chain.take(page, gathering.take(page, way))
      if (!goesOn) context.tally.retries += 1
      if (page.onlyTop !== null) reading.onlyTop = page.onlyTop
      if (isFull(reading)) chain.close()
      if (chain.pages() === pagesBeforeSplit) onLong()
    } else if (chain.stepBack()) {
      context.tally.retries += 1
    } else {
      throw new AppError('unavailable', 'The platform takes no cursor any more.')
    }
    reading.options.onProgress({ streams: gathering.size, pages: gathering.pages })
    if (chain.pages() >= maxPages && chain.isOpen()) {
      const error = `The list did not end within ${maxPages} pages.`
      reading.failure ??= { reason: 'page_cap', error }
      return
    }
  }
  reading.endedInLoop ||= chain.endedInLoop()
}

function isFull({ cap, gathering }: Reading): boolean {
  return cap !== null && gathering.size >= cap
}

function answer(reading: Reading, limit: number | null): LiveList {
  const { context, endedInLoop, failure, gathering, onlyTop, options } = reading
  const { scope } = options.plan
  const most = onlyTop === null ? limit : Math.min(onlyTop, limit ?? onlyTop)
  const rows = reading.cap === null ? mostWatched(gathering.rows(), most) : firstRows(reading)
  const missed = failure === null ? gathering.missed() : null
  const { pages, duplicates, skipped } = gathering
  return {
    rows,
    streamOf: gathering.streamOf,
    scope: most === null ? scope : { kind: 'top', limit: most },
    failure,
    endedInLoop,
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

/** Below this share of the platform's own count a walk has left streams out. */
const wholeShare = 0.98

/** The smaller count holds: streams end and begin while the list is read. */
function judgeTotal(streams: number, before: number, after: number | null): ReadFailure | null {
  const total = Math.min(before, after ?? before)
  if (streams >= wholeShare * total) return null
  return { reason: 'short', error: `It held ${streams} streams, the platform counts ${total}.` }
}

function firstRows({ cap, gathering }: Reading): readonly LiveRow[] {
  return gathering.rows().slice(0, cap ?? undefined)
}

/** The most watched of them, unknown counts last. */
function mostWatched(rows: readonly LiveRow[], most: number | null): readonly LiveRow[] {
  if (most === null || rows.length <= most) return rows
  return rows.toSorted((a, b) => (b.viewers ?? -1) - (a.viewers ?? -1)).slice(0, most)
}

function reasonOf(error: AppError, pages: number): SweepReason {
  if (error.code === 'unauthorized') return 'unauthorized'
  return pages === 0 ? 'unreachable' : 'page_failed'
}

function lateError(timeLimitMs: number): string {
  return `The list did not end within ${Math.round(timeLimitMs / 1_000)} seconds.`
}
