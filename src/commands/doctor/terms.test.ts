import assert from 'node:assert/strict'
import { test } from 'node:test'
import { usualYoutubeSizes, youtubeTimeZone } from '../../domain/daily-quota.ts'
import { createPolicies, usualPolicyOf } from '../../domain/policy.ts'
import { type BucketSpending, quotaStandingOf } from '../../domain/quota-standing.ts'
import { followableStreams } from '../../domain/tiers.ts'
import { examineQuota, examineTerms } from './terms.ts'

const now = Date.UTC(2026, 10, 22, 18, 2) / 1_000
const quota = { timeZone: youtubeTimeZone, sizes: usualYoutubeSizes }

function examine(spending: readonly BucketSpending[], isKnown = true) {
  return examineQuota('youtube', quotaStandingOf(quota, spending, now), now, isKnown)
}

test('a quota tells what is left, when it is whole again, and how many streams it follows', () => {
  const findings = examine([{ bucket: 'search', spent: 37, closedAt: null }])
  const [search, units, reset, follows] = findings.map(({ text }) => text)
  assert.equal(search, '63 of 100 searches left today, 37 spent')
  assert.equal(units, '10000 of 10000 units left today, 0 spent')
  assert.match(reset ?? '', /^whole again in 13 hours, at 2026-11-23T08:00:00Z \(2026-11-23 .+\)$/)
  assert.equal(follows, `a key of this size can follow ${followableStreams(10_000)} live streams`)
  assert.deepEqual(findings[0]?.facts, {
    bucket: 'search',
    size: 100,
    spent: 37,
    left: 63,
    closed_at: null,
  })
})

test('a bucket that is spent or closed is doubtful until it is whole again', () => {
  const [search, units] = examine([
    { bucket: 'search', spent: 100, closedAt: null },
    { bucket: 'default', spent: 10, closedAt: now - 120 },
  ])
  assert.deepEqual([search?.verdict, units?.verdict], ['doubtful', 'doubtful'])
  assert.equal(
    units?.text,
    '0 of 10000 units left today, 10 spent, closed by the platform at 2026-11-22T18:00:00Z',
  )
})

test('without the database no number is made up', () => {
  const texts = examine([], false).map(({ text }) => text)
  assert.equal(texts[0], 'how much is left is not known without the database')
  assert.ok(!texts.some(text => text.includes('left today')))
})

test('terms are a line each, with what an operator should have read', () => {
  const [twitch, kick, youtube] = examineTerms(['twitch', 'kick', 'youtube'], usualPolicyOf)
  assert.match(twitch?.text ?? '', /^numbers are kept for ever, all else for ever; sums over/)
  assert.match(twitch?.advice ?? '', /24-hour cache/)
  assert.equal(kick?.advice, undefined)
  assert.equal(
    youtube?.text,
    'numbers are kept for 30 days, all else for 30 days; no sums over channels; no derived metrics; named as YouTube',
  )
  assert.match(youtube?.advice ?? '', /YOUTUBE_DERIVED_METRICS_ACCEPTED=true/)
})

test('with the additional policies accepted YouTube may be summed up and worked on', () => {
  const [youtube] = examineTerms(['youtube'], createPolicies({ youtubeDerivedMetrics: true }))
  assert.match(youtube?.text ?? '', /; sums over channels; derived metrics; named as YouTube$/)
  assert.equal(youtube?.advice, undefined)
})
