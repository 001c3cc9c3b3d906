// Builders of what the oracle is given: each fills in what a test does not care about.

import assert from 'node:assert/strict'
import {
  type Broadcast,
  type Census,
  type End,
  every,
  type Result,
  type RollupSums,
  type Sample,
} from './census.ts'

/** 00:00 UTC of the day that tests play on. */
export const midnight = Date.UTC(2027, 0, 15) / 1000
/** Between sweeps, in seconds, where a test does not care. */
export const usualCadence = 300

/**
 * A time of that day, as 12:05 or 12:05:30; 24:00 and more are of the next day, and -1:58 is 23:58
 * of the one before.
 */
export function at(time: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number)
  return midnight + hours * 3_600 + minutes * 60 + seconds
}

export function aSample(time: string, known: Partial<Sample> = {}): Sample {
  return {
    at: at(time),
    viewers: 100,
    cadence: usualCadence,
    title: 'Hello',
    category: 'chat',
    language: 'en',
    tags: [],
    ...known,
  }
}

/** A sample every so many seconds from one time to another, both included. */
export function samplesFrom(
  from: string,
  to: string,
  known: Partial<Sample> = {},
  step: number = usualCadence,
): Sample[] {
  const count = Math.floor((at(to) - at(from)) / step) + 1
  return Array.from({ length: count }, (_, i) =>
    aSample(from, { at: at(from) + i * step, ...known }),
  )
}

/** An end that was proved and booked at one time. */
export function anEnd(time: string, known: Partial<End> = {}): End {
  return { bookedAt: at(time), proofAt: at(time), realEndAt: null, nextStartAt: null, ...known }
}

/** A broadcast that begins with its first sample and is still open. */
export function aBroadcast(known: Partial<Broadcast> = {}): Broadcast {
  const samples = known.samples ?? [aSample('12:00')]
  return {
    id: 's1',
    channelId: 'c1',
    startedAt: samples[0]?.at ?? null,
    samples,
    ends: [],
    ...known,
  }
}

/** A census whose sweeps are those that saw something, all of them complete. */
export function aCensus(broadcasts: readonly Broadcast[], known: Partial<Census> = {}): Census {
  const times = broadcasts.flatMap(({ samples }) => samples.map(sample => sample.at))
  const sweepTimes = [...new Set(times)].sort((a, b) => a - b)
  return {
    isTiered: false,
    hasSingleBroadcast: true,
    sweeps: sweepTimes.map(collectedAt => ({ collectedAt, status: 'complete' })),
    broadcasts,
    seals: [],
    ...known,
  }
}

/** The only row of a list that has the figures told. */
export function theRow<Row extends object>(rows: readonly Row[], told: Partial<Row>): Row {
  const names = Object.keys(told) as (keyof Row)[]
  const found = rows.filter(row => names.every(name => row[name] === told[name]))
  const [row] = found
  assert(row !== undefined && found.length === 1, `${found.length} rows are like that`)
  return row
}

/** The only broadcast of a result. */
export function theBroadcast({ broadcasts }: Result) {
  return theRow(broadcasts, {})
}

/** The platform's row of an hour, or that of a category or language. */
export function theHour({ rollups }: Result, time: string, told: Partial<RollupSums> = {}) {
  const key = { span: 'hour', from: at(time), category: every, language: every } as const
  return theRow(rollups, { ...key, ...told })
}

/** A figure of each row, by name; for tests of several figures at once. */
export function pick<Row extends object, Name extends keyof Row>(
  row: Row,
  ...names: readonly Name[]
): Pick<Row, Name> {
  return Object.fromEntries(names.map(name => [name, row[name]])) as Pick<Row, Name>
}
