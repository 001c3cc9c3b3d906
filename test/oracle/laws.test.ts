// The laws of sums (METRICS) hold in the oracle, for any broadcasts.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { aBroadcast, aCensus, aSample, midnight, usualCadence } from './builders.ts'
import { type Broadcast, daySeconds, every, type Group, type Sums } from './census.ts'
import { differencesOf } from './compare.ts'
import { sumUp } from './sum-up.ts'
import { nothing } from './tables.ts'

const step = fc.record({
  seconds: fc.oneof(fc.integer({ min: 2, max: 900 }), fc.integer({ min: 900, max: 50_000 })),
  viewers: fc.option(fc.integer({ min: 0, max: 1_000 }), { freq: 6 }),
  category: fc.constantFrom('chat', 'chess', null),
  language: fc.constantFrom('en', 'de'),
  /** Tenths of the time to the next sample after which an end is proved and booked. */
  end: fc.option(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 3, max: 9 })), {
    freq: 5,
  }),
})

const broadcast = fc
  .record({
    id: fc.uuid(),
    channelId: fc.constantFrom('c1', 'c2', 'c3'),
    first: fc.integer({ min: 0, max: daySeconds }),
    head: fc.option(fc.integer({ min: -100, max: 90_000 })),
    steps: fc.array(step, { minLength: 1, maxLength: 12 }),
  })
  .map(({ id, channelId, first, head, steps }): Broadcast => {
    let time = midnight + first
    const startedAt = head === null ? null : time - head
    const samples = []
    const ends = []
    for (const { seconds, end, ...told } of steps) {
      samples.push(aSample('0:00', { at: time, ...told }))
      const part = (of: number) => time + Math.floor(((seconds - 1) * of) / 10)
      if (end !== null)
        ends.push({
          proofAt: part(end[0]),
          bookedAt: part(end[1]),
          realEndAt: null,
          nextStartAt: null,
        })
      time += seconds
    }
    return { id, channelId, startedAt, samples, ends }
  })

const world = fc.record({
  broadcasts: fc.uniqueArray(broadcast, { selector: ({ id }) => id, maxLength: 6 }),
  isTiered: fc.boolean(),
  hasSingleBroadcast: fc.boolean(),
  sealedAfter: fc.option(fc.integer({ min: 3_600, max: 43_200 })),
})

const censuses = world.map(({ broadcasts, isTiered, hasSingleBroadcast, sealedAfter }) => {
  const days = [midnight - daySeconds, midnight, midnight + daySeconds]
  const seals = days.map(day => ({ day, sealedAt: day + daySeconds + (sealedAfter ?? 0) }))
  return aCensus(broadcasts, {
    isTiered,
    hasSingleBroadcast,
    seals: sealedAfter === null ? [] : seals,
  })
})

function additive({ peakViewers, peakAt, ...sums }: Sums) {
  return sums
}

function added(rows: readonly Sums[]) {
  const sum = nothing()
  for (const row of rows) {
    sum.halfViewerSeconds += row.halfViewerSeconds
    sum.presentSeconds += row.presentSeconds
    sum.observedSeconds += row.observedSeconds
    sum.reportedSeconds += row.reportedSeconds
    sum.samples += row.samples
    sum.gaps += row.gaps
    sum.broadcastsStarted += row.broadcastsStarted
  }
  return additive(sum)
}

function merged(rows: readonly Sums[]): Sums {
  const sum: Sums = { ...nothing(), ...added(rows) }
  for (const { peakViewers, peakAt } of rows.toSorted((a, b) => (a.peakAt ?? 0) - (b.peakAt ?? 0)))
    if (peakViewers !== null && (sum.peakViewers === null || peakViewers > sum.peakViewers))
      Object.assign(sum, { peakViewers, peakAt })
  return sum
}

function sumsOf(row: Sums): Sums {
  const names = Object.keys(nothing()) as (keyof Sums)[]
  return Object.fromEntries(names.map(name => [name, row[name]])) as unknown as Sums
}

test('segments add up to their broadcast', () => {
  fc.assert(
    fc.property(censuses, census => {
      const { broadcasts, segments } = sumUp(census)
      for (const row of broadcasts) {
        const parts = segments.filter(({ broadcastId }) => broadcastId === row.broadcastId)
        assert.deepEqual(merged(parts), sumsOf(row))
      }
    }),
  )
})

