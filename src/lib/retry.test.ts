import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createManualClock } from './manual-clock.ts'
import { type RetryOptions, retry } from './retry.ts'

const { signal } = new AbortController()
const always = () => ({ minWaitMs: 0 })

function options(parts: Partial<RetryOptions> = {}): RetryOptions {
  return { attempts: 3, clock: createManualClock(0), signal, random: () => 0.5, ...parts }
}

/** An attempt that fails with each of the given errors, then succeeds. */
function failing(...failures: readonly Error[]) {
  let tried = 0
  const attempt = async () => {
    const failure = failures[tried]
    tried += 1
    if (failure !== undefined) throw failure
    return `try ${tried}`
  }
  return { attempt, tried: () => tried }
}

test('an attempt that succeeds is made once and without a pause', async () => {
  const clock = createManualClock(0)
  const { attempt, tried } = failing()
  assert.equal(await retry(options({ clock }), attempt, always), 'try 1')
  assert.equal(tried(), 1)
  assert.deepEqual(clock.sleeps, [])
})

test('a failure is tried again until it succeeds', async () => {
  const { attempt } = failing(new Error('one'), new Error('two'))
  assert.equal(await retry(options(), attempt, always), 'try 3')
})

test('the tries end at their number, with the last failure as it is', async () => {
  const last = new Error('three')
  const { attempt, tried } = failing(new Error('one'), new Error('two'), last)
  await assert.rejects(retry(options(), attempt, always), error => error === last)
  assert.equal(tried(), 3)
})

test('a failure that trying again cannot mend ends the tries', async () => {
  const grave = new Error('grave')
  const { attempt, tried } = failing(new Error('slight'), grave)
  const judge = (failure: unknown) => (failure === grave ? null : always())
  await assert.rejects(retry(options(), attempt, judge), error => error === grave)
  assert.equal(tried(), 2)
})

test('the judge sees every failure, the last one too', async () => {
  const failures = [new Error('one'), new Error('two'), new Error('three')]
  const seen: unknown[] = []
  const judge = (failure: unknown) => {
    seen.push(failure)
    return always()
  }
  await assert.rejects(retry(options(), failing(...failures).attempt, judge))
  assert.deepEqual(seen, failures)
})

test('pauses are drawn between nothing and a bound that doubles up to its cap', async () => {
  for (const [random, pauses] of [
    [0, [0, 0, 0, 0, 0, 0, 0]],
    [0.5, [250, 500, 1_000, 2_000, 4_000, 8_000, 15_000]],
    [0.999_999, [499, 999, 1_999, 3_999, 7_999, 15_999, 29_999]],
  ] as const) {
    const clock = createManualClock(0)
    const { attempt } = failing(...Array.from({ length: 7 }, () => new Error('again')))
    await retry(options({ attempts: 8, clock, random: () => random }), attempt, always)
    assert.deepEqual(clock.sleeps, pauses)
  }
})

test('a pause is never shorter than the server asks, also beyond the cap', async () => {
  const clock = createManualClock(0)
  const waits = [100, 90_000]
  const { attempt } = failing(new Error('one'), new Error('two'))
  await retry(options({ clock }), attempt, () => ({ minWaitMs: waits.shift() ?? 0 }))
  assert.deepEqual(clock.sleeps, [250, 90_000])
})

test('an abort ends the tries with its own reason, during an attempt as during a pause', async () => {
  const reason = { why: 'shutting down' }
  const during = new AbortController()
  const attempt = async () => {
    during.abort(reason)
    throw new Error('the connection was closed')
  }
  const unasked = () => assert.fail('the failure was judged')
  const cut = retry(options({ signal: during.signal }), attempt, unasked)
  await assert.rejects(cut, error => error === reason)

  const pausing = new AbortController()
  const clock = {
    now: () => 0,
    sleep: async () => {
      pausing.abort(reason)
      throw pausing.signal.reason
    },
  }
  const ends = retry(
    options({ signal: pausing.signal, clock }),
    failing(new Error('one')).attempt,
    always,
  )
  await assert.rejects(ends, error => error === reason)
})
