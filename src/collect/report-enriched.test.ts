import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '../domain/error.ts'
import { createLog } from '../lib/log.ts'
import type { Enriched } from './enrich.ts'
import { reportEnriched, reportNotEnriched, reportRefused } from './report-enriched.ts'
import type { TrackedEnriched } from './tracked/enrich.ts'

/** A log and what went into it. */
function aLog() {
  const lines: Record<string, unknown>[] = []
  const stream = { write: (line: string) => lines.push(JSON.parse(line)) }
  const log = createLog({ level: 'info', name: 'test', isTerminal: false, stream })
  return { log, lines }
}

function aRound(known: Partial<TrackedEnriched> = {}): Enriched {
  return {
    lookedUp: 0,
    ended: 0,
    categories: 0,
    profiles: 0,
    followers: 0,
    requests: 0,
    retries: 0,
    failure: null,
    ...known,
  }
}

const failure = new AppError('unavailable', 'Twitch answered 503 to 3 of 3 tries.')

const rounds: { title: string; round: Partial<TrackedEnriched>; level?: string; msg?: string }[] = [
  {
    title: 'a round is told in one line',
    round: { profiles: 1_200, followers: 300, categories: 480, requests: 320 },
    msg: 'twitch: 1,200 profiles, 300 followers, 480 categories read in 320 requests',
  },
  {
    title: 'look-ups are told with what has ended',
    round: { lookedUp: 2_000, ended: 12, requests: 20 },
    msg: 'twitch: 2,000 look-ups (12 ended) read in 20 requests',
  },
  {
    title: 'uploads are told with what was found in them',
    round: { uploads: 40, found: 7, requests: 40 },
    msg: 'twitch: uploads of 40 channels (7 streams found) read in 40 requests',
  },
  {
    title: 'a round that was answered with nothing says so',
    round: { requests: 3 },
    msg: 'twitch: nothing read in 3 requests',
  },
  { title: 'a round that had nothing to ask is not told', round: {} },
  {
    title: 'a failure is told with what was read before',
    round: { profiles: 100, requests: 4, failure },
    level: 'warn',
    msg: 'twitch: 100 profiles read in 4 requests, then it broke off. Twitch answered 503 to 3 of 3 tries.',
  },
  {
    title: 'a failure before any request is told',
    round: { failure },
    level: 'warn',
    msg: 'twitch: nothing read between sweeps. Twitch answered 503 to 3 of 3 tries.',
  },
]

for (const { title, round, level = 'info', msg } of rounds)
  test(title, () => {
    const { log, lines } = aLog()
    reportEnriched(log, 'twitch', aRound(round))
    assert.deepEqual(
      lines.map(line => [line.level, line.msg]),
      msg === undefined ? [] : [[level, msg]],
    )
  })

test('the line of a round has its figures as fields', () => {
  const { log, lines } = aLog()
  reportEnriched(log, 'kick', aRound({ lookedUp: 5, ended: 2, requests: 1, retries: 3 }))
  const { level, time, name, msg, ...fields } = lines[0] ?? {}
  assert.deepEqual(fields, {
    platform: 'kick',
    looked_up: 5,
    ended: 2,
    categories: 0,
    profiles: 0,
    followers: 0,
    requests: 1,
    retries: 3,
  })
})

test('what is refused is told with what it leaves out', () => {
  const { log, lines } = aLog()
  reportRefused(log, 'twitch', 'followers', new AppError('unauthorized', 'Twitch answered 401.'))
  assert.deepEqual(
    lines.map(line => [line.level, line.msg, line.code]),
    [['warn', 'twitch: no followers for six hours. Twitch answered 401.', 'unauthorized']],
  )
})

test('an error that no round expects is told as one', () => {
  const { log, lines } = aLog()
  reportNotEnriched(log, 'twitch', new TypeError('x is not a function'))
  assert.deepEqual(
    lines.map(line => [line.level, line.msg]),
    [['error', 'twitch: what is read between sweeps broke off']],
  )
})
