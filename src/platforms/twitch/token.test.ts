import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { inspect } from 'node:util'
import { type FakeTwitchOptions, startFakeTwitch } from '../../../test/fake-twitch.ts'
import { AppError } from '../../domain/error.ts'
import { createManualClock } from '../../lib/manual-clock.ts'
import { createTokenSource, type TokenConfig } from './token.ts'

const start = 1_800_000_000_000
const { signal } = new AbortController()

async function setUp(
  t: TestContext,
  options: FakeTwitchOptions = {},
  keys: Partial<TokenConfig> = {},
) {
  const clock = createManualClock(start)
  const fake = await startFakeTwitch({ now: clock.now, ...options })
  t.after(() => fake.close())
  const { clientId, clientSecret, authUrl } = fake
  const tokens = createTokenSource({
    config: { clientId, clientSecret, authUrl, ...keys },
    attempts: 3,
    clock,
    random: () => 0.5,
    userAgent: 'Livecensus/test',
    timeoutMs: 10_000,
  })
  return { clock, fake, tokens }
}

/** The AppError that something ends with; it never shows the secret. */
async function errorOf(ends: Promise<unknown>): Promise<AppError> {
  const error = await ends.then(
    () => assert.fail('there was no error'),
    (error: unknown) => error,
  )
  assert.ok(error instanceof AppError, inspect(error))
  assert.doesNotMatch(inspect(error), /fakeclientsecret/)
  return error
}

test('callers at the same time share one request and one token', async t => {
  const { fake, tokens } = await setUp(t)
  const got = await Promise.all(Array.from({ length: 20 }, () => tokens.get(signal)))
  assert.deepEqual([...new Set(got)], ['faketoken1'])
  assert.equal(await tokens.get(signal), 'faketoken1')
  assert.equal(fake.requests.length, 1)
  assert.equal(fake.requests[0]?.headers['user-agent'], 'Livecensus/test')
})

test('a token is renewed when a tenth of its life is left, an hour at most', async t => {
  for (const [tokenLifetime, renewalMs] of [
    [2, 1_800],
    [60, 54_000],
    [36_000, 32_400_000],
    [5_011_271, 5_007_671_000],
  ] as const) {
    const { clock, tokens } = await setUp(t, { tokenLifetime })
    assert.equal(await tokens.get(signal), 'faketoken1')
    clock.advance(renewalMs - 1)
    assert.equal(await tokens.get(signal), 'faketoken1')
    clock.advance(1)
    assert.equal(await tokens.get(signal), 'faketoken2')
    assert.equal(await tokens.get(signal), 'faketoken2')
  }
})

test('a token without any life serves those who asked for it', async t => {
  const { fake, tokens } = await setUp(t, { tokenLifetime: 0 })
  assert.deepEqual(await Promise.all([tokens.get(signal), tokens.get(signal)]), [
    'faketoken1',
    'faketoken1',
  ])
  assert.equal(await tokens.get(signal), 'faketoken2')
  assert.equal(fake.requests.length, 2)
})

test('a token without a told life is taken to live an hour', async t => {
  const { clock, fake, tokens } = await setUp(t)
  fake.addFault({ at: 'token', kind: 'answer', status: 200, body: '{"access_token":"bare"}' })
  assert.equal(await tokens.get(signal), 'bare')
  clock.advance(3_239_999)
  assert.equal(await tokens.get(signal), 'bare')
  clock.advance(1)
  assert.equal(await tokens.get(signal), 'faketoken1')
})

test('only the token in use can be dropped', async t => {
  const { fake, tokens } = await setUp(t)
  const token = await tokens.get(signal)
  tokens.invalidate('another')
  assert.equal(await tokens.get(signal), token)
  tokens.invalidate(token)
  assert.equal(await tokens.get(signal), 'faketoken2')
  tokens.invalidate(token)
  assert.equal(await tokens.get(signal), 'faketoken2')
  assert.equal(fake.requests.length, 2)
})

test('refused keys are told at once, with the settings that hold them', async t => {
  for (const keys of [{ clientId: 'wrong' }, { clientSecret: 'wrong' }]) {
    const { fake, tokens } = await setUp(t, {}, keys)
    const error = await errorOf(tokens.get(signal))
    assert.equal(error.code, 'unauthorized')
    assert.match(error.message, /TWITCH_CLIENT_ID and TWITCH_CLIENT_SECRET/)
    assert.match(error.message, /invalid client/)
    assert.equal(fake.requests.length, 1)
  }
})

