// Holds days and rollups against what was worked out by hand; rollups once more when they are folded.

import assert from 'node:assert/strict'
import { readBookingState } from '../src/store/booking-state.ts'
import type { GoldenCensus } from './golden-census.ts'
import {
  type GoldenSums,
  type RollupOf,
  readChannelDays,
  readDay,
  readHours,
} from './golden-sums.ts'

/** Every grain of a day whose streams are all of category 1 and in English. */
export const allGrains: readonly RollupOf[] = [
  {},
  { category: '1' },
  { language: 'en' },
  { category: '1', language: 'en' },
]

export interface ExpectedRollups {
  readonly hours: readonly (readonly [hour: number, sums: GoldenSums])[]
  /** null = the day has no row. */
  readonly day: GoldenSums | null
}

type Asked = Pick<GoldenCensus, 'platform' | 'sql'>

/** What is expected of a day whose sums are all of one hour. */
export function inOneHour(hour: number, sums: GoldenSums): ExpectedRollups {
  return { hours: [[hour, sums]], day: sums }
}

/** Holds all days of a channel that have a row, by their first seconds, against what is expected. */
export async function expectChannelDays(
  { platform, sql }: Asked,
  channelId: string,
  ...days: readonly (readonly [day: number, sums: GoldenSums])[]
): Promise<void> {
  assert.deepEqual([...(await readChannelDays(sql, platform, channelId))], days)
}

const expected: (() => Promise<void>)[] = []

/** Holds the hours of a day (its first second) and the day against what is expected of each grain. */
export async function expectRollups(
  { platform, sql }: Asked,
  day: number,
  grains: readonly RollupOf[],
  { hours, day: whole }: ExpectedRollups,
): Promise<void> {
  const hold = async () => {
    for (const of of grains) {
      const what = `of ${JSON.stringify(of)}`
      assert.deepEqual([...(await readHours(sql, platform, day, of))], hours, `hours ${what}`)
      assert.deepEqual(await readDay(sql, platform, day, of), whole, `the day ${what}`)
    }
  }
  await hold()
  expected.push(hold)
}

/** Sweeps at a midnight and after it, which adds up all hours before, and holds all once more. */
export async function expectAllFolded(
  { platform, sql, sweepAll }: Asked & Pick<GoldenCensus, 'sweepAll'>,
  midnight: number,
): Promise<void> {
  await sweepAll([midnight, midnight + 300])
  const { foldedUntil } = await readBookingState(sql, platform, null)
  assert.equal(foldedUntil, midnight)
  for (const hold of expected) await hold()
}

/** The viewer-seconds of a day by hour, which have to be the same in each grain. */
export async function expectSame(
  { platform, sql }: Asked,
  day: number,
  grains: readonly RollupOf[],
): Promise<(readonly [hour: number, viewerSeconds: number])[]> {
  const read = await Promise.all(
    grains.map(async of =>
      [...(await readHours(sql, platform, day, of))].map(
        ([hour, { viewerSeconds }]) => [hour, viewerSeconds] as const,
      ),
    ),
  )
  for (const other of read) assert.deepEqual(other, read[0])
  return read[0] ?? []
}
