// A platform's wish for patience is honoured by all callers, and its rate limit is kept.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PlatformClient } from '../../src/platforms/client.ts'
import { createDrivenClock } from '../driven-clock.ts'
import { aContext, errorOf, type Questions, type Stage, setUp, start } from './stage.ts'

const refusal = { at: 1, kind: 'answer', status: 429 } as const

/** What holds for the rate limit of every platform. */
export function conformPatience<Client extends Pick<PlatformClient, 'budget'>>(
  stage: Stage<Client, unknown>,
  { readFirst, lookUp }: Questions<Client>,
): void {
  const named = (title: string) => `${stage.name}: ${title}`

  test(named('429 waits as Retry-After says, two minutes at most'), async t => {
    for (const [told, waitedMs] of [
      ['9', 9_000],
      [new Date(start + 5_000).toUTCString(), 5_000],
      ['3600', 120_000],
    ] as const) {
      const { client, clock, context } = await setUp(t, stage, {
        faults: [{ ...refusal, headers: { ...quiet, 'Retry-After': told } }],
      })
      await readFirst(client, context)
      assert.equal(clock.now() - start, waitedMs, told)
      assert.deepEqual(context.tally, { requests: 2, retries: 1 })
    }
  })

  test(named('429 that tells no time is waited out by pauses'), async t => {
    for (const headers of [quiet, { ...quiet, 'Retry-After': 'soon' }]) {
      const { client, clock, context } = await setUp(t, stage, {
        faults: [{ ...refusal, headers, times: 2 }],
      })
      await readFirst(client, context)
      assert.equal(clock.sleeps.length, 2)
      assert.ok(clock.sleeps.every(ms => ms > 0 && ms <= 5_000))
    }
  })

  test(named('429 to every try is rate_limited with the time to wait'), async t => {
    const tries = stage.triesWhenLimited
    const { asked, client, clock, context } = await setUp(t, stage, {
      faults: [{ ...refusal, headers: { ...quiet, 'Retry-After': '9' }, times: tries }],
    })
    const error = await errorOf(readFirst(client, context))
    assert.equal(error.code, 'rate_limited')
    assert.equal(error.message, `${stage.name} answered 429 to ${tries} of ${tries} tries.`)
    assert.equal(error.retryAfterMs, 9_000)
    assert.equal(asked('page').length, tries)
    assert.equal(clock.sleeps.length, tries - 1)
    assert.ok(clock.sleeps.every(ms => ms >= 9_000))
  })

  test(named('all callers wait while one was asked for patience'), async t => {
    const clock = createDrivenClock(start)
    const { asked, client, fake } = await setUp(t, stage, {
      faults: [{ ...refusal, headers: { ...quiet, 'Retry-After': '7' } }],
      client: { clock },
    })
    const refused = readFirst(client, aContext())
    await clock.whenAsleep(1)
    const others = [readFirst(client, aContext()), lookUp(client, aContext())]
    await clock.drive(Promise.all([refused, ...others]))
    const later = fake.requests.filter(({ to }) => to !== 'token').slice(1)
    assert.deepEqual([asked('page').length, asked('channels').length], [3, 1])
    for (const { atMs, status } of later) {
      assert.ok(atMs >= start + 7_000, `${atMs - start} ms`)
      assert.equal(status, 200)
    }
  })

  test(named('many callers at once never spend more than is granted'), async t => {
    const clock = createDrivenClock(start)
    const { asked, client, fake } = await setUp(t, stage, { rateLimit: 60, client: { clock } })
    const callers = Array.from({ length: 30 }, async () => {
      for (let call = 0; call < 8; call += 1) await readFirst(client, aContext())
    })
    await clock.drive(Promise.all(callers))
    assert.equal(asked('page').length, 240)
    assert.ok(fake.requests.every(({ status }) => status === 200))
    // 60 points are there at first, 60 come every minute.
    const minutes = (clock.now() - start) / 60_000
    assert.ok(minutes >= 2.5 && minutes <= 6, `240 requests took ${minutes} minutes`)
  })

  test(named('the budget is what the platform grants less what was sent'), async t => {
    const { client, clock, context } = await setUp(t, stage, { rateLimit: 60 })
    const unasked = client.budget()
    assert.ok(unasked === null || (unasked.limit === 60 && unasked.left === 60))
    for (let sent = 1; sent <= 5; sent += 1) {
      await readFirst(client, context)
      assert.deepEqual(client.budget(), { limit: 60, left: 60 - sent })
    }
    clock.advance(60_000)
    assert.deepEqual(client.budget(), { limit: 60, left: 60 })
  })

  test(named('there is no budget while the platform asks for patience'), async t => {
    const clock = createDrivenClock(start)
    const { client, context } = await setUp(t, stage, {
      faults: [{ ...refusal, headers: { 'Retry-After': '30' } }],
      client: { clock },
    })
    const refused = readFirst(client, context)
    await clock.whenAsleep(1)
    assert.equal(client.budget()?.left, 0)
    await clock.drive(refused)
    assert.notEqual(client.budget()?.left, 0)
  })
}

/** The platform's own headers on its limit, emptied: what is said beside them counts. */
const quiet = { 'Ratelimit-Reset': '', 'Ratelimit-Limit': '', 'Ratelimit-Remaining': '' }
