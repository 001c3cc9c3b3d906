import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '../../domain/error.ts'
import { examineKeys, type KeyCheck, skipKeys } from './keys.ts'

const never = new AbortController().signal
const failing = (error: Error): KeyCheck => ({
  platform: 'twitch',
  ask: () => Promise.reject(error),
})

test('platforms are asked side by side, and one that fails does not hide the others', async () => {
  const findings = await examineKeys(
    [
      failing(new AppError('unauthorized', 'Twitch refuses the client secret.')),
      { platform: 'kick', ask: () => Promise.resolve() },
      {
        ...failing(new AppError('rate_limited', "YouTube's searches are spent.")),
        platform: 'youtube',
      },
    ],
    never,
  )
  assert.deepEqual(findings, [
    { check: 'twitch', verdict: 'wrong', text: 'Twitch refuses the client secret.' },
    { check: 'kick', verdict: 'right', text: 'answers and takes the keys' },
    { check: 'youtube', verdict: 'doubtful', text: "YouTube's searches are spent." },
  ])
})

test('who is told to stop stops, and makes no finding of it', async () => {
  const stopping = new AbortController()
  const asked = examineKeys(
    [{ platform: 'kick', ask: () => new Promise(() => {}) }],
    stopping.signal,
  )
  const reason = new Error('stop')
  stopping.abort(reason)
  await assert.rejects(asked, reason)
})

test('a mistake of ours is none of the platform', async () => {
  await assert.rejects(examineKeys([failing(new TypeError('oops'))], never), TypeError)
})

test('what is not asked says why', () => {
  assert.deepEqual(skipKeys(['kick'], '--offline'), [
    { check: 'kick', verdict: 'note', text: 'not asked: --offline' },
  ])
})
