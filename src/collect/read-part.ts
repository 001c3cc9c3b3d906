// Reads one part of a platform's live list, or all of it as one, in a chain of pages to its end.

import { AppError } from '../domain/error.ts'
import type { SweepReason } from '../domain/sweep.ts'
import type { CallContext, PlatformClient } from '../platforms/client.ts'
import { createChain } from './chain.ts'
import type { Gathering } from './gathering.ts'
import type { PlannedPart } from './reading-plan.ts'

/** Why a list could not be read to its end. */
export interface ReadFailure {
  readonly reason: SweepReason
  readonly error: string
}

/** What came of a chain. */
export interface ReadPart {
  /** Null: it went through all of the list. */
  readonly languages: readonly string[] | null
  /** Streams it was expected to hold, by what is open; null = not known. */
  readonly expected: number | null
  /** Streams that it was the first of its way to hold. */
  readonly streams: number
  readonly pages: number
  /** Whether it led back to known ground in place of an end. */
  readonly endedInLoop: boolean
  /** Null: it was read to its end. */
  readonly failure: ReadFailure | null
}

/** What the chains of one reading share. */
export interface Reading {
  readonly client: PlatformClient
  readonly context: CallContext
  /** The caller's own: when it is aborted there is no answer at all. */
  readonly signal: AbortSignal
  readonly deadline: AbortSignal
  /** Ends all chains. */
  readonly halt: AbortController
  readonly gathering: Gathering
  /** At most so many streams are read; null = all. */
  readonly cap: number | null
  readonly onPage: () => void
  /** Languages the platform does not take. */
  readonly refused: Set<string>
  /** Not null: the platform itself shows no more than so many of the most watched. */
  onlyTop: number | null
}

/** Pages after which a chain is given up: fifty times the largest platform known. */
const maxPages = 50_000

/** Pages after which a list has proven long enough to be split. */
const pagesBeforeSplit = 50

/** Walks all of the list and holds it against the platform's own count. */
export async function readWhole(reading: Reading, onLong: () => void): Promise<ReadPart> {
  const { client, context } = reading
  let before: number | null = null
  const { part } = await walk(
    reading,
    { languages: null, expected: null },
    {
      onLong,
      begin: async () => {
        before = (await client.readTotal?.(context)) ?? null
      },
      end: async () => {
        const isCut = reading.onlyTop !== null || isFull(reading)
        if (isCut || before === null) return null
        const after = (await client.readTotal?.(context)) ?? null
        return judgeTotal(reading.gathering, before, after)
      },
    },
  )
  return part
}

/**
 * Walks the part of some languages. Where the platform does not take one of them, it is left out, and
 * the others are read without it.
 */
export async function readPart(reading: Reading, planned: PlannedPart): Promise<ReadPart[]> {
  const { part, refusal } = await walk(reading, planned)
  const { languages } = planned
  if (refusal?.code !== 'invalid' || part.pages > 0) return [part]
  if (languages.length === 1) {
    for (const language of languages) reading.refused.add(language)
    return []
  }
  const middle = Math.ceil(languages.length / 2)
  const halves = [languages.slice(0, middle), languages.slice(middle)]
  const reads = await Promise.all(
    halves.map(half => readPart(reading, { languages: half, expected: null })),
  )
  return reads.flat()
}

interface Walked {
  readonly part: ReadPart
  /** The platform's refusal that ended it, null = none. */
  readonly refusal: AppError | null
}

interface WalkHooks {
  readonly onLong?: () => void
  readonly begin?: () => Promise<void>
  /** Asked at the end of the list: what is wrong with it. */
  readonly end?: () => Promise<ReadFailure | null>
}

/** Goes from page to page. Rejects when cancelled, and for a mistake of our own, which ends all. */
async function walk(
  reading: Reading,
  { languages, expected }: Pick<ReadPart, 'languages' | 'expected'>,
  { onLong, begin, end }: WalkHooks = {},
): Promise<Walked> {
  const { client, context, gathering } = reading
  const way = languages === null ? 'whole' : 'split'
  const chain = createChain()
  let streams = 0
  const outcome = (failure: ReadFailure | null, refusal: AppError | null = null): Walked => {
    const [pages, endedInLoop] = [chain.pages(), chain.endedInLoop()]
    return { part: { languages, expected, streams, pages, endedInLoop, failure }, refusal }
  }
  try {
    await begin?.()
    while (chain.isOpen()) {
      const page = await client.readLivePage(chain.cursor(), context, languages ?? undefined)
      if (page.kind === 'page') {
        const added = gathering.take(page, way)
        streams += added
        if (!chain.take(page, added)) context.tally.retries += 1
        if (page.onlyTop !== null) reading.onlyTop = page.onlyTop
        if (isFull(reading)) chain.close()
        if (chain.pages() === pagesBeforeSplit) onLong?.()
      } else if (chain.stepBack()) {
        context.tally.retries += 1
      } else {
        throw new AppError('unavailable', 'The platform takes no cursor any more.')
      }
      reading.onPage()
      if (chain.pages() >= maxPages && chain.isOpen())
        return outcome({
          reason: 'page_cap',
          error: `The list did not end within ${maxPages} pages.`,
        })
    }
    return outcome((await end?.()) ?? null)
  } catch (error) {
    const failure = failureOf(reading, error, chain.pages())
    return outcome(failure, error instanceof AppError ? error : null)
  }
}

/** What a chain failed of; throws what is none of the platform's. */
function failureOf(reading: Reading, error: unknown, pages: number): ReadFailure {
  const { deadline, halt, signal } = reading
  signal.throwIfAborted()
  if (error === deadline.reason)
    return { reason: 'time_limit', error: 'The list could not be read in the time of a sweep.' }
  if (!(error instanceof AppError)) {
    halt.abort(error)
    throw error
  }
  if (error.code === 'unauthorized') {
    halt.abort(error)
    return { reason: 'unauthorized', error: error.message }
  }
  return { reason: pages === 0 ? 'unreachable' : 'page_failed', error: error.message }
}

function isFull({ cap, gathering }: Reading): boolean {
  return cap !== null && gathering.size >= cap
}

/** Below this share of the platform's own count a walk has left streams out. */
const wholeShare = 0.98
/** So many streams more or less are nobody's fault. */
const fewStreams = 2

/** The smaller count holds: streams end and begin while the list is read. */
function judgeTotal(
  { size, skipped }: Pick<Gathering, 'size' | 'skipped'>,
  before: number,
  after: number | null,
): ReadFailure | null {
  const total = Math.min(before, after ?? before)
  if (size + skipped >= Math.min(wholeShare * total, total - fewStreams)) return null
  return { reason: 'short', error: `It held ${size} streams, the platform counts ${total}.` }
}
