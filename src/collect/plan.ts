// Works out what a sweep changes: the rules of sessions and segments, pure. It sees the open
// broadcasts, the rows of the sweep and the keys they have, and touches nothing.

import { clockSkewSeconds } from '../domain/broadcast.ts'
import type { LiveStream } from '../domain/live-stream.ts'
import type { SweepChanges } from '../domain/sweep-changes.ts'
import type { ReadStream } from './live-rows.ts'
import type { SweepPart } from './parts.ts'
import type { Draft, PlannedSweep, SweepKeys } from './plan-context.ts'
import { planEnds } from './plan-ends.ts'
import { planChanged, planKnown } from './plan-known.ts'
import { judgeEnded, planReopened, planStarted } from './plan-unknown.ts'

/** The changes of one sweep, or of one part of it. */
export function planSweep(sweep: PlannedSweep, part: SweepPart, keys: SweepKeys): SweepChanges {
  const changes = noChanges()
  const books = sweep.booking === null ? null : { ...sweep.booking, changes }
  const context = { sweep, keys, changes, books }
  for (const known of part.known) planKnown(context, known)
  for (const changed of part.changed) planChanged(context, changed)
  planEnds(sweep, part, changes, books)
  const begun: ReadStream[] = []
  for (const stream of part.unknown) {
    const ended = keys.ended(stream)
    if (ended === null) begun.push(stream)
    else planReopened(context, stream, ended)
  }
  const endOf = judgeEnded(changes)
  for (const stream of begun) planStarted(context, stream, endOf)
  const skewedAfter = sweep.collectedAt + clockSkewSeconds
  const isSkewed = ({ startedAt }: Pick<LiveStream, 'startedAt'>) => (startedAt ?? 0) > skewedAfter
  const clockSkews =
    part.known.reduce((count, { row }) => count + Number(isSkewed(row)), 0) +
    part.unknown.reduce((count, stream) => count + Number(isSkewed(stream)), 0)
  return { ...changes, clockSkews, superseded: part.superseded }
}

function noChanges(): Draft {
  return {
    titles: [],
    started: [],
    reopened: [],
    identified: [],
    corrected: [],
    thumbnails: [],
    fingerprints: [],
    segmentsClosed: [],
    segmentsOpened: [],
    segmentsContinued: [],
    opened: [],
    seen: [],
    missed: [],
    ended: [],
    daysClosed: [],
    daysAdded: [],
    outsideDays: [],
    superseded: 0,
    startCorrections: 0,
    clockSkews: 0,
  }
}
