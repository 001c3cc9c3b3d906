// How results are compared.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aBroadcast, aCensus, aSample, at } from './builders.ts'
import { every, type Group, type RollupSums } from './census.ts'
import { differencesOf } from './compare.ts'
import { sumUp } from './sum-up.ts'
import { nothing } from './tables.ts'

const result = sumUp(aCensus([aBroadcast({ samples: [aSample('12:00'), aSample('12:05')] })]))
const [day] = result.channelDays
const [broadcast] = result.broadcasts
assert(day !== undefined && broadcast !== undefined)

test('equal results have no differences, in any order', () => {
  assert.deepEqual(differencesOf(result, result), [])
  assert.deepEqual(differencesOf(result, { rollups: result.rollups.toReversed() }), [])
})

test('what is not told is not compared', () => {
  assert.deepEqual(differencesOf(result, {}), [])
  assert.deepEqual(differencesOf(result, { broadcasts: [{ broadcastId: 's1', gaps: 0 }] }), [])
})

test('each figure that differs is a sentence', () => {
  const broadcasts = [{ ...broadcast, halfViewerSeconds: 1n, peakAt: at('12:05') }]
  assert.deepEqual(differencesOf(result, { broadcasts }), [
    'Broadcast s1: halfViewerSeconds is 1 and should be 60000.',
    'Broadcast s1: peakAt is 2027-01-15T12:05:00Z and should be 2027-01-15T12:00:00Z.',
  ])
})

test('rows too few, too many and twice are told', () => {
  const extra = { ...day, channelId: 'c2' }
  assert.deepEqual(differencesOf(result, { channelDays: [extra] }), [
    'Channel c1 on 2027-01-15T00:00:00Z is missing.',
    'Channel c2 on 2027-01-15T00:00:00Z should not be there.',
  ])
  assert.deepEqual(differencesOf(result, { channelDays: [day, day] }), [
    'Channel c1 on 2027-01-15T00:00:00Z is there twice.',
  ])
})

test('a row of nothing is as good as no row', () => {
  const broadcasts = [broadcast, { ...nothing(), broadcastId: 's2' }]
  assert.deepEqual(differencesOf(result, { broadcasts }), [])
})

test('groups are told apart: none, one and all', () => {
  const groups: readonly Group[] = [every, null, 'chat']
  const extra = groups.map((category): RollupSums => {
    const key = { span: 'hour', from: at('13:00'), category, language: every } as const
    return { ...nothing(), ...key, gaps: 1 }
  })
  const rollups = [...result.rollups, ...extra]
  assert.deepEqual(differencesOf(result, { rollups }), [
    'The hour 2027-01-15T13:00:00Z of all categories and all languages should not be there.',
    'The hour 2027-01-15T13:00:00Z of no category and all languages should not be there.',
    'The hour 2027-01-15T13:00:00Z of category "chat" and all languages should not be there.',
  ])
})