test('channel days and the time outside of days add up to the broadcasts', () => {
  fc.assert(
    fc.property(censuses, census => {
      const { broadcasts, channelDays, rollups } = sumUp(census)
      const outside = broadcasts.reduce((sum, row) => sum + row.outsideDaysSeconds, 0)
      const days = rollups.filter(
        ({ span, category, language }) =>
          span === 'day' && category === every && language === every,
      )
      const all = added(broadcasts)
      assert.equal(added(channelDays).reportedSeconds + outside, all.reportedSeconds)
      assert.equal(added(channelDays).samples, all.samples)
      assert.deepEqual(added(channelDays), added(days))
      if (census.seals.length === 0) assert.deepEqual(added(channelDays), all)
    }),
  )
})

test('hours make days, and pairs add up to their margins', () => {
  fc.assert(
    fc.property(censuses, census => {
      const { rollups } = sumUp(census)
      const isOf = (margin: Group, group: Group) =>
        margin === every ? group !== every : group === margin
      for (const row of rollups) {
        const { span, from, category, language } = row
        if (category === every || language === every) {
          const pairs = rollups.filter(
            pair =>
              pair.span === span &&
              pair.from === from &&
              isOf(category, pair.category) &&
              isOf(language, pair.language),
          )
          assert.deepEqual(added(pairs), additive(sumsOf(row)))
        }
        if (span === 'hour') continue
        const hours = rollups.filter(
          hour =>
            hour.span === 'hour' &&
            hour.category === category &&
            hour.language === language &&
            hour.from >= from &&
            hour.from < from + daySeconds,
        )
        assert.deepEqual(merged(hours), sumsOf(row))
      }
    }),
  )
})

test('the sums of separate channels merge', () => {
  fc.assert(
    fc.property(censuses, census => {
      const isFirst = ({ channelId }: Broadcast) => channelId === 'c1'
      const part = (isOf: (broadcast: Broadcast) => boolean) =>
        sumUp({ ...census, broadcasts: census.broadcasts.filter(isOf) })
      const whole = sumUp(census)
      const parts = [part(isFirst), part(other => !isFirst(other))]
      const together = {
        broadcasts: parts.flatMap(({ broadcasts }) => broadcasts),
        segments: parts.flatMap(({ segments }) => segments),
        channelDays: parts.flatMap(({ channelDays }) => channelDays),
      }
      assert.deepEqual(differencesOf(whole, together), [])
      for (const row of whole.rollups) {
        const names = ['span', 'from', 'category', 'language'] as const
        const own = parts
          .flatMap(({ rollups }) => rollups)
          .filter(other => names.every(name => other[name] === row[name]))
        assert.deepEqual(added(own), additive(sumsOf(row)))
      }
    }),
  )
})

test('airtime is at most a day and at most the time of all broadcasts', () => {
  fc.assert(
    fc.property(censuses, census => {
      for (const row of sumUp(census).channelDays) {
        assert(row.airtimeSeconds <= Math.min(row.reportedSeconds, daySeconds))
        assert(row.airtimePresentSeconds <= row.airtimeSeconds)
        assert(row.airtimeObservedSeconds <= row.airtimePresentSeconds)
        assert(row.reportedSeconds === 0 || row.airtimeSeconds > 0)
      }
    }),
  )
})

test('a sample on the line changes no sum but samples, and no peak of its broadcast', () => {
  const line = fc.record({
    from: fc.integer({ min: 0, max: daySeconds }),
    seconds: fc.integer({ min: 2, max: 2.5 * usualCadence }),
    part: fc.integer({ min: 1, max: 999 }),
    slope: fc.integer({ min: -3, max: 3 }),
  })
  fc.assert(
    fc.property(line, ({ from, seconds, part, slope }) => {
      const sampleAfter = (after: number) =>
        aSample('0:00', { at: midnight + from + after, viewers: 5_000 + slope * after })
      const after = Math.max(1, Math.floor((seconds * part) / 1_000))
      const first = sampleAfter(0)
      const last = sampleAfter(seconds)
      const few = sumUp(aCensus([aBroadcast({ samples: [first, last] })]))
      const many = sumUp(aCensus([aBroadcast({ samples: [first, sampleAfter(after), last] })]))
      const { broadcasts, segments } = few
      const oneMore = <Row extends Sums>(rows: readonly Row[]) =>
        rows.map(row => ({ ...row, samples: row.samples + 1 }))
      const expected = { broadcasts: oneMore(broadcasts), segments: oneMore(segments) }
      assert.deepEqual(differencesOf({ ...many, ...expected }, many), [])
      const areas = (rows: readonly Sums[]) => rows.map(row => row.halfViewerSeconds)
      assert.deepEqual(areas(many.channelDays), areas(few.channelDays))
      assert.deepEqual(areas(many.rollups), areas(few.rollups))
    }),
  )
})
