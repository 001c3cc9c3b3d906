import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeDuration } from './duration-text.ts'

const cases: [seconds: number, text: string][] = [
  [0, '0 seconds'],
  [1, '1 second'],
  [119, '119 seconds'],
  [120, '2 minutes'],
  [7_199, '119 minutes'],
  [7_200, '2 hours'],
  [172_799, '47 hours'],
  [172_800, '2 days'],
]
for (const [seconds, text] of cases)
  test(`${seconds} s are ${text}`, () => assert.equal(describeDuration(seconds), text))
