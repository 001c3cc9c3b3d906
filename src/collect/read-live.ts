// Walks a platform's live list from the top to the end: dedupes, guards against loops and finds
// its place again when a cursor is no longer taken. What was read is never lost: a walk that
// cannot go on ends with what it has and says why.

import { AppError } from '../domain/error.ts'
import type { SweepFigures, SweepReason } from '../domain/sweep.ts'
import type { LivePage, PlatformClient } from '../platforms/client.ts'
import { createRowPacker, type LiveRow, type LiveRows } from './live-rows.ts'

/** Every stream once, as it was read last. */
export interface LiveList extends LiveRows {
  readonly figures: SweepFigures
  /** Null: read to the end (or to the cap asked for). */
  readonly failure: { readonly reason: SweepReason; readonly error: string } | null
}

export interface ReadLiveOptions {
  readonly signal: AbortSignal
  /** Stop after so many streams; null = read all. */
  readonly maxStreams: number | null
  readonly onProgress: (progress: { streams: number; pages: number }) => void
}

/** Pages after which a walk is given up: fifty times the largest platform known. */
const maxPages = 50_000

/** How often a walk goes back without finding anything new before it is given up. */
const maxStepsBack = 5

/** Reads the list. Rejects only when cancelled; every failure of the platform is in the answer. */
export async function readLive(
  client: PlatformClient,
  { signal, maxStreams, onProgress }: ReadLiveOptions,
): Promise<LiveList> {
  const tally = { requests: 0, retries: 0 }
  // Where the order is another one, the most watched can stand anywhere.
  const walk = createWalk(client.order === 'viewers' ? maxStreams : null)
  const readTotal = async () => client.readTotal?.({ signal, tally }) ?? null
  let failure: LiveList['failure'] = null
  try {
    const totalBefore = await readTotal()
    while (walk.isOpen()) {
      const page = await client.readLivePage(walk.cursor(), { signal, tally })
      if (page.kind === 'page') walk.take(page)
      else if (walk.stepBack()) tally.retries += 1
      else failure = { reason: 'page_failed', error: 'The platform takes no cursor any more.' }
      onProgress(walk.figures())
      if (walk.pages() >= maxPages)
        failure = { reason: 'page_cap', error: `The list did not end within ${maxPages} pages.` }
      if (failure !== null) break
    }
    const { streams } = walk.figures()
    if (failure === null && totalBefore !== null && !walk.isFull())
      failure = judgeTotal(streams, totalBefore, await readTotal())
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof AppError)) throw error
    failure = { reason: reasonOf(error, walk.pages()), error: error.message }
  }
  const rows = client.order === 'viewers' ? walk.rows() : mostWatched(walk.rows(), maxStreams)
  const { requests, retries } = tally
  const figures = { ...walk.figures(), streams: rows.length, requests, retries }
  return { rows, streamOf: walk.streamOf, figures, failure }
}

/** Below this share of the platform's own count a walk has left streams out. */
const wholeShare = 0.98

/** The smaller count holds: streams end and begin while the list is read. */
function judgeTotal(streams: number, before: number, after: number | null): LiveList['failure'] {
  const total = Math.min(before, after ?? before)
  if (streams >= wholeShare * total) return null
  return { reason: 'short', error: `It held ${streams} streams, the platform counts ${total}.` }
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

function createWalk(maxStreams: number | null) {
  const { pack, streamOf } = createRowPacker()
  const rows = new Map<string, LiveRow>()
  /** The cursors that led to each page so far, null for the first; the last one leads on. */
  let trail: (string | null)[] = [null]
  const seenCursors = new Set<string>()
  let isOpen = true
  let pages = 0
  let duplicates = 0
  let skipped = 0
  /** Steps back since something new was read. */
  let stepsBack = 0
  let wasBarren = false
  /** The most pages that lay between the top and the walk's place. */
  let furthest = 0
  /** Pages of known ground still to be walked again after a step back. */
  let knownGround = 0

  /** Whether the list has led back to where it began, or leads nowhere. */
  const isLoop = (page: LivePage, added: number): boolean => {
    // A page without a new stream can be drift; the same cursor again, or a second one, is a loop.
    // A page of nothing but unreadable rows is neither.
    const isReadable = page.streams.length > 0 || page.skipped === 0
    const isBarren = added === 0 && isReadable && knownGround === 0
    const loops = isBarren && (wasBarren || seenCursors.has(page.nextCursor ?? ''))
    wasBarren = isBarren
    knownGround = Math.max(0, knownGround - 1)
    return loops
  }

  return {
    isOpen: () => isOpen,
    /** Whether it ended at the cap. */
    isFull: () => maxStreams !== null && rows.size >= maxStreams,
    cursor: () => trail.at(-1) ?? null,
    pages: () => pages,
    rows: () => [...rows.values()].slice(0, maxStreams ?? undefined),
    streamOf,
    figures: () => ({
      streams: Math.min(rows.size, maxStreams ?? rows.size),
      pages,
      duplicates,
      skipped,
    }),

    take(page: LivePage): void {
      const before = rows.size
      for (const stream of page.streams) rows.set(stream.streamId, pack(stream))
      const added = rows.size - before
      pages += 1
      duplicates += page.streams.length - added
      skipped += page.skipped
      if (added > 0) stepsBack = 0
      const next = page.nextCursor
      if (isLoop(page, added) || next === null || this.isFull()) {
        isOpen = false
        return
      }
      seenCursors.add(next)
      trail.push(next)
      furthest = Math.max(furthest, trail.length - 1)
    },

    /** Goes back to the page before; to the top, if that led nowhere; false = often enough. */
    stepBack(): boolean {
      stepsBack += 1
      if (trail.length <= 1 || stepsBack > maxStepsBack) return false
      knownGround = stepsBack === 1 ? 1 : furthest
      trail = stepsBack === 1 ? trail.slice(0, -1) : [null]
      wasBarren = false
      seenCursors.clear()
      return true
    },
  }
}
