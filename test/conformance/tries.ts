// What another try may mend is tried again with growing pauses, and told when it stays; what it
// cannot mend is told at once.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { errorOf, type Questions, type Stage, type StageFault, setUp } from './stage.ts'

const at = 1

/** What holds for the failures of every platform. */
export function conformTries<Client>(
  stage: Stage<Client, unknown>,
  { readFirst }: Questions<Client>,
): void {
  const named = (title: string) => `${stage.name}: ${title}`
  const answer = { at, kind: 'answer' } as const
  const large = `"${'x'.repeat(stage.tooManyBytes)}"`
  const passing: readonly (readonly [string, StageFault, string])[] = [
    ['500', { ...answer, status: 500 }, 'answered 500 to'],
    ['503', { ...answer, status: 503 }, 'answered 503 to'],
    ['a 502 of HTML', { ...answer, status: 502, body: '<p>' }, 'answered 502 to'],
    ['408', { ...answer, status: 408 }, 'answered 408 to'],
    ['half a body', { at, kind: 'truncate' }, 'sent no readable JSON in'],
    ['HTML', { ...answer, status: 200, body: '<html>' }, 'sent no readable JSON in'],
    ['nothing', { ...answer, status: 200, body: '' }, 'sent no readable JSON in'],
    [
      'JSON of another shape',
      { ...answer, status: 200, body: '{"data":{}}' },
      'sent something else than asked for in',
    ],
    [
      'too large an answer',
      { ...answer, status: 200, body: large },
      'sent more than an answer may hold in',
    ],
    ['a connection that is reset', { at, kind: 'reset' }, 'could not be reached in'],
    ['a connection lost within the body', { at, kind: 'drop' }, 'could not be reached in'],
  ]

  for (const [what, fault, words] of passing)
    test(named(`${what} is tried again with growing pauses, and told when it stays`), async t => {
      const { asked, client, clock, context, fake } = await setUp(t, stage, {
        faults: [{ ...fault, times: 2 }],
      })
      assert.equal(await readFirst(client, context), 10)
      assert.deepEqual(context.tally, { requests: 3, retries: 2 })
      const [first = 0, second = 0, ...others] = clock.sleeps
      assert.ok(first > 0 && second > first && others.length === 0, `${clock.sleeps}`)

      fake.addFault({ ...fault, times: 3 })
      const error = await errorOf(readFirst(client, context), fake.secrets)
      assert.equal(error.code, 'unavailable')
      assert.equal(error.message, `${stage.name} ${words} 3 of 3 tries.`)
      assert.ok(error.cause instanceof Error)
      assert.deepEqual(context.tally, { requests: 6, retries: 4 })
      assert.equal(asked('page').length, 6)
      assert.equal(clock.sleeps.length, 4)
    })

  test(named('the last failure is told with how often it came'), async t => {
    const { client, context } = await setUp(t, stage, {
      faults: [
        { ...answer, status: 503 },
        { ...answer, status: 500, times: 2 },
      ],
    })
    const error = await errorOf(readFirst(client, context))
    assert.equal(error.message, `${stage.name} answered 500 to 2 of 3 tries.`)
  })

  for (const kind of ['stall', 'drip'] as const)
    test(named(`an answer that makes a ${kind} of it is given up and tried again`), async t => {
      const { asked, client, context } = await setUp(t, stage, {
        faults: [{ at, kind, times: 3 }],
        client: { timeoutMs: 100 },
      })
      const error = await errorOf(readFirst(client, context))
      assert.equal(error.code, 'unavailable')
      assert.equal(error.message, `${stage.name} did not answer in time in 3 of 3 tries.`)
      assert.deepEqual(context.tally, { requests: 3, retries: 2 })
      assert.equal(asked('page').length, 3)
    })

  test(named('a redirect is not followed'), async t => {
    for (const status of [301, 302, 307, 308]) {
      const headers = { Location: '/elsewhere' }
      const { client, context, fake } = await setUp(t, stage, {
        faults: [{ ...answer, status, headers }],
      })
      const error = await errorOf(readFirst(client, context), fake.secrets)
      assert.equal(error.code, 'unavailable')
      const words = `${stage.name} answered ${status} and leads elsewhere, which is not followed: `
      assert.ok(error.message.startsWith(words), error.message)
      const others = fake.requests.filter(({ to }) => to !== 'token')
      assert.deepEqual(
        others.map(({ to }) => to),
        ['page'],
      )
    }
  })

  test(named('a refusal that no other try can mend is told at once, by its status'), async t => {
    for (const [status, code] of [
      [400, 'invalid'],
      [403, 'forbidden'],
      [409, 'conflict'],
      [418, 'invalid'],
    ] as const) {
      const { client, clock, context } = await setUp(t, stage, { faults: [{ ...answer, status }] })
      const error = await errorOf(readFirst(client, context))
      assert.equal(error.code, code)
      assert.ok(error.message.startsWith(`${stage.name} answered ${status}`), error.message)
      assert.deepEqual(context.tally, { requests: 1, retries: 0 })
      assert.deepEqual(clock.sleeps, [])
    }
  })
}
