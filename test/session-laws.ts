// The laws of sessions (METRICS, Sessions) for property tests: what a census must hold is told anew
// from the history of its sweeps alone.

import assert from 'node:assert/strict'
import type { LiveStream } from '../src/domain/live-stream.ts'
import { isListed, type WorldSweep } from './small-world.ts'

/** What is stored of a world, whatever it is stored in; each list in the order of its keys. */
export interface Census {
  readonly broadcasts: {
    readonly channelId: string
    readonly broadcastNo: number
    readonly streamId: string | null
    readonly startedAt: number | null
    readonly restartOf: number | null
    readonly endedAt: number | null
    /** Of the open ones. */
    readonly missedAt: number | null
  }[]
  readonly segments: {
    readonly channelId: string
    readonly broadcastNo: number
    readonly segmentNo: number
    readonly startedAt: number
    readonly endedAt: number | null
    readonly title: string | null
    readonly categoryId: string | null
    readonly language: string | null
    readonly tags: readonly string[]
  }[]
  readonly samples: {
    readonly channelId: string
    readonly broadcastNo: number
    readonly at: number
    readonly viewers: number | null
  }[]
}

/**
 * Holds what a sweep made of a census against METRICS, Sessions: which rows became samples, which
 * broadcasts are open or ended and when, which segments they have. `before` is what the last but
 * one sweep of the history left.
 */
export function assertLawful(
  history: readonly WorldSweep[],
  before: Census,
  after: Census,
  isSingle: boolean,
): void {
  assertSampled(history.at(-1), before, after, isSingle)
  const expected = after.broadcasts.map(row => expectBroadcast(history, after, row, isSingle))
  assert.deepEqual(
    after.broadcasts,
    expected.map((rest, i) => ({ ...after.broadcasts[i], ...rest.broadcast })),
  )
  assert.deepEqual(
    after.segments,
    expected.flatMap(({ segments }) => segments),
  )
  assertWhole(after, isSingle)
}

/** Holds what is true of a census whatever was swept. */
export function assertWhole({ broadcasts, samples }: Census, isSingle: boolean): void {
  assertDistinct(broadcasts.map(nameOf))
  assertDistinct(samples.map(sample => `${nameOf(sample)} ${sample.at}`))
  assertDistinct(broadcasts.flatMap(row => row.streamId ?? []))
  if (isSingle)
    assertDistinct(
      broadcasts.filter(row => row.endedAt === null).map(row => row.channelId),
      'a channel has two open broadcasts',
    )
}

const nameOf = (row: { channelId: string; broadcastNo: number }) =>
  `${row.channelId} ${row.broadcastNo}`

function assertDistinct(keys: readonly string[], message?: string): void {
  assert.deepEqual([...new Set(keys)], [...keys], message)
}

/** What a census tells of broadcasts that are known by their starts alone, in a fixed order. */
export function withoutIds({ broadcasts, segments, samples }: Census) {
  const startOf = new Map(broadcasts.map(row => [nameOf(row), row.startedAt]))
  const byStart = <T extends { channelId: string; broadcastNo: number }>(rows: readonly T[]) =>
    rows
      .map(({ broadcastNo, ...row }) => {
        const startedAt = startOf.get(nameOf({ ...row, broadcastNo }))
        return JSON.stringify({ ...row, streamId: null, restartOf: null, begunAt: startedAt })
      })
      .sort()
  return { broadcasts: byStart(broadcasts), segments: byStart(segments), samples: byStart(samples) }
}

