import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PlatformSweeps } from '../../store/sweeps.ts'
import type { Verdict } from './report.ts'
import { examineSweeps } from './sweeps.ts'

const now = Date.UTC(2026, 10, 22, 18, 2) / 1_000

type Newest = NonNullable<PlatformSweeps['newest']>

function sweepsOf(given: Partial<Newest>): PlatformSweeps[] {
  const newest: Newest = {
    id: 1,
    slot: now - 120,
    collectedAt: now - 120,
    status: 'complete',
    reason: null,
    error: null,
    scope: 'all',
    streams: 1_000,
    durationMs: 900,
    cadence: 300,
    ...given,
  }
  return [{ platform: 'twitch', completeAt: null, readAt: null, newest }]
}

const cases: { title: string; newest: Partial<Newest>; verdict: Verdict; advice?: RegExp }[] = [
  { title: 'complete and young', newest: {}, verdict: 'right' },
  {
    title: 'older than 2.5 cadences',
    newest: { collectedAt: now - 751 },
    verdict: 'doubtful',
    advice: /Nobody sweeps it now/,
  },
  {
    title: 'old and hourly',
    newest: { collectedAt: now - 751, cadence: 3_600 },
    verdict: 'right',
  },
  {
    title: 'partial',
    newest: { status: 'partial', reason: 'quota' },
    verdict: 'doubtful',
    advice: /^The reason is quota\.$/,
  },
  {
    title: 'failed',
    newest: { status: 'failed', reason: 'unauthorized', error: 'Twitch refuses the secret.' },
    verdict: 'wrong',
    advice: /^Twitch refuses the secret\.$/,
  },
]
for (const { title, newest, verdict, advice } of cases)
  test(`a platform whose newest sweep is ${title} is ${verdict}`, () => {
    const sweeps = sweepsOf(newest)
    const [finding] = examineSweeps({ now, sweptPlatforms: ['twitch'], sweeps, counts: [] })
    assert.equal(finding?.verdict, verdict)
    assert.match(finding?.advice ?? '', advice ?? /^$/)
  })

test('the sweeps of the last day are counted by how they went', () => {
  const counts = [
    { platform: 'twitch', status: 'complete', sweeps: 280 },
    { platform: 'twitch', status: 'failed', sweeps: 3 },
    { platform: 'kick', status: 'partial', sweeps: 9 },
  ] as const
  const given = { now, sweptPlatforms: ['twitch'], sweeps: sweepsOf({}), counts } as const
  assert.equal(
    examineSweeps(given)[0]?.text,
    'newest complete, 2 minutes old, 1000 streams; last day: 280 complete, 0 partial, 3 failed',
  )
})

test('a platform that is not set up, and one that was never swept, are only notes', () => {
  const sweeps = sweepsOf({ status: 'failed' })
  const findings = examineSweeps({ now, sweptPlatforms: ['kick'], sweeps, counts: [] })
  assert.deepEqual(
    findings.map(({ check, verdict }) => [check, verdict]),
    [
      ['twitch', 'note'],
      ['kick', 'note'],
    ],
  )
})
