// Derives the rollups of a platform again: sums by hour from what is derived of its broadcasts, peaks
// from its samples sweep by sweep, and days from hours.

import type { RollupLabels } from '../../domain/rollup.ts'
import { startOfDay, startOfHour } from '../../domain/sum-hours.ts'
import { noSums } from '../../domain/sums.ts'
import type { Queryable } from '../../store/database.ts'
import { foldHours } from '../../store/fold-hours.ts'
import { pairHourDays } from '../../store/partitions.ts'
import { readEnds, readSegmentsBetween } from '../../store/rederive/channels.ts'
import {
  type ComparedRollups,
  compareRollups,
  type DifferentRollup,
  type RollupTable,
  replaceRollups,
} from '../../store/rederive/compare.ts'
import {
  addCells,
  addPeaks,
  combineDays,
  combineHours,
  createRollupTables,
} from '../../store/rederive/rollups.ts'
import { listRanges, readSamples } from '../../store/rederive/samples.ts'
import type { RederivedTime } from '../../store/rederive/time.ts'
import { createCells, type LabelNumbers } from './cells.ts'
import type { ChannelRecord, DerivedChannel } from './channel.ts'
import { compareRows, type Difference } from './differences.ts'
import { type CountedBroadcast, forEachCounted } from './peaks.ts'
import { byBroadcast, samplesOf } from './records.ts'
import { createSumsOfSweeps } from './sums-of-sweeps.ts'
import { longestPair, type RederiveTerms } from './terms.ts'

export interface RollupWorkDeps {
  readonly tx: Queryable
  readonly time: RederivedTime
  readonly terms: RederiveTerms
  readonly labels: LabelNumbers
  readonly isCheck: boolean
  readonly progress: (samples: number) => void
}

export interface RollupWork {
  /** Takes what a channel adds. */
  readonly take: (channel: ChannelRecord, derived: DerivedChannel) => void
  /** Writes out what was taken, once it is more than so many rows. */
  readonly writeOut: (rows: number) => Promise<void>
  /** Works out peaks and days, and compares all; answers whether anything was written. */
  readonly finish: (note: NoteDifferences) => Promise<boolean>
}

type NoteDifferences = (
  differences: readonly Difference[],
  table: RollupTable,
  more: number,
) => void

/** Sweeps that are summed up at a time: at the usual cadence, those of a day. */
const sweepsAtOnce = 300
/** Samples that are in hand at a time there, more or less. */
const samplesAtOnce = 100_000
const mostTold = 20
const hourSeconds = 3_600
const daySeconds = 86_400

/** Begins with the rollups: channels are told next, then it is finished. */
export async function createRollupWork(deps: RollupWorkDeps): Promise<RollupWork> {
  const { tx, terms, labels } = deps
  await createRollupTables(tx)
  const cells = createCells()
  const from = hoursFrom(terms)
  const windows = windowsOf(terms)
  // The newest sweeps, which are all there are where days are sealed, need no reading of their own.
  const newest = createPeaks(deps, windows.pop() ?? [])
  const writeOut = async (rows: number) => {
    if (cells.size() > rows) await addCells(tx, cells.take())
  }
  return {
    take(channel, { derived }) {
      for (const [i, record] of channel.broadcasts.entries()) {
        const of = derived[i]
        const { segments } = record
        if (of === undefined) continue
        newest.add(record)
        const labelNoOf = new Map(segments.map(row => [row.segmentNo, labels.numberOf(row)]))
        const add = (hour: number, segmentNo: number | undefined, sums = noSums, started = 0) => {
          const labelNo = labelNoOf.get(segmentNo ?? 0)
          if (hour >= from && labelNo !== undefined) cells.add(hour, labelNo, sums, started)
        }
        for (const { hour, segmentNo, sums } of of.cells) add(hour, segmentNo, sums)
        if (of.countedAt !== null)
          add(of.countedAt - (of.countedAt % hourSeconds), segments[0]?.segmentNo, noSums, 1)
      }
    },
    writeOut,
    async finish(note) {
      await writeOut(0)
      await newest.write()
      for (const sweeps of windows) await gatherPeaks(deps, sweeps)
      await combineHours(tx, labels.all)
      return compareAll(deps, note)
    },
  }
}

function hoursFrom({ daysFrom, wholeFrom }: RederiveTerms): number {
  return Math.max(daysFrom, wholeFrom)
}

type CountedRecord = CountedBroadcast & { readonly segments: readonly LabeledSegment[] }
type LabeledSegment = RollupLabels & { readonly startedAt: number }

