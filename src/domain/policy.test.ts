import assert from 'node:assert/strict'
import { test } from 'node:test'
import { platforms } from './platform.ts'
import {
  createPolicies,
  keepingPolicy,
  openPolicies,
  type PlatformPolicy,
  usualPolicyOf,
} from './policy.ts'

const usual = createPolicies({ youtubeDerivedMetrics: false })
const amended = createPolicies({ youtubeDerivedMetrics: true })

test('without an agreement YouTube keeps thirty days, sums up nothing and derives nothing', () => {
  const expected: PlatformPolicy = {
    maxStatDays: 30,
    maxDataDays: 30,
    allowAggregates: false,
    allowDerived: false,
    archive: false,
    attribution: 'YouTube',
  }
  assert.deepEqual(usual('youtube'), expected)
  assert.deepEqual(usualPolicyOf('youtube'), expected)
})

test('with the amendment sums and metrics may be worked out; nothing is kept for longer', () =>
  assert.deepEqual(amended('youtube'), {
    ...usualPolicyOf('youtube'),
    allowAggregates: true,
    allowDerived: true,
  }))

test('the other platforms keep everything, whatever was agreed on with YouTube', () => {
  for (const platform of platforms.filter(name => name !== 'youtube'))
    for (const policyOf of [usual, amended, usualPolicyOf])
      assert.deepEqual(policyOf(platform), keepingPolicy, platform)
})

test('an invented world has no terms', () => {
  for (const platform of platforms) assert.deepEqual(openPolicies(platform), keepingPolicy)
})

test('no policy can be changed where it is read', () => {
  for (const platform of platforms)
    for (const policyOf of [usual, amended, openPolicies])
      assert.ok(Object.isFrozen(policyOf(platform)), platform)
})
