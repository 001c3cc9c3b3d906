// Looks up streams by their ids, some calls at a time.

import { AppError } from '../../domain/error.ts'
import type { LiveStream } from '../../domain/live-stream.ts'
import type { SweepFigures } from '../../domain/sweep.ts'
import type { RequestTally } from '../../platforms/client.ts'
import { inBatches } from '../../platforms/list-page.ts'
import type { StreamLookUp, TrackedClient, Upcoming } from '../../platforms/tracked-client.ts'
import { toDatabaseError } from '../../store/database.ts'
import type { NotLive } from '../plan-ends.ts'

/** Calls under way together. */
const callsAtATime = 4

export interface StreamsFound {
  readonly live: readonly LiveStream[]
  readonly upcoming: readonly Upcoming[]
  /** Finished videos that are shown as if they were live: no streams. */
  readonly premieres: readonly string[]
  /** Those that were answered with a row that cannot be read. */
  readonly unread: readonly string[]
  readonly notLive: NotLive
  readonly figures: SweepFigures
  /** What ended the reading before all was asked; null = nothing did. */
  readonly failure: AppError | 'late' | null
}

export interface LookUpOptions {
  readonly signal: AbortSignal
  /** Asked before each call; false = there is no time for more. */
  readonly hasTime: () => boolean
  /** Told after each call. */
  readonly onProgress: (progress: { streams: number; pages: number }) => void
}

/** Looks them up; the first failure ends it, and what was answered is kept. Rejects when aborted. */
export async function lookUpStreams(
  client: TrackedClient,
  streamIds: readonly string[],
  { signal, hasTime, onProgress }: LookUpOptions,
): Promise<StreamsFound> {
  const tally: RequestTally = { requests: 0, retries: 0 }
  const answers: Answer[] = []
  // All take from the same list, each batch once.
  const batches = inBatches(streamIds, client.mostIds).values()
  let failure: StreamsFound['failure'] = null
  let streams = 0

  async function readOn(): Promise<void> {
    for (const batch of batches) {
      if (!hasTime()) failure ??= 'late'
      if (failure !== null) return
      try {
        const answer = await client.readVideos(batch, { signal, tally })
        answers.push({ ...answer, asked: batch })
        streams += answer.streams.length
        onProgress({ streams, pages: answers.length })
      } catch (error) {
        signal.throwIfAborted()
        // The ledger may be away; what was answered before is worth recording all the same.
        const known = toDatabaseError(error)
        if (!(known instanceof AppError)) throw error
        failure ??= known
      }
    }
  }
  const read = await Promise.allSettled(Array.from({ length: callsAtATime }, readOn))
  for (const outcome of read) if (outcome.status === 'rejected') throw outcome.reason
  return { ...sortOut(answers), figures: figuresOf(answers, tally), failure }
}

/** An answer with the ids it is to. */
interface Answer extends StreamLookUp {
  readonly asked: readonly string[]
}

function sortOut(answers: readonly Answer[]) {
  const all = answers.flatMap(answer => answer.streams)
  const lives = all.filter(row => row.kind === 'live')
  const ended = all.filter(row => row.kind === 'ended')
  const upcoming = all.filter(row => row.kind === 'upcoming')
  return {
    live: lives.filter(row => !row.isPremiere).map(row => row.stream),
    unread: answers.flatMap(unreadOf),
    premieres: lives.filter(row => row.isPremiere).map(row => row.streamId),
    upcoming,
    notLive: {
      ended: new Map(ended.map(row => [row.streamId, row.endedAt])),
      missing: new Set([
        ...answers.flatMap(answer => answer.missing),
        // Whatever was live before is not any more.
        ...upcoming.map(row => row.streamId),
      ]),
    },
  }
}

function unreadOf({ asked, missing, streams }: Answer): string[] {
  const told = new Set([...missing, ...streams.map(row => row.streamId)])
  return asked.filter(id => !told.has(id))
}

function figuresOf(answers: readonly StreamLookUp[], tally: RequestTally): SweepFigures {
  const lives = answers.flatMap(answer =>
    answer.streams.filter(row => row.kind === 'live' && !row.isPremiere),
  )
  return {
    streams: lives.length,
    pages: answers.length,
    ...tally,
    duplicates: 0,
    skipped: answers.reduce((sum, { skipped }) => sum + skipped, 0),
  }
}
