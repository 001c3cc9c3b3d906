// The oracle's second entry: METRICS, Sessions. It goes through the sweeps in order and makes of
// their rows the broadcasts that can be summed up.

import {
  type Broadcast,
  type Census,
  type End,
  isWithinG,
  type Result,
  type Sample,
} from './census.ts'
import type { Seen, SeenRow, SeenSweep, ToldEnd } from './seen.ts'
import { endOf } from './stretches.ts'
import { sumUp } from './sum-up.ts'
import { trigramSimilarity } from './trigrams.ts'

/** What a broadcast's row shows beside its sums. */
export interface ShownBroadcast {
  readonly broadcastId: string
  /** The earliest that counts, where it was ever told. */
  readonly startedAt: number | null
  /** Null = open. */
  readonly endedAt: number | null
  /** The broadcast this one goes on from. */
  readonly restartOf: string | null
}

/** Sweeps made into broadcasts. */
export interface Sessions {
  readonly census: Census
  readonly shown: readonly ShownBroadcast[]
}

interface Session {
  readonly id: string
  streamId: string | null
  readonly channelId: string
  readonly toldStart: number | null
  startedAt: number | null
  readonly samples: Sample[]
  readonly ends: End[]
  readonly restartOf: string | null
  last: Sample
  lastKnownViewers: number | null
  isOpen: boolean
  /** The slot of its last sample, or of the last sweep that counted it as missing. */
  lookedForAt: number
  /** The first proof that it is gone. */
  missedAt: number | null
}

/** All broadcasts so far. */
interface Known {
  /** Of each channel, in the order in which they were seen first. */
  readonly ofChannel: Map<string, Session[]>
  readonly open: Set<Session>
}

/** All sums of what sweeps have seen. */
export function sumUpSeen(seen: Seen): Result {
  return sumUp(sessionsOf(seen).census)
}

/** The broadcasts of what sweeps have seen. */
export function sessionsOf(seen: Seen): Sessions {
  const known: Known = { ofChannel: new Map(), open: new Set() }
  let endsTaken = 0
  const takeEnds = (before: number) => {
    for (const end of seen.ends.slice(endsTaken)) {
      if (end.at >= before) return
      takeToldEnd(known, end)
      endsTaken += 1
    }
  }
  for (const sweep of seen.sweeps) {
    takeEnds(sweep.collectedAt)
    takeSweep(seen, known, sweep)
  }
  takeEnds(Number.POSITIVE_INFINITY)
  const sessions = [...known.ofChannel.values()].flat()
  return {
    census: {
      isTiered: seen.sweeps.some(({ tiers }) => tiers !== null),
      hasSingleBroadcast: seen.hasSingleBroadcast,
      sweeps: seen.sweeps.map(({ collectedAt, status }) => ({ collectedAt, status })),
      broadcasts: sessions.map(asBroadcast),
      seals: seen.seals,
    },
    shown: sessions.map(asShown),
  }
}

function takeSweep(seen: Seen, known: Known, sweep: SeenSweep): void {
  if (sweep.status === 'failed') return
  const at = sweep.collectedAt
  const present = new Set<Session>()
  for (const [channelId, rows] of Map.groupBy(sweep.rows, row => row.channelId)) {
    const sessions = known.ofChannel.get(channelId) ?? []
    known.ofChannel.set(channelId, sessions)
    for (const row of seen.hasSingleBroadcast ? [newestOf(rows)] : rows) {
      const found = findSession(sessions, row, at)
      if (seen.hasSingleBroadcast)
        for (const other of sessions)
          if (other !== found && other.isOpen)
            endSession(known.open, other, at, {
              realEndAt: null,
              nextStartAt: found ? null : row.startedAt,
            })
      const session = found ?? openSession(sessions, row, sampleOf(sweep, row, row.viewers))
      if (found === undefined) sessions.push(session)
      addSample(seen, session, sweep, row)
      known.open.add(session)
      present.add(session)
    }
  }
  if (sweep.status !== 'complete') return
  for (const session of known.open) {
    if (present.has(session) || !isInScope(seen, sweep, session)) continue
    const isSecond = session.missedAt !== null
    session.missedAt ??= at
    session.lookedForAt = sweep.slot
    if (isSecond) endSession(known.open, session, at, { realEndAt: null, nextStartAt: null })
  }
}

/** Of two rows of one channel the later start stays; of equal ones the first row. */
function newestOf(rows: readonly SeenRow[]): SeenRow {
  const start = ({ startedAt }: SeenRow) => startedAt ?? Number.NEGATIVE_INFINITY
  return rows.reduce((newest, row) => (start(row) > start(newest) ? row : newest))
}

