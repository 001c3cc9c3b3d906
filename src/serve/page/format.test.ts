import assert from 'node:assert/strict'
import { test } from 'node:test'
import { importPageModule } from '../../../test/page-modules.ts'

const { ago, clockTime, compact, countdown, duration, exact, exactTimes, percent } =
  await importPageModule<{
    ago(at: number, now: number): string
    clockTime(at: number, now: number, zone?: string): string
    compact(value: number): string
    countdown(seconds: number): string
    duration(seconds: number): string
    exact(value: number): string
    exactTimes(at: number, zone?: string): string
    percent(part: number, whole: number): string
  }>('format.js')

/** Numbers and units stand together; here a plain space is easier to read. */
const plain = (text: string) => text.replaceAll('\u00a0', ' ')

const numbers: [value: number, short: string, whole: string][] = [
  [0, '0', '0'],
  [7, '7', '7'],
  [999, '999', '999'],
  [1_000, '1.00 K', '1,000'],
  [4_150, '4.15 K', '4,150'],
  [48_213, '48.2 K', '48,213'],
  [482_130, '482 K', '482,130'],
  [999_499, '999 K', '999,499'],
  [999_500, '1.00 M', '999,500'],
  [2_314_870, '2.31 M', '2,314,870'],
  [1_000_000_000, '1.00 B', '1,000,000,000'],
  [5_000_000_000_000, '5000 B', '5,000,000,000,000'],
]

for (const [value, short, whole] of numbers)
  test(`${value} is ${short} in short and ${whole} in full`, () => {
    assert.equal(plain(compact(value)), short)
    assert.equal(exact(value), whole)
  })

test('a share is never 0 % of something nor 100 % of less than all', () => {
  const shares: [part: number, whole: number, text: string][] = [
    [0, 10, '0 %'],
    [1, 1_000, '<1 %'],
    [1, 3, '33 %'],
    [999, 1_000, '>99 %'],
    [10, 10, '100 %'],
    [0, 0, '0 %'],
  ]
  for (const [part, whole, text] of shares) assert.equal(plain(percent(part, whole)), text)
})

test('a stretch of time is said in its one or two largest units', () => {
  const stretches: [seconds: number, text: string][] = [
    [-3, '0 s'],
    [59, '59 s'],
    [60, '1 min'],
    [3_599, '59 min'],
    [3_600, '1 h'],
    [3_600 + 300, '1 h 5 min'],
    [35_999, '9 h 59 min'],
    [36_000 + 1_200, '10 h'],
    [172_799, '47 h'],
    [172_800, '2 d'],
  ]
  for (const [seconds, text] of stretches) assert.equal(duration(seconds), text)
  assert.equal(ago(1_000, 1_059), 'just now')
  assert.equal(ago(1_000, 1_720), '12 min ago')
  assert.equal(ago(1_000, 900), 'just now', 'a clock that is behind says nothing odd')
})

test('what is left is counted down in minutes and seconds', () => {
  const left: [seconds: number, text: string][] = [
    [-5, '0:00'],
    [5, '0:05'],
    [192, '3:12'],
    [3_723, '1:02:03'],
  ]
  for (const [seconds, text] of left) assert.equal(countdown(seconds), text)
})

test('a time has its day where that is not today, as the zone has it', () => {
  const now = Date.UTC(2026, 10, 22, 19, 5) / 1_000
  assert.equal(clockTime(now, now, 'UTC'), '19:05')
  assert.equal(clockTime(now, now, 'Europe/Berlin'), '20:05')
  assert.equal(clockTime(Date.UTC(2025, 10, 17, 14, 30) / 1_000, now, 'UTC'), 'Mon 17 Nov 14:30')
  assert.equal(clockTime(now - 5 * 3_600, now, 'Asia/Tokyo'), 'Sun 22 Nov 23:05')
  assert.equal(exactTimes(now, 'UTC').split('\n')[1], '2026-11-22 19:05:00 UTC')
  assert.match(exactTimes(now, 'Europe/Berlin'), /^2026-11-22 20:05:00 \S+\n/)
})
