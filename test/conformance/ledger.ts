// Every request is booked before it is sent, each try anew; what is closed sends nothing, and what
// the platform calls empty is closed.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import type { QuotaBucket } from '../../src/domain/daily-quota.ts'
import type { QuotaCost } from '../../src/platforms/tracked-client.ts'
import { trackedAsks, trackedQuestions } from './questions.ts'
import { aContext, errorOf, setUp, type TrackedStage } from './stage.ts'

/** A ledger that books so many requests, all unless given, and writes down what it is asked. */
export function aLedger(most = Number.POSITIVE_INFINITY) {
  const spent: QuotaCost[] = []
  const exhausted: QuotaBucket[] = []
  return {
    spent,
    exhausted,
    spend: async (bucket: QuotaBucket, units: number) => {
      if (spent.length >= most) return false
      spent.push({ bucket, units })
      return true
    },
    onExhausted: async (bucket: QuotaBucket) => {
      exhausted.push(bucket)
    },
  }
}

/** What holds for the quota of every tracked platform. */
export function conformLedger(stage: TrackedStage): void {
  const named = (title: string) => `${stage.name}: ${title}`
  const { readFirst, lookUp, allOf } = trackedQuestions(stage)
  const trouble = { at: 1, kind: 'answer', status: 503 } as const

  test(named('every question costs what it says, of the bucket it says'), async t => {
    const ledger = aLedger()
    const { client, context } = await setUp(t, stage, { client: { ledger } })
    const asks = Object.entries(trackedAsks(stage))
    for (const [, ask] of asks) await ask(client, context)
    const expected = asks.map(([name]) => client.costs[name as keyof typeof client.costs])
    assert.deepEqual(ledger.spent, expected)
    assert.equal(asks.length, Object.keys(client.costs).length)
  })

  test(named('nothing is sent before the ledger has booked it'), async t => {
    const booked = Promise.withResolvers<boolean>()
    const asked = Promise.withResolvers<void>()
    const spend = () => {
      asked.resolve()
      return booked.promise
    }
    const ledger = { ...aLedger(), spend }
    const { client, context, fake } = await setUp(t, stage, { client: { ledger } })
    const page = readFirst(client, context)
    await asked.promise
    await setImmediate()
    assert.deepEqual([fake.requests.length, context.tally.requests], [0, 0])
    booked.resolve(true)
    await page
    assert.equal(fake.requests.length, 1)
  })

  test(named('a closed bucket sends nothing and is told by its name'), async t => {
    const ledger = aLedger(0)
    const { client, context, fake } = await setUp(t, stage, { client: { ledger } })
    const buckets = Object.values(client.costs).map(({ bucket }) => bucket)
    for (const [i, ask] of allOf(client).entries()) {
      const error = await errorOf(ask(context))
      assert.equal(error.code, 'rate_limited')
      assert.equal(
        error.message,
        `${stage.name} was not asked: its quota "${buckets[i]}" is closed for today.`,
      )
    }
    assert.deepEqual([fake.requests.length, context.tally.requests], [0, 0])
    assert.deepEqual(ledger.exhausted, [])
  })

  test(named('each try is booked anew, and a bucket that closes meanwhile ends them'), async t => {
    const faults = [{ ...trouble, times: 3 }]
    const all = aLedger()
    const one = await setUp(t, stage, { faults, client: { ledger: all } })
    assert.equal((await errorOf(readFirst(one.client, one.context))).code, 'unavailable')
    assert.deepEqual([all.spent.length, one.context.tally], [3, { requests: 3, retries: 2 }])

    const other = await setUp(t, stage, { faults, client: { ledger: aLedger(2) } })
    const error = await errorOf(readFirst(other.client, other.context))
    assert.deepEqual([error.code, / was not asked: /.test(error.message)], ['rate_limited', true])
    assert.deepEqual([other.context.tally.requests, other.fake.requests.length], [2, 2])
  })

  test(named('a bucket that is empty for today is closed, and not tried again'), async t => {
    const ledger = aLedger()
    const { client, clock, context, fake } = await setUp(t, stage, { client: { ledger } })
    const expected: QuotaBucket[] = []
    for (const [at, ask] of [
      [1, readFirst],
      ['channels', lookUp],
    ] as const) {
      const bucket = at === 1 ? client.costs.search.bucket : client.costs.readVideos.bucket
      expected.push(bucket)
      fake.addFault({ at, kind: 'answer', ...stage.exhausted })
      const error = await errorOf(ask(client, context), fake.secrets)
      assert.equal(error.code, 'rate_limited')
      assert.ok(error.message.startsWith(`${stage.name} says that today's quota "${bucket}" is`))
    }
    assert.deepEqual([ledger.exhausted, ledger.spent.length], [expected, 2])
    assert.deepEqual([context.tally, clock.sleeps], [{ requests: 2, retries: 0 }, []])
  })

  test(named('a ledger that fails lets nothing through'), async t => {
    const failure = new Error('no database')
    const ledger = { ...aLedger(), spend: () => Promise.reject(failure) }
    const { client, context, fake } = await setUp(t, stage, { client: { ledger } })
    for (const ask of allOf(client)) await assert.rejects(ask(context), error => error === failure)
    assert.equal(fake.requests.length, 0)
  })

  test(
    named('an abort ends the wait for the ledger, and an aborted signal books nothing'),
    async t => {
      const reason = { why: 'shutting down' }
      const asked = Promise.withResolvers<void>()
      let bookings = 0
      const spend = () => {
        bookings += 1
        asked.resolve()
        return Promise.withResolvers<boolean>().promise
      }
      const ledger = { ...aLedger(), spend }
      const { client, fake } = await setUp(t, stage, { client: { ledger } })
      const abort = new AbortController()
      const ends = readFirst(client, aContext(abort.signal))
      await asked.promise
      abort.abort(reason)
      await assert.rejects(ends, error => error === reason)
      await assert.rejects(lookUp(client, aContext(abort.signal)), error => error === reason)
      assert.deepEqual([bookings, fake.requests.length], [1, 0])
    },
  )
}
