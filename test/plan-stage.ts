// Plans of sweeps as tests tell them: what a plan is made from, and the changes that are held against it.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SweepPart } from '../src/collect/parts.ts'
import { planSweep } from '../src/collect/plan.ts'
import type { PlannedSweep, SweepKeys } from '../src/collect/plan-context.ts'
import {
  type EndedBroadcast,
  isSameBroadcast,
  type PreviousBroadcast,
} from '../src/domain/broadcast.ts'
import type { LiveStream } from '../src/domain/live-stream.ts'
import type { SweepChanges } from '../src/domain/sweep-changes.ts'
import type { ToldBroadcast } from './builders.ts'
import { cadence, next, nothing, type ToldChanges, toldOf } from './plan-changes.ts'
import { partsOf } from './session-memory.ts'

/** What a plan is made from; what is left out is empty. */
export interface Given {
  readonly open?: readonly ToldBroadcast[]
  readonly streams?: readonly LiveStream[]
  readonly ended?: readonly EndedBroadcast[]
  /** What channel 1 had before. */
  readonly previous?: PreviousBroadcast
  /** Titles that channel 1 has had, numbered from 1. */
  readonly titles?: readonly string[]
  readonly isSingle?: boolean
  readonly sweep?: Partial<PlannedSweep>
}

/** A plan, and the changes that are in it; all others are empty. */
export interface PlanCase extends Given {
  readonly title: string
  readonly changes: Partial<ToldChanges>
}

/** Makes a test of each case. */
export function testPlans(cases: readonly PlanCase[]): void {
  for (const { title, changes, ...given } of cases)
    test(title, () => assert.deepEqual(toldOf(plan(given)), { ...nothing, ...changes }))
}

/** Plans a complete sweep five minutes after `start`; channel cN has the key N, category N too. */
export function plan({
  open = [],
  streams = [],
  ended = [],
  previous,
  titles = [],
  isSingle = true,
  sweep,
}: Given): SweepChanges {
  const numberOf = new Map(titles.map((title, i) => [title, i + 1]))
  const channel = (channelId: string) => Number(channelId.slice(1))
  const taken = new Map<number, number>()
  for (const { channelKey, broadcastNo } of [...open, ...ended])
    taken.set(channelKey, Math.max(broadcastNo, taken.get(channelKey) ?? 0))
  const keys: SweepKeys = {
    channel,
    nextBroadcastNo: channelId => {
      const broadcastNo = (taken.get(channel(channelId)) ?? 0) + 1
      taken.set(channel(channelId), broadcastNo)
      return broadcastNo
    },
    category: Number,
    title: (_, title) => {
      const known = numberOf.get(title)
      if (known !== undefined) return { titleNo: known, isNew: false }
      numberOf.set(title, numberOf.size + 1)
      return { titleNo: numberOf.size, isNew: true }
    },
    ended: stream =>
      ended.find(
        row => row.channelKey === channel(stream.channelId) && isSameBroadcast(row, stream),
      ) ?? null,
    previous: (_, broadcastNo) => (previous?.broadcastNo === broadcastNo - 1 ? previous : null),
  }
  const planned: PlannedSweep = {
    collectedAt: next,
    absenceScope: { kind: 'all' },
    lookedUp: null,
    believedAt: null,
    hasAmbiguousZero: false,
    dueAfter: () => ({ tier: null, cadence }),
    booking: null,
    ...sweep,
  }
  return planSweep(planned, partOf(open, streams, planned.collectedAt, isSingle), keys)
}

/** The whole of a sweep in one part. */
function partOf(
  open: readonly ToldBroadcast[],
  streams: readonly LiveStream[],
  collectedAt: number,
  isSingle: boolean,
): SweepPart {
  const [part] = partsOf(open, streams, { collectedAt, isSingle }, Number.POSITIVE_INFINITY)
  assert.ok(part)
  return part
}

/** What look-ups have told of streams that are not live. */
export function notLive({
  ended = [],
  missing = [],
}: {
  readonly ended?: readonly (readonly [string, number | null])[]
  readonly missing?: readonly string[]
}): PlannedSweep['lookedUp'] {
  return { ended: new Map(ended), missing: new Set(missing) }
}
