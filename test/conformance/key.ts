// A key is sent with each request, in no address; what refuses it is told, and it is in nothing told.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { trackedQuestions } from './questions.ts'
import { errorOf, setUp, type TrackedStage } from './stage.ts'
import { echo } from './tokens.ts'

/** What holds for the key of every tracked platform. */
export function conformKey(stage: TrackedStage): void {
  const named = (title: string) => `${stage.name}: ${title}`
  const { readFirst, allOf } = trackedQuestions(stage)

  test(named('no address holds a key'), async t => {
    const { client, context, fake } = await setUp(t, stage)
    for (const ask of allOf(client)) await ask(context)
    assert.ok(fake.requests.length > 0 && fake.secrets.length > 0)
    for (const { target } of fake.requests)
      for (const secret of fake.secrets)
        assert.ok(!decodeURIComponent(target).includes(secret), target)
  })

  test(named('a refused key is told at once'), async t => {
    const { client, clock, context, fake } = await setUp(t, stage, {
      client: { hasWrongKeys: true },
    })
    for (const ask of allOf(client)) {
      const error = await errorOf(ask(context), fake.secrets)
      assert.equal(error.code, 'unauthorized')
      assert.ok(error.message.startsWith(`${stage.name} refused the key (`), error.message)
    }
    assert.equal(context.tally.requests, allOf(client).length)
    assert.deepEqual([context.tally.retries, clock.sleeps], [0, []])
  })

  test(named('no error shows a key, also where the platform repeats it'), async t => {
    for (const status of [200, 302, 400, 401, 403, 409, 429, 500]) {
      const { client, context, fake } = await setUp(t, stage)
      fake.addFault(echo(1, status, fake.secrets))
      const error = await errorOf(readFirst(client, context), fake.secrets)
      assert.notEqual(error.code, 'internal')
    }
  })
}
