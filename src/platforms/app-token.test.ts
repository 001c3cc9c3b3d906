import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { inspect } from 'node:util'
import { startFakeKick } from '../../test/fake-kick.ts'
import { type Fault, tokenNo } from '../../test/fake-server.ts'
import { startFakeTwitch } from '../../test/fake-twitch.ts'
import { AppError } from '../domain/error.ts'
import { createManualClock } from '../lib/manual-clock.ts'
import { createTokenSource, type TokenConfig, type TokenServer } from './app-token.ts'
import { tokenServer as kickServer } from './kick/servers.ts'
import { tokenServer as twitchServer } from './twitch/servers.ts'

const start = 1_800_000_000_000
const { signal } = new AbortController()

interface FakeOptions {
  readonly tokenLifetime?: number
  readonly faults?: readonly Fault<'token'>[]
  readonly now?: () => number
}

const platforms = [
  { server: twitchServer, startFake: (options: FakeOptions) => startFakeTwitch(options) },
  { server: kickServer, startFake: (options: FakeOptions) => startFakeKick(options) },
] as const

async function setUp(
  t: TestContext,
  { server, startFake }: (typeof platforms)[number],
  options: FakeOptions = {},
  keys: Partial<TokenConfig> = {},
) {
  const clock = createManualClock(start)
  const fake = await startFake({ now: clock.now, ...options })
  t.after(() => fake.close())
  const { clientId, clientSecret, authUrl } = fake
  const tokens = createTokenSource({
    server,
    config: { clientId, clientSecret, authUrl, ...keys },
    attempts: 3,
    clock,
    random: () => 0.5,
    userAgent: 'Livecensus/test',
    timeoutMs: 10_000,
  })
  return { clock, fake, tokens }
}

type SetUp = (options?: FakeOptions, keys?: Partial<TokenConfig>) => ReturnType<typeof setUp>