/** Every row is a sample, but older ids of the same channel and echoes of the past. */
function assertSampled(
  sweep: WorldSweep | undefined,
  before: Census,
  after: Census,
  isSingle: boolean,
): void {
  if (sweep === undefined) return
  const now = Map.groupBy(after.samples, sample => sample.at === sweep.at)
  assert.deepEqual(now.get(false) ?? [], before.samples)
  const idOf = new Map(after.broadcasts.map(row => [nameOf(row), row.streamId]))
  const sampled = new Map(now.get(true)?.map(row => [idOf.get(nameOf(row)), row.viewers]))
  const stored = sweep.streams.filter(row => sampled.has(row.streamId))
  assert.equal(stored.length, sampled.size, 'a sample is of no row')
  for (const row of stored) assert.equal(sampled.get(row.streamId), row.viewers)
  if (!isSingle) assert.equal(stored.length, sweep.streams.length, 'a row is no sample')
  else
    for (const [channelId, rows] of Map.groupBy(sweep.streams, stream => stream.channelId)) {
      const open = before.broadcasts.find(
        row => row.channelId === channelId && row.endedAt === null,
      )
      const seen = before.samples.filter(sample => open && nameOf(sample) === nameOf(open))
      assertOneStays(
        open === undefined ? null : { ...open, lastSampleAt: seen.at(-1)?.at ?? Number.NaN },
        rows,
        stored.filter(row => row.channelId === channelId),
      )
    }
}

/** Of a channel's ids in a sweep and the open one, the one that began last stays, else the open. */
function assertOneStays(
  open: (Census['broadcasts'][number] & { readonly lastSampleAt: number }) | null,
  rows: readonly LiveStream[],
  stored: readonly LiveStream[],
): void {
  const isBefore = (a: Start, b: Start) =>
    a.startedAt !== null && b.startedAt !== null && a.startedAt < b.startedAt
  // An open one that is said to begin after it was seen is an older one only than what is later.
  const isEcho = (row: LiveStream) =>
    open !== null && isBefore(row, open) && (row.startedAt ?? 0) < open.lastSampleAt
  const isOpen = (row: { streamId: string | null }) => row.streamId === open?.streamId
  const others = rows.filter(row => !isOpen(row))
  const [stays = null] = stored
  assert.ok(stored.length <= 1, 'two ids of a channel are stored')
  if (stays === null) {
    assert.ok(!rows.some(isOpen), 'the row of the open one is lost')
    assert.ok(others.some(isEcho), 'what is lost is an echo')
    assert.ok(open && !others.some(row => isBefore(open, row)), 'a newer id is lost')
  } else if (isOpen(stays)) {
    assert.ok(open && !others.some(row => isBefore(open, row)), 'a newer id is lost')
  } else {
    for (const row of others) assert.ok(!isBefore(stays, row), 'the last one to begin stays')
    if (open && rows.some(isOpen)) assert.ok(isBefore(open, stays), 'the open one stays')
    else assert.ok(!isEcho(stays), 'an echo is no broadcast')
  }
}

type Start = { readonly startedAt: number | null }

type Row = { readonly at: number; readonly stream: LiveStream }

/** What history says of one broadcast, from its samples on. */
function expectBroadcast(
  history: readonly WorldSweep[],
  census: Census,
  broadcast: Census['broadcasts'][number],
  isSingle: boolean,
) {
  const rows = rowsOf(history, census, broadcast)
  const { endedAt, missedAt } = expectEnd(history, census, broadcast, isSingle)
  const [first] = rows
  return {
    broadcast: {
      startedAt: earliestStart(rows.map(({ stream }) => stream.startedAt)),
      restartOf: first ? expectRestart(history, census, broadcast, first, isSingle) : null,
      endedAt,
      missedAt,
    },
    segments: expectSegments(broadcast, rows, endedAt),
  }
}

/** The rows that became samples of a broadcast. */
function rowsOf(
  history: readonly WorldSweep[],
  { samples }: Census,
  broadcast: Census['broadcasts'][number],
): Row[] {
  const seenAt = new Set(
    samples.filter(row => nameOf(row) === nameOf(broadcast)).map(sample => sample.at),
  )
  return history.flatMap(({ at, streams }) =>
    streams
      .filter(stream => stream.streamId === broadcast.streamId && seenAt.has(at))
      .map(stream => ({ at, stream })),
  )
}

