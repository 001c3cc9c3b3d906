import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readConfig } from '../../config.ts'
import { examineFaults, examineSettings } from './settings.ts'

const twitch = { TWITCH_CLIENT_ID: 'id', TWITCH_CLIENT_SECRET: 'secret' }

/** What is said of a check, with its verdict. */
function said(environment: Record<string, string>, check: string): string[] {
  return examineSettings(readConfig(environment))
    .filter(finding => finding.check === check)
    .map(({ verdict, text, advice = '' }) => `${verdict}: ${text} ${advice}`.trim())
}

test('platforms without keys are notes that name the keys', () => {
  assert.deepEqual(said(twitch, 'twitch'), ['right: set up'])
  assert.deepEqual(said(twitch, 'youtube'), ['note: not set up To sweep it, set YOUTUBE_API_KEY.'])
  assert.deepEqual(said(twitch, 'platforms'), [])
})

test('keys that PLATFORMS leaves out are told', () => {
  const environment = { ...twitch, YOUTUBE_API_KEY: 'key', PLATFORMS: 'twitch' }
  assert.deepEqual(said(environment, 'youtube'), ['note: has keys, but PLATFORMS leaves it out'])
})

test('an address that is not the platform’s own is told', () => {
  const environment = { ...twitch, TWITCH_API_URL: 'http://127.0.0.1:8100/twitch/helix' }
  assert.deepEqual(said(environment, 'twitch'), [
    'right: set up, at http://127.0.0.1:8100/twitch/helix by TWITCH_API_URL',
  ])
})

test('without any keys it is said that the demo is shown', () => {
  assert.match(said({}, 'platforms')[0] ?? '', /^doubtful: No platform has keys.*the demo/)
})

test('without searches YouTube finds nothing', () => {
  const environment = { YOUTUBE_API_KEY: 'key', YOUTUBE_SEARCHES_PER_DAY: '0' }
  assert.match(said(environment, 'youtube')[1] ?? '', /^doubtful: YOUTUBE_SEARCHES_PER_DAY is 0/)
})

test('faults are a line each, and no secret is told', () => {
  const faults = examineFaults(['PORT must be …', 'KICK_CLIENT_ID …']).filter(
    ({ verdict }) => verdict === 'wrong',
  )
  assert.deepEqual(
    faults.map(({ text }) => text),
    ['PORT must be …', 'KICK_CLIENT_ID …'],
  )
  const told = JSON.stringify(examineSettings(readConfig({ ...twitch, YOUTUBE_API_KEY: 'hidden' })))
  assert.doesNotMatch(told, /secret|hidden/)
})