/** Sums up the viewers of broadcasts at some sweeps, and writes their peaks. */
function createPeaks({ tx, terms, labels }: RollupWorkDeps, sweeps: RederiveTerms['sweeps']) {
  const sums = createSumsOfSweeps(sweeps)
  const isAmong = new Set(sweeps.map(({ at }) => at))
  return {
    add({ segments, ...broadcast }: CountedRecord): void {
      const own = segments.map(segment => ({
        startedAt: segment.startedAt,
        labelNo: labels.numberOf(segment),
      }))
      forEachCounted({ ...terms, sweeps }, broadcast, (at, viewers, sample) => {
        const segment = own.findLast(({ startedAt }) => startedAt <= sample.at) ?? own[0]
        if (segment !== undefined && isAmong.has(at)) sums.add(at, segment.labelNo, viewers)
      })
    },
    async write(): Promise<void> {
      for (const rows of sums.peaks(labels.all)) await addPeaks(tx, rows)
    },
  }
}

/** Reads what is needed to sum up viewers at some sweeps, and does so. */
async function gatherPeaks(deps: RollupWorkDeps, sweeps: RederiveTerms['sweeps']): Promise<void> {
  const { tx, time, terms, progress } = deps
  const peaks = createPeaks(deps, sweeps)
  const until = (sweeps.at(-1)?.at ?? 0) + 1
  const first = sweeps[0]?.at ?? until
  const reach = terms.isTiered ? longestPair(terms.sweeps) : 0
  const from = Math.max(terms.keptFrom, first - reach)
  for (const range of await listRanges(tx, samplesAtOnce)) {
    const segments = byBroadcast(await readSegmentsBetween(tx, range, [from, until]))
    const ends = byBroadcast(terms.isTiered ? await readEnds(tx, range) : [])
    let samplesRead = 0
    for (const row of await readSamples(tx, time, range, [from, until])) {
      const samples = samplesOf(terms, row)
      peaks.add({ samples, ends: ends(row), segments: segments(row) })
      samplesRead += samples.length
    }
    progress(samplesRead)
  }
  await peaks.write()
}

/** The sweeps that read anything, by whole hours, in lists of not many more than wanted. */
function windowsOf(terms: RederiveTerms): RederiveTerms['sweeps'][number][][] {
  const from = hoursFrom(terms)
  const hours = Map.groupBy(
    terms.sweeps.filter(({ at, status }) => at >= from && status !== 'failed'),
    ({ at }) => at - (at % hourSeconds),
  )
  const windows: RederiveTerms['sweeps'][number][][] = []
  for (const own of hours.values()) {
    const last = windows.at(-1)
    if (last !== undefined && last.length + own.length <= sweepsAtOnce) last.push(...own)
    else windows.push([...own])
  }
  return windows
}

async function compareAll(deps: RollupWorkDeps, note: NoteDifferences): Promise<boolean> {
  const { tx, time, terms, isCheck } = deps
  const { platform } = time
  const from = hoursFrom(terms)
  const until = startOfDay(terms.newestAt) + 2 * daySeconds
  const pairsFrom = startOfDay(terms.newestAt) - (pairHourDays - 1) * daySeconds
  // Nothing is in days yet: what is derived of earlier ones by category and language is kept only there.
  const foldedUntil = time.foldedUntil ?? startOfHour(terms.newestAt)
  const isFirstFold = time.foldedUntil === null && !isCheck
  if (isFirstFold) await foldHours(tx, platform, null, foldedUntil)
  const settle = async (compared: ComparedRollups) => {
    const { count, first } = await compareRollups(tx, compared, mostTold)
    note(
      first.flatMap(row => tellRollup(compared.table, row)),
      compared.table,
      count - first.length,
    )
    if (count === 0 || isCheck) return false
    await replaceRollups(tx, compared)
    return true
  }
  const hours = [
    { platform, table: 'rollup_hours', from, until },
    { platform, table: 'rollup_pair_hours', from: Math.max(from, pairsFrom), until },
  ] as const
  let isWritten = isFirstFold
  for (const compared of hours) isWritten = (await settle(compared)) || isWritten
  await combineDays(tx, platform, { from, foldedUntil })
  const firstDay = startOfDay(from)
  const nextDay = firstDay + daySeconds
  // Of a day that begins with hours as stored, those of pairs may be gone.
  const leaves = from > firstDay && firstDay < pairsFrom ? 'category_language' : null
  const days = [
    { platform, table: 'rollup_days', from: firstDay, until: nextDay, leaves },
    { platform, table: 'rollup_days', from: nextDay, until },
  ] as const
  for (const compared of days) isWritten = (await settle(compared)) || isWritten
  return isWritten
}

function tellRollup(
  table: RollupTable,
  { at, grain, stored, derived, ...labels }: DifferentRollup,
): Difference[] {
  const place = { table, of: wordsOf(grain, labels) }
  return compareRows(
    table === 'rollup_days' ? { ...place, day: at } : { ...place, hour: at },
    stored,
    derived,
  )
}

function wordsOf(grain: DifferentRollup['grain'], { categoryKey, language }: RollupLabels): string {
  const category = categoryKey === null ? 'no category' : `category_key ${categoryKey}`
  const spoken = language === null ? 'no known language' : `language ${language}`
  switch (grain) {
    case 'platform':
      return 'the platform'
    case 'category':
      return category
    case 'language':
      return spoken
    case 'category_language':
      return `${category} in ${spoken}`
    default:
      return grain satisfies never
  }
}
