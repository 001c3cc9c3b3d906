// What a sweep is: complete, partial or failed, and whether what it held can be believed. Pure.

import type { Sweep, SweepReason } from '../domain/sweep.ts'
import type { PreviousSweeps } from '../store/sweeps.ts'
import type { LiveList } from './read-live.ts'
import type { ReadPart } from './read-part.ts'
import type { BelievedSweep } from './record.ts'

/** A platform this small may lose more than half of its streams without a doubt. */
const doubtfulFrom = 200
/** Of the rows, as many as may be unreadable without a doubt about who is missing. */
const mostUnreadableShare = 0.02
const fewUnreadable = 10
/** A list that led back in place of an end is believed from this share of the last complete one. */
const leastLoopShare = 0.9

type Verdict = Pick<Sweep, 'status' | 'reason' | 'error'>

/** Complete, partial or failed; and whether an earlier doubtful sweep is believed by this one. */
export function judge(
  list: Omit<LiveList, 'streamOf' | 'rows'>,
  { newest, newestWhole }: PreviousSweeps,
): { verdict: Verdict; believed: BelievedSweep | null } {
  const { figures, failure, parts, scope, setback } = list
  const { skipped, streams } = figures
  if (failure !== null)
    return {
      verdict: { status: figures.pages === 0 ? 'failed' : 'partial', ...failure },
      believed: null,
    }
  if (skipped > Math.max(fewUnreadable, mostUnreadableShare * (streams + skipped)))
    return doubt('unreadable', `${skipped} rows of ${streams + skipped} could not be read.`)
  const complete = { status: 'complete', reason: null, error: setback } as const
  if (scope.kind === 'top') return { verdict: complete, believed: null }
  const expectedOf = ({ expected, languages }: ReadPart) =>
    languages === null ? (newestWhole?.streams ?? null) : expected
  const looping = parts.find(
    part => part.endedInLoop && part.streams < leastLoopShare * (expectedOf(part) ?? 0),
  )
  if (looping !== undefined)
    return doubt(
      'loop',
      `${nameOf(looping)} led back to its beginning after ${looping.streams} of ${expectedOf(looping)} streams.`,
    )
  const all = { languages: null, streams, expected: newestWhole?.streams ?? null }
  const shrunk = [all, ...parts].find(part => isShrunk(part.streams, part.expected))
  if (shrunk === undefined) return { verdict: complete, believed: null }
  const isConfirmed =
    newest?.reason === 'shrunk' && newest.scope === scope.kind && areClose(streams, newest.streams)
  if (isConfirmed) return { verdict: complete, believed: newest }
  return doubt(
    'shrunk',
    `${nameOf(shrunk)} held ${shrunk.streams} streams; by the sweeps before it should hold ${shrunk.expected}.`,
  )
}

function nameOf({ languages }: Pick<ReadPart, 'languages'>): string {
  return languages === null ? 'The list' : `The list of ${languages.join(', ')}`
}

function isShrunk(streams: number, expected: number | null): boolean {
  return expected !== null && expected >= doubtfulFrom && streams * 2 < expected
}

function doubt(reason: SweepReason, error: string): { verdict: Verdict; believed: null } {
  return { verdict: { status: 'partial', reason, error }, believed: null }
}

/** Whether of two counts neither is more than twice the other. */
function areClose(a: number, b: number): boolean {
  return a <= b * 2 && b <= a * 2
}
