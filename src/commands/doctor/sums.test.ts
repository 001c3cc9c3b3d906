import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pino } from 'pino'
import { createTestDatabase } from '../../../test/postgres.ts'
import { aSweep, recordSweepRow } from '../../../test/serve-live-rows.ts'
import { readConfig } from '../../config.ts'
import { openPolicies, usualPolicyOf } from '../../domain/policy.ts'
import { createManualClock } from '../../lib/manual-clock.ts'
import { createShutdown } from '../../lib/shutdown.ts'
import { examineAll } from './doctor.ts'
import { examineSums } from './sums.ts'

test('a platform with days that have no sums is doubtful, and what to do is told', () => {
  const findings = examineSums({
    recorded: ['twitch', 'kick'],
    unbooked: ['kick'],
    policyOf: usualPolicyOf,
  })
  assert.deepEqual(
    findings.map(({ check, verdict }) => [check, verdict]),
    [
      ['twitch', 'right'],
      ['kick', 'doubtful'],
    ],
  )
  assert.match(findings[1]?.advice ?? '', /^Run `rederive kick` once\./)
})

test('where terms forbid sums none are missing', () => {
  const facts = { recorded: ['youtube'], unbooked: ['youtube'] } as const
  assert.equal(examineSums({ ...facts, policyOf: usualPolicyOf })[0]?.verdict, 'note')
  assert.equal(examineSums({ ...facts, policyOf: openPolicies })[0]?.verdict, 'doubtful')
})

test('doctor finds them in the database, platform by platform', async () => {
  const { sql, url } = await createTestDatabase()
  for (const platform of ['twitch', 'kick', 'youtube'] as const)
    await recordSweepRow(sql, aSweep({ platform }))
  await sql`update platforms set is_booked = false where platform <> 'kick'`
  const config = readConfig({
    DATABASE_URL: url,
    PORT: '0',
    TWITCH_CLIENT_ID: 'id',
    TWITCH_CLIENT_SECRET: 'secret',
  })
  const shutdown = createShutdown({ source: process, now: () => 0, hasParent: false })
  const command = { name: 'doctor', config, log: pino({ level: 'silent' }), shutdown }
  const sections = await examineAll(command, createManualClock(0), () => null)
  shutdown.dispose()
  const sums = sections.find(({ name }) => name === 'sums')
  assert.deepEqual(
    sums?.findings.map(({ check, verdict }) => [check, verdict]),
    [
      ['twitch', 'doubtful'],
      ['kick', 'right'],
      ['youtube', 'note'],
    ],
  )
})
