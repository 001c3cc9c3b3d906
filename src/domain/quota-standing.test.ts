import assert from 'node:assert/strict'
import { test } from 'node:test'
import { usualYoutubeSizes, youtubeTimeZone } from './daily-quota.ts'
import { type BucketSpending, quotaStandingOf } from './quota-standing.ts'
import { followableStreams } from './tiers.ts'

const now = Date.UTC(2026, 10, 22, 18, 2) / 1_000
const quota = { timeZone: youtubeTimeZone, sizes: usualYoutubeSizes }

const cases: { title: string; spending: BucketSpending[]; left: [search: number, rest: number] }[] =
  [
    { title: 'nothing was taken', spending: [], left: [100, 10_000] },
    {
      title: 'some of each bucket was taken',
      spending: [
        { bucket: 'default', spent: 2_500, closedAt: null },
        { bucket: 'search', spent: 99, closedAt: null },
      ],
      left: [1, 7_500],
    },
    {
      title: 'the platform closed a bucket',
      spending: [{ bucket: 'search', spent: 40, closedAt: now - 60 }],
      left: [0, 10_000],
    },
    {
      title: 'more was taken than the size that is set now',
      spending: [{ bucket: 'search', spent: 300, closedAt: null }],
      left: [0, 10_000],
    },
    {
      title: 'there is a bucket that is no more',
      spending: [{ bucket: 'stats', spent: 7, closedAt: null }],
      left: [100, 10_000],
    },
  ]

for (const { title, spending, left } of cases)
  test(`where ${title}, ${left.join(' and ')} are left`, () => {
    const { buckets } = quotaStandingOf(quota, spending, now)
    assert.deepEqual(
      buckets.map(bucket => bucket.bucket),
      ['search', 'default'],
    )
    assert.deepEqual(
      buckets.map(bucket => bucket.left),
      left,
    )
  })

test('a bucket tells its size, what was taken and when it was closed', () => {
  const spending = [{ bucket: 'search', spent: 40, closedAt: now - 60 }]
  assert.deepEqual(quotaStandingOf(quota, spending, now).buckets[0], {
    bucket: 'search',
    size: 100,
    spent: 40,
    left: 0,
    closedAt: now - 60,
  })
})

test('all is whole again at midnight of the platform', () => {
  const { resetsAt } = quotaStandingOf(quota, [], now)
  assert.equal(resetsAt, Date.UTC(2026, 10, 23, 8) / 1_000)
})

test('how many streams it follows depends on its units alone', () => {
  const sizes = { search: 0, default: 50_000 }
  assert.equal(quotaStandingOf(quota, [], now).followsAtMost, followableStreams(10_000))
  assert.equal(
    quotaStandingOf({ ...quota, sizes }, [], now).followsAtMost,
    followableStreams(50_000),
  )
})