function findSession(own: readonly Session[], row: SeenRow, at: number): Session | undefined {
  const { streamId, startedAt } = row
  const sameId = own.find(session => streamId !== null && session.streamId === streamId)
  if (sameId !== undefined) return sameId
  const withoutId = own.filter(session => streamId === null || session.streamId === null)
  if (startedAt !== null)
    return withoutId.findLast(
      session => session.startedAt !== null && Math.abs(session.startedAt - startedAt) <= 60,
    )
  if (streamId !== null) return undefined
  return withoutId.findLast(({ isOpen, last }) => isOpen && isWithinG(at - last.at, last.cadence))
}

function openSession(sessions: readonly Session[], row: SeenRow, first: Sample): Session {
  const { streamId, channelId, startedAt } = row
  return {
    id: streamId ?? `${channelId} at ${first.at}`,
    streamId,
    channelId,
    toldStart: startedAt,
    startedAt,
    samples: [],
    ends: [],
    restartOf: restartOf(sessions, row, first.at),
    last: first,
    lastKnownViewers: null,
    isOpen: true,
    lookedForAt: 0,
    missedAt: null,
  }
}

/** Who is seen has begun, whatever start is told. */
function restartOf(sessions: readonly Session[], row: SeenRow, at: number): string | null {
  const old = sessions.toSorted((a, b) => a.last.at - b.last.at).at(-1)
  if (old === undefined || old.isOpen) return null
  if (row.startedAt === null || Math.min(row.startedAt, at) > old.last.at + 600) return null
  const a = old.last.title ?? ''
  const b = row.title ?? ''
  const isSame =
    (row.category !== null && row.category === old.last.category) ||
    (a !== '' && a === b) ||
    trigramSimilarity(a, b) >= 0.8
  return isSame ? old.id : null
}

function addSample(seen: Seen, session: Session, sweep: SeenSweep, row: SeenRow): void {
  const isHidden =
    seen.hasAmbiguousZero && row.viewers === 0 && (session.lastKnownViewers ?? 0) >= 5
  const sample = sampleOf(sweep, row, isHidden ? null : row.viewers)
  session.samples.push(sample)
  session.last = sample
  session.lastKnownViewers = sample.viewers ?? session.lastKnownViewers
  session.streamId ??= row.streamId
  session.isOpen = true
  session.missedAt = null
  session.lookedForAt = sweep.slot
  correctStart(session, row.startedAt)
}

function sampleOf(sweep: SeenSweep, row: SeenRow, viewers: number | null): Sample {
  const { title, category, language, tags } = row
  const tier = sweep.tiers?.find(({ tier }) => tier === row.tier)
  const cadence = tier?.cadence ?? sweep.cadence
  return { at: sweep.collectedAt, viewers, cadence, title, category, language, tags }
}

function correctStart(session: Session, startedAt: number | null): void {
  if (startedAt === null) return
  session.startedAt ??= startedAt
  if (Math.abs(startedAt - session.startedAt) <= 60) return
  session.startedAt = Math.min(session.startedAt, startedAt)
}

function isInScope(seen: Seen, { missing, scope, slot }: SeenSweep, session: Session): boolean {
  switch (scope.kind) {
    case 'all':
      return true
    case 'languages':
      return session.last.language !== null && scope.languages.includes(session.last.language)
    case 'top':
      return false
    case 'tracked':
      if (missing !== null) return session.streamId !== null && missing.has(session.streamId)
      return seen.doesTrackedAbsenceProve && slot - session.lookedForAt >= session.last.cadence
    default:
      return scope satisfies never
  }
}

function takeToldEnd({ open }: Known, { at, streamId, realEndAt }: ToldEnd): void {
  for (const session of open)
    if (session.streamId === streamId)
      endSession(open, session, at, { realEndAt, nextStartAt: null })
}

function endSession(
  open: Known['open'],
  session: Session,
  bookedAt: number,
  told: Pick<End, 'realEndAt' | 'nextStartAt'>,
): void {
  session.ends.push({ ...told, bookedAt, proofAt: session.missedAt ?? bookedAt })
  session.isOpen = false
  session.missedAt = null
  open.delete(session)
}

function asBroadcast({ id, channelId, toldStart, samples, ends }: Session): Broadcast {
  return { id, channelId, startedAt: toldStart, samples, ends }
}

function asShown({ id, startedAt, restartOf, isOpen, last, ends }: Session): ShownBroadcast {
  const end = isOpen ? undefined : ends.at(-1)
  const endedAt = end === undefined ? null : endOf(last, end)
  return { broadcastId: id, startedAt, endedAt, restartOf }
}
