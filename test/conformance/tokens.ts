// One token serves all callers and is renewed when it is refused; what refuses it for good is told,
// and no key or token is in what is told.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  aContext,
  channelsOf,
  errorOf,
  readPage,
  type Stage,
  type StageFault,
  setUp,
  upTo,
  walk,
} from './stage.ts'

const always = Number.POSITIVE_INFINITY

/** What holds for the tokens of every platform. */
export function conformTokens(stage: Stage): void {
  const named = (title: string) => `${stage.name}: ${title}`

  test(named('a token that expires in the middle costs one new token and one request'), async t => {
    const { asked, client, clock, context, fake } = await setUp(t, stage)
    const first = await readPage(client, null, context)
    fake.expireTokens()
    const second = await readPage(client, first.nextCursor, context)
    assert.deepEqual(channelsOf(second.streams), upTo(20, 11))
    assert.deepEqual(
      asked('page').map(({ status }) => status),
      [200, 401, 200],
    )
    assert.equal(asked('token').length, 2)
    assert.deepEqual(context.tally, { requests: 3, retries: 1 })
    assert.deepEqual(clock.sleeps, [])
  })

  test(named('callers whose token is refused together get one new token'), async t => {
    const { asked, client, context, fake } = await setUp(t, stage)
    await readPage(client, null, context)
    fake.expireTokens()
    await Promise.all([
      ...Array.from({ length: 8 }, () => readPage(client, null, aContext())),
      ...Array.from({ length: 4 }, () => client.refresh(['1'], aContext())),
    ])
    assert.equal(asked('token').length, 2)
  })

  test(named('a refused token costs no try'), async t => {
    const { client, context, fake } = await setUp(t, stage, { client: { retryAttempts: 1 } })
    await walk(client, context)
    fake.expireTokens()
    assert.equal((await walk(client, context)).length, 25)
  })

  test(named('a new token that is refused too is told at once'), async t => {
    const { asked, client, clock, context, fake } = await setUp(t, stage, {
      faults: [{ at: 1, kind: 'answer', status: 401, times: always }],
    })
    const error = await errorOf(client.readLivePage(null, context), fake.secrets)
    assert.equal(error.code, 'unauthorized')
    assert.ok(error.message.startsWith(`${stage.name} refused a new token (401`), error.message)
    assert.deepEqual([asked('page').length, asked('token').length], [2, 2])
    assert.deepEqual(context.tally, { requests: 2, retries: 1 })
    assert.deepEqual(clock.sleeps, [])
    await errorOf(client.readLivePage(null, context))
    assert.equal(asked('token').length, 4, 'a refused token is not used again')
  })

  test(named('refused keys are told at once, and nothing else is sent'), async t => {
    const { client, clock, context, fake } = await setUp(t, stage, {
      client: { hasWrongKeys: true },
    })
    const error = await errorOf(client.readLivePage(null, context), fake.secrets)
    assert.equal(error.code, 'unauthorized')
    assert.ok(error.message.startsWith(`${stage.name} refused the keys (`), error.message)
    assert.deepEqual(
      fake.requests.map(({ to }) => to),
      ['token'],
    )
    assert.deepEqual(context.tally, { requests: 0, retries: 0 })
    assert.deepEqual(clock.sleeps, [])
  })

  test(named('a token server in trouble is asked again with growing pauses'), async t => {
    const { asked, client, clock, context } = await setUp(t, stage, {
      faults: [{ at: 'token', kind: 'drop', times: 2 }],
    })
    await readPage(client, null, context)
    assert.equal(asked('token').length, 3)
    const [first = 0, second = 0] = clock.sleeps
    assert.ok(first > 0 && second > first)
    assert.deepEqual(context.tally, { requests: 1, retries: 0 })
  })

  test(named('no error shows a key or a token, also where the platform repeats them'), async t => {
    for (const status of [200, 302, 400, 401, 403, 409, 429, 500])
      for (const at of [1, 'token'] as const) {
        const { client, context, fake } = await setUp(t, stage)
        await readPage(client, null, context)
        if (at === 'token') fake.expireTokens()
        fake.addFault(echo(at, status, [...fake.secrets, `Bearer ${lastToken(fake.requests)}`]))
        const error = await errorOf(client.readLivePage(null, context), fake.secrets)
        assert.notEqual(error.code, 'internal')
      }
  })
}

/** An answer that repeats secrets in every field and header it may be read from. */
export function echo(at: 1 | 'token', status: number, secrets: readonly string[]): StageFault {
  const line = `wrong: ${secrets.join(' ')}`
  const body = JSON.stringify({
    message: line,
    error: line,
    error_description: line,
    data: line,
    status,
  })
  const headers = { Location: `/x?secrets=${encodeURIComponent(line)}`, 'Www-Authenticate': line }
  return { at, kind: 'answer', status, headers, body, times: always }
}

/** The token that the last request came with. */
function lastToken(
  requests: readonly { readonly headers: Readonly<Record<string, unknown>> }[],
): string {
  const authorization = String(requests.at(-1)?.headers.authorization)
  assert.match(authorization, /^Bearer faketoken/)
  return authorization.slice('Bearer '.length)
}
