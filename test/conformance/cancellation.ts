// A signal ends every call at once, in whatever it waits for, with its own reason, and leaves
// nothing behind. node:test itself fails a test that leaves a rejection unhandled.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { AppError } from '../../src/domain/error.ts'
import { createDrivenClock } from '../driven-clock.ts'
import { aContext, type Questions, type Stage, type StageFault, setUp, start } from './stage.ts'

const reason = { why: 'shutting down' }

/** What holds for the end of every platform's calls. */
export function conformCancellation<Client>(
  stage: Stage<Client, unknown>,
  { readFirst, allOf, hasToken }: Questions<Client>,
): void {
  const named = (title: string) => `${stage.name}: ${title}`

  test(named('an aborted signal sends nothing, whatever is asked'), async t => {
    for (const reason of [{ why: 'enough' }, new AppError('unavailable', 'Shutting down.')]) {
      const { client, fake } = await setUp(t, stage)
      const context = aContext(AbortSignal.abort(reason))
      for (const ask of allOf(client)) await endsWith(ask(context), reason)
      assert.deepEqual([context.tally.requests, fake.requests.length], [0, 0])
    }
  })

  const token: readonly Wait[] = [
    ['the wait for a token', met => ({ at: 'token', kind: 'gate', gate: held(met) }), 0],
  ]
  const connected: readonly Wait[] = [
    ...(hasToken ? token : []),
    ['the wait for an answer', met => ({ at: 1, kind: 'gate', gate: held(met) }), 1],
    ['the wait for the rest of an answer', met => ({ at: 1, kind: 'stall', met }), 1],
  ]
  for (const [what, faultOf, requests] of connected)
    test(named(`an abort ends ${what} and its connection`), async t => {
      const reached = Promise.withResolvers<{ gone: Promise<unknown> }>()
      const { client, context, fake } = await setUp(t, stage, {
        faults: [faultOf(gone => reached.resolve({ gone }))],
      })
      const abort = new AbortController()
      const ends = readFirst(client, { ...context, signal: abort.signal })
      const { gone } = await reached.promise
      abort.abort(reason)
      await endsWith(ends, reason)
      await gone
      assert.equal(fake.underWay(), 0)
      assert.deepEqual(context.tally, { requests, retries: 0 })
      await readFirst(client, aContext())
    })

  test(named('an abort ends the pause between two tries'), async t => {
    const clock = createDrivenClock(start)
    const { client, context, fake } = await setUp(t, stage, {
      faults: [{ at: 1, kind: 'answer', status: 500 }],
      client: { clock },
    })
    const abort = new AbortController()
    const ends = readFirst(client, { ...context, signal: abort.signal })
    await clock.whenAsleep(1)
    abort.abort(reason)
    await endsWith(ends, reason)
    assert.deepEqual([context.tally.requests, fake.underWay()], [1, 0])
    await readFirst(client, aContext())
  })

  test(named('an abort ends the wait for the rate limit, of those in the queue too'), async t => {
    const clock = createDrivenClock(start)
    const { client, fake } = await setUp(t, stage, {
      faults: [{ at: 1, kind: 'answer', status: 429, headers: { 'Retry-After': '60' } }],
      client: { clock },
    })
    const [abortFirst, abortOthers] = [new AbortController(), new AbortController()]
    const refused = readFirst(client, aContext())
    await clock.whenAsleep(1)
    const first = readFirst(client, aContext(abortFirst.signal))
    await clock.whenAsleep(2)
    const context = aContext(abortOthers.signal)
    const others = allOf(client).map(ask => ask(context))
    // By then they have their token and stand in the queue.
    await setImmediate()
    abortOthers.abort(reason)
    await Promise.all(others.map(ends => endsWith(ends, reason)))
    abortFirst.abort(reason)
    await endsWith(first, reason)
    assert.deepEqual([context.tally.requests, fake.underWay()], [0, 0])
    await clock.drive(refused)
  })

  if (!hasToken) return
  test(named('one caller who gives up fails nobody else'), async t => {
    const gate = Promise.withResolvers<void>()
    const { asked, client } = await setUp(t, stage, {
      faults: [{ at: 'token', kind: 'gate', gate: () => gate.promise }],
    })
    const abort = new AbortController()
    const first = readFirst(client, aContext(abort.signal))
    const second = readFirst(client, aContext())
    abort.abort(reason)
    await endsWith(first, reason)
    gate.resolve()
    await second
    assert.deepEqual([asked('token').length, asked('page').length], [1, 1])
  })
}

/** What is waited for, what makes it last, and how many requests are counted by then. */
type Wait = readonly [string, (met: Met) => StageFault, number]

type Met = (gone: Promise<unknown>) => void

/** A gate that opens only when the connection has been given up. */
function held(met: Met): (gone: Promise<unknown>) => Promise<unknown> {
  return gone => {
    met(gone)
    return gone
  }
}

/** Holds that a call rejects with this very reason, and that nothing comes after it. */
async function endsWith(ends: Promise<unknown>, reason: unknown): Promise<void> {
  await assert.rejects(ends, error => error === reason)
  await setImmediate()
}
