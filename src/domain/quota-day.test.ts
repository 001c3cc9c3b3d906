import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { endOfQuotaDay, quotaDayOf } from './quota-day.ts'

const pacific = 'America/Los_Angeles'
const at = (time: string) => Date.parse(time) / 1_000

const cases: { moment: string; day: string; end: string }[] = [
  { moment: '2026-11-23T02:00:00Z', day: '2026-11-22', end: '2026-11-23T08:00:00Z' },
  { moment: '2026-11-23T07:59:59Z', day: '2026-11-22', end: '2026-11-23T08:00:00Z' },
  { moment: '2026-11-23T08:00:00Z', day: '2026-11-23', end: '2026-11-24T08:00:00Z' },
  { moment: '2026-07-01T07:00:00Z', day: '2026-07-01', end: '2026-07-02T07:00:00Z' },
  // Clocks go forward on 2026-03-08: 23 hours; and back on 2026-11-01: 25 hours.
  { moment: '2026-03-08T08:00:00Z', day: '2026-03-08', end: '2026-03-09T07:00:00Z' },
  { moment: '2026-03-08T20:00:00Z', day: '2026-03-08', end: '2026-03-09T07:00:00Z' },
  { moment: '2026-11-01T07:00:00Z', day: '2026-11-01', end: '2026-11-02T08:00:00Z' },
  { moment: '2026-11-01T23:59:59Z', day: '2026-11-01', end: '2026-11-02T08:00:00Z' },
]
for (const { moment, day, end } of cases)
  test(`${moment} is of the Pacific day ${day}, which ends at ${end}`, () => {
    assert.equal(quotaDayOf(at(moment), pacific), day)
    assert.equal(endOfQuotaDay(at(moment), pacific), at(end))
  })

test('every moment of years is within one day of 23 to 25 hours', () =>
  fc.assert(
    fc.property(
      fc.integer({ min: at('2024-01-01T00:00:00Z'), max: at('2034-01-01T00:00:00Z') }),
      fc.constantFrom(pacific, 'UTC', 'Asia/Kathmandu', 'Pacific/Auckland'),
      (moment, zone) => {
        const end = endOfQuotaDay(moment, zone)
        assert.ok(end > moment && end - moment <= 25 * 3_600)
        const length = endOfQuotaDay(end, zone) - end
        assert.ok([23, 24, 25].includes(length / 3_600))
      },
    ),
  ))