/** What holds for the tokens of every platform. */
function testEach(title: string, run: (setUp: SetUp, server: TokenServer) => Promise<void>): void {
  for (const platform of platforms)
    test(`${platform.server.platform}: ${title}`, t =>
      run((options, keys) => setUp(t, platform, options, keys), platform.server))
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

testEach('callers at the same time share one request and one token', async setUp => {
  const { fake, tokens } = await setUp()
  const got = await Promise.all(Array.from({ length: 20 }, () => tokens.get(signal)))
  assert.deepEqual([...new Set(got)], [tokenNo(1)])
  assert.equal(await tokens.get(signal), tokenNo(1))
  assert.equal(fake.requests.length, 1)
  assert.equal(fake.requests[0]?.headers['user-agent'], 'Livecensus/test')
})

testEach('a token is renewed when a tenth of its life is left, an hour at most', async setUp => {
  for (const [tokenLifetime, renewalMs] of [
    [2, 1_800],
    [60, 54_000],
    [36_000, 32_400_000],
    [5_011_271, 5_007_671_000],
  ] as const) {
    const { clock, tokens } = await setUp({ tokenLifetime })
    assert.equal(await tokens.get(signal), tokenNo(1))
    clock.advance(renewalMs - 1)
    assert.equal(await tokens.get(signal), tokenNo(1))
    clock.advance(1)
    assert.equal(await tokens.get(signal), tokenNo(2))
    assert.equal(await tokens.get(signal), tokenNo(2))
  }
})

testEach('a token without any life serves those who asked for it', async setUp => {
  const { fake, tokens } = await setUp({ tokenLifetime: 0 })
  assert.deepEqual(await Promise.all([tokens.get(signal), tokens.get(signal)]), [
    tokenNo(1),
    tokenNo(1),
  ])
  assert.equal(await tokens.get(signal), tokenNo(2))
  assert.equal(fake.requests.length, 2)
})

testEach('a token without a told life is taken to live an hour', async setUp => {
  const { clock, fake, tokens } = await setUp()
  fake.addFault({ at: 'token', kind: 'answer', status: 200, body: '{"access_token":"bare"}' })
  assert.equal(await tokens.get(signal), 'bare')
  clock.advance(3_239_999)
  assert.equal(await tokens.get(signal), 'bare')
  clock.advance(1)
  assert.equal(await tokens.get(signal), tokenNo(1))
})

testEach('only the token in use can be dropped', async setUp => {
  const { fake, tokens } = await setUp()
  const token = await tokens.get(signal)
  tokens.invalidate('another')
  assert.equal(await tokens.get(signal), token)
  tokens.invalidate(token)
  assert.equal(await tokens.get(signal), tokenNo(2))
  tokens.invalidate(token)
  assert.equal(await tokens.get(signal), tokenNo(2))
  assert.equal(fake.requests.length, 2)
})

testEach(
  'refused keys are told at once, with the settings that hold them',
  async (setUp, server) => {
    for (const keys of [{ clientId: 'wrong' }, { clientSecret: 'wrong' }]) {
      const { fake, tokens } = await setUp({}, keys)
      const error = await errorOf(tokens.get(signal))
      assert.equal(error.code, 'unauthorized')
      assert.ok(error.message.endsWith(`check ${server.keySettings}.`))
      assert.match(error.message, /invalid client/)
      assert.equal(fake.requests.length, 1)
    }
  },
)

testEach('a token server in trouble is asked again with pauses', async setUp => {
  const { clock, fake, tokens } = await setUp({
    faults: [
      { at: 'token', kind: 'answer', status: 503, headers: { 'Retry-After': '7' } },
      { at: 'token', kind: 'reset' },
    ],
  })
  assert.equal(await tokens.get(signal), tokenNo(1))
  assert.deepEqual(clock.sleeps, [7_000, 500])
  assert.equal(fake.requests.length, 3)
})

testEach(
  'a token server that stays away is unavailable, and is asked anew the next time',
  async (setUp, server) => {
    for (const body of ['{"status":500}', '<html>']) {
      const { tokens } = await setUp({
        faults: [{ at: 'token', kind: 'answer', status: 500, body, times: 3 }],
      })
      const error = await errorOf(tokens.get(signal))
      assert.equal(error.code, 'unavailable')
      assert.equal(error.message, `${server.name} answered 500 to 3 of 3 tries.`)
      assert.equal(await tokens.get(signal), tokenNo(1))
    }
  },
)

testEach('an answer without a token is no token', async setUp => {
  const { tokens } = await setUp({
    faults: [{ at: 'token', kind: 'answer', status: 200, body: '{}', times: 3 }],
  })
  const error = await errorOf(tokens.get(signal))
  assert.equal(error.code, 'unavailable')
  assert.match(error.message, /sent something else than asked for in 3 of 3 tries/)
})

testEach('a wrong address of the token server is told with its setting', async (setUp, server) => {
  const { fake, tokens } = await setUp()
  fake.addFault({ at: 'token', kind: 'answer', status: 307, headers: { Location: '/x' } })
  assert.ok((await errorOf(tokens.get(signal))).message.endsWith(`check ${server.setting}.`))
  fake.addFault({ at: 'token', kind: 'answer', status: 404 })
  assert.equal((await errorOf(tokens.get(signal))).code, 'not_found')
})

testEach('one caller who gives up fails nobody else', async setUp => {
  const gate = Promise.withResolvers<void>()
  const { fake, tokens } = await setUp({
    faults: [{ at: 'token', kind: 'gate', gate: () => gate.promise }],
  })
  const gaveUp = new AbortController()
  const reason = { why: 'enough' }
  const [first, second] = [tokens.get(gaveUp.signal), tokens.get(signal)]
  gaveUp.abort(reason)
  await assert.rejects(first, error => error === reason)
  gate.resolve()
  assert.equal(await second, tokenNo(1))
  assert.equal(fake.requests.length, 1)
})

testEach('when all have given up the request ends and the next caller starts anew', async setUp => {
  const reached = Promise.withResolvers<{ gone: Promise<unknown> }>()
  const gate = (gone: Promise<unknown>) => {
    reached.resolve({ gone })
    return gone
  }
  const { fake, tokens } = await setUp({ faults: [{ at: 'token', kind: 'gate', gate }] })
  const gaveUp = new AbortController()
  const reason = { why: 'enough' }
  const waiting = [tokens.get(gaveUp.signal), tokens.get(gaveUp.signal)]
  const { gone } = await reached.promise
  gaveUp.abort(reason)
  for (const ends of await Promise.allSettled(waiting))
    assert.equal(ends.status === 'rejected' && ends.reason, reason)
  await gone
  await assert.rejects(tokens.get(gaveUp.signal), error => error === reason)
  assert.equal(await tokens.get(signal), tokenNo(2))
  assert.equal(fake.requests.length, 2)
})

testEach('a renewal that fails leaves the old token in use until it expires', async setUp => {
  const { clock, fake, tokens } = await setUp({ tokenLifetime: 36_000 })
  await tokens.get(signal)
  clock.advance(32_400_000)
  fake.addFault({ at: 'token', kind: 'answer', status: 500, times: 6 })
  assert.equal(await tokens.get(signal), tokenNo(1))
  assert.equal(await tokens.get(signal), tokenNo(1))
  assert.equal(fake.requests.length, 4)
  clock.advance(3_600_000)
  assert.equal((await errorOf(tokens.get(signal))).code, 'unavailable')
  assert.equal(await tokens.get(signal), tokenNo(2))
})

const kick = platforms[1]

test('Kick tells the lifetime of a token as text or as a number', async t => {
  const { clock, fake, tokens } = await setUp(t, kick)
  const body = '{"access_token":"bare","token_type":"Bearer","expires_in":"7200"}'
  fake.addFault({ at: 'token', kind: 'answer', status: 200, body })
  assert.equal(await tokens.get(signal), 'bare')
  clock.advance(6_479_999)
  assert.equal(await tokens.get(signal), 'bare')
  clock.advance(1)
  assert.equal(await tokens.get(signal), tokenNo(1))
})

test('a 403 of the gate before Kick is no refusal of keys, one of Kick itself is', async t => {
  const { clock, fake, tokens } = await setUp(t, kick)
  fake.addFault({ at: 'token', kind: 'answer', status: 403, body: '<html>', times: 2 })
  assert.equal(await tokens.get(signal), tokenNo(1))
  assert.deepEqual(clock.sleeps, [2_000, 2_000])
  tokens.invalidate(tokenNo(1))
  fake.addFault({ at: 'token', kind: 'answer', status: 403, body: '{"error":"access_denied"}' })
  const error = await errorOf(tokens.get(signal))
  assert.equal(error.code, 'unauthorized')
  assert.match(error.message, /^Kick refused the keys \(403, "access_denied"\)/)
})

test('a message that repeats a key is not passed on', async t => {
  for (const platform of platforms) {
    const { fake, tokens } = await setUp(t, platform)
    const body = JSON.stringify({ message: `no such secret: ${fake.clientSecret}` })
    fake.addFault({ at: 'token', kind: 'answer', status: 400, body })
    assert.match((await errorOf(tokens.get(signal))).message, /refused the keys \(400\)/)
  }
})
