import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createManualClock } from '../lib/manual-clock.ts'
import { createQuotaBuckets, type QuotaBucket } from './youtube-quota.ts'

const size = { search: 3, units: 7 }
const minutes = 60_000

/** The day as clocks in California show it. */
const dayOf = (ms: number) =>
  new Date(ms).toLocaleDateString('en-US', { timeZone: 'America/Los_Angeles' })

test('on each Pacific day just as much is granted as there is', () => {
  const steps = fc.array(
    fc.record({
      bucket: fc.constantFrom<QuotaBucket>('search', 'units'),
      waitMs: fc.integer({ min: 0, max: 240 * minutes }),
    }),
    { maxLength: 200 },
  )
  // From before one change of the clocks, or the other.
  const starts = fc.constantFrom('2026-03-06T12:00:00Z', '2026-10-30T12:00:00Z')
  fc.assert(
    fc.property(starts, steps, (start, asked) => {
      const clock = createManualClock(Date.parse(start))
      const buckets = createQuotaBuckets(size, clock)
      const taken = new Map<string, number>()
      for (const { bucket, waitMs } of asked) {
        clock.advance(waitMs)
        const place = `${bucket} ${dayOf(clock.now())}`
        const before = taken.get(place) ?? 0
        const isGranted = buckets.take(bucket)
        assert.equal(isGranted, before < size[bucket])
        if (isGranted) taken.set(place, before + 1)
      }
    }),
  )
})