function expectEnd(
  history: readonly WorldSweep[],
  census: Census,
  broadcast: Census['broadcasts'][number],
  isSingle: boolean,
) {
  const last = rowsOf(history, census, broadcast).at(-1)
  assert.ok(last, 'a broadcast has no sample')
  const others = census.broadcasts.filter(
    row => isSingle && row.channelId === broadcast.channelId && row !== broadcast,
  )
  const newer = others.flatMap(other => rowsOf(history, census, other))
  const proof = proofOfEnd(
    history.filter(({ at }) => at > last.at),
    last.stream.language,
    at => newer.find(row => row.at === at)?.stream ?? null,
  )
  if (!proof.isEnded) return { endedAt: null, missedAt: proof.goneAt }
  const middle = Math.floor((last.at + (proof.goneAt ?? 0)) / 2)
  const endedAt = Math.max(last.at, Math.min(middle, proof.next?.startedAt ?? middle))
  return { endedAt, missedAt: null }
}

/**
 * Walks what came after the last sample: absence from two complete sweeps that had its language in
 * scope ends a broadcast, a new id at once.
 */
function proofOfEnd(
  later: readonly WorldSweep[],
  language: string | null,
  findReplacement: (at: number) => LiveStream | null,
) {
  let goneAt: number | null = null
  for (const [i, { at, status, scope, isBelieving }] of later.entries()) {
    const hadMissed = goneAt !== null
    const counts =
      status === 'complete' &&
      (scope.kind === 'all' || (scope.kind === 'languages' && isListed(scope, { language })))
    const believed = isBelieving && counts ? later[i - 1]?.at : undefined
    goneAt ??= believed ?? null
    const next = findReplacement(at)
    if (next !== null) return { isEnded: true, goneAt: goneAt ?? at, next }
    if (!counts) continue
    if (hadMissed || believed !== undefined) return { isEnded: true, goneAt, next: null }
    goneAt = at
  }
  return { isEnded: false, goneAt, next: null }
}

/** Whether the channel's broadcast before this one had ended when it began, just now and alike. */
function expectRestart(
  history: readonly WorldSweep[],
  census: Census,
  { channelId, broadcastNo, restartOf }: Census['broadcasts'][number],
  { at, stream }: Row,
  isSingle: boolean,
): number | null {
  const known = history.filter(sweep => sweep.at <= at)
  const previous = census.broadcasts.find(
    row => row.channelId === channelId && row.broadcastNo === broadcastNo - 1,
  )
  if (previous === undefined || stream.startedAt === null) return null
  const { endedAt } = expectEnd(known, census, previous, isSingle)
  const last = rowsOf(known, census, previous).at(-1)
  // Where the old one is seen again beside the new one, it matters which was written first.
  if (last?.at === at) return restartOf
  if (endedAt === null || last === undefined) return null
  const letters = ({ title }: LiveStream) => title?.toLowerCase().replaceAll(/[^a-z]/g, '')
  const isAlike =
    (stream.categoryId !== null && stream.categoryId === last.stream.categoryId) ||
    (letters(stream) && letters(stream) === letters(last.stream))
  return isAlike && Math.min(stream.startedAt, at) - last.at <= 600 ? previous.broadcastNo : null
}

function earliestStart(starts: readonly (number | null)[]): number | null {
  return starts.reduce((kept, startedAt) => {
    if (kept === null || startedAt === null) return kept ?? startedAt
    return startedAt < kept - 60 ? startedAt : kept
  }, null)
}

function expectSegments(
  { channelId, broadcastNo }: Census['broadcasts'][number],
  rows: readonly Row[],
  endedAt: number | null,
): Census['segments'] {
  const contentOf = ({ title, categoryId, gameName, language, tags }: LiveStream) =>
    JSON.stringify([title, categoryId, categoryId === null ? gameName : null, language, tags])
  const firsts = rows.filter(({ stream }, i) => {
    const previous = rows[i - 1]
    return previous === undefined || contentOf(previous.stream) !== contentOf(stream)
  })
  const borders = firsts.map(({ at, stream }) => {
    const previous = rows[rows.findIndex(row => row.at === at) - 1]
    if (previous === undefined) return Math.min(at, stream.startedAt ?? at)
    return Math.floor((previous.at + at) / 2)
  })
  return firsts.map(({ stream: { title, categoryId, language, tags } }, i) => ({
    channelId,
    broadcastNo,
    segmentNo: i + 1,
    startedAt: borders[i] ?? Number.NaN,
    endedAt: borders[i + 1] ?? endedAt,
    title,
    categoryId,
    language,
    tags,
  }))
}