test('a token server in trouble is asked again with pauses', async t => {
  const { clock, fake, tokens } = await setUp(t, {
    faults: [
      { at: 'token', kind: 'answer', status: 503, headers: { 'Retry-After': '7' } },
      { at: 'token', kind: 'reset' },
    ],
  })
  assert.equal(await tokens.get(signal), 'faketoken1')
  assert.deepEqual(clock.sleeps, [7_000, 500])
  assert.equal(fake.requests.length, 3)
})

test('a token server that stays away is unavailable, and is asked anew the next time', async t => {
  for (const [body, words] of [
    ['{"status":500}', /^Twitch's token server answered 500 to 3 of 3 tries\.$/],
    ['<html>', /^Twitch's token server answered 500 to 3 of 3 tries\.$/],
  ] as const) {
    const { tokens } = await setUp(t, {
      faults: [{ at: 'token', kind: 'answer', status: 500, body, times: 3 }],
    })
    const error = await errorOf(tokens.get(signal))
    assert.equal(error.code, 'unavailable')
    assert.match(error.message, words)
    assert.equal(await tokens.get(signal), 'faketoken1')
  }
})

test('an answer without a token is no token', async t => {
  const { tokens } = await setUp(t, {
    faults: [{ at: 'token', kind: 'answer', status: 200, body: '{}', times: 3 }],
  })
  const error = await errorOf(tokens.get(signal))
  assert.equal(error.code, 'unavailable')
  assert.match(error.message, /sent something else than asked for in 3 of 3 tries/)
})

test('a wrong address of the token server is told with its setting', async t => {
  const { fake, tokens } = await setUp(t)
  fake.addFault({ at: 'token', kind: 'answer', status: 307, headers: { Location: '/x' } })
  assert.match((await errorOf(tokens.get(signal))).message, /check TWITCH_AUTH_URL/)
  fake.addFault({ at: 'token', kind: 'answer', status: 404 })
  assert.equal((await errorOf(tokens.get(signal))).code, 'not_found')
})

test('one caller who gives up fails nobody else', async t => {
  const gate = Promise.withResolvers<void>()
  const { fake, tokens } = await setUp(t, {
    faults: [{ at: 'token', kind: 'gate', gate: () => gate.promise }],
  })
  const gaveUp = new AbortController()
  const reason = { why: 'enough' }
  const [first, second] = [tokens.get(gaveUp.signal), tokens.get(signal)]
  gaveUp.abort(reason)
  await assert.rejects(first, error => error === reason)
  gate.resolve()
  assert.equal(await second, 'faketoken1')
  assert.equal(fake.requests.length, 1)
})

test('when all have given up the request ends and the next caller starts anew', async t => {
  const reached = Promise.withResolvers<{ gone: Promise<unknown> }>()
  const gate = (gone: Promise<unknown>) => {
    reached.resolve({ gone })
    return gone
  }
  const { fake, tokens } = await setUp(t, { faults: [{ at: 'token', kind: 'gate', gate }] })
  const gaveUp = new AbortController()
  const reason = { why: 'enough' }
  const waiting = [tokens.get(gaveUp.signal), tokens.get(gaveUp.signal)]
  const { gone } = await reached.promise
  gaveUp.abort(reason)
  for (const ends of await Promise.allSettled(waiting))
    assert.equal(ends.status === 'rejected' && ends.reason, reason)
  await gone
  await assert.rejects(tokens.get(gaveUp.signal), error => error === reason)
  assert.equal(await tokens.get(signal), 'faketoken2')
  assert.equal(fake.requests.length, 2)
})

test('a renewal that fails leaves the old token in use until it expires', async t => {
  const { clock, fake, tokens } = await setUp(t, { tokenLifetime: 36_000 })
  await tokens.get(signal)
  clock.advance(32_400_000)
  fake.addFault({ at: 'token', kind: 'answer', status: 500, times: 6 })
  assert.equal(await tokens.get(signal), 'faketoken1')
  assert.equal(await tokens.get(signal), 'faketoken1')
  assert.equal(fake.requests.length, 4)
  clock.advance(3_600_000)
  assert.equal((await errorOf(tokens.get(signal))).code, 'unavailable')
  assert.equal(await tokens.get(signal), 'faketoken2')
})
