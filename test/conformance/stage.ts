// What a platform brings to the conformance suite: a fake of it and the true client of that fake.
// And what the groups of the suite share.

import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { inspect } from 'node:util'
import { AppError } from '../../src/domain/error.ts'
import type { LiveStream } from '../../src/domain/live-stream.ts'
import type { Clock } from '../../src/lib/clock.ts'
import { createManualClock } from '../../src/lib/manual-clock.ts'
import type { CallContext, LivePage, PlatformClient } from '../../src/platforms/client.ts'
import type { QuotaLedger, TrackedClient } from '../../src/platforms/tracked-client.ts'
import type { Answer, FakeRequest, Fault } from '../fake-server.ts'

/**
 * Where things go wrong: a page of the live list or of a search, 1 = the first, the token server,
 * look-ups.
 */
export type StageFault = Fault<number | 'token' | 'channels'>

export interface FakeOptions {
  /** What is live by page: channel or stream 7 has the id `7`; null = a row that cannot be read. */
  readonly pages: readonly (readonly (number | null)[])[]
  /** The title of every stream; anything unless given. */
  readonly title?: string
  /** Points a minute, refilled continuously and enforced; more than can be spent unless given. */
  readonly rateLimit?: number
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

export interface ClientOptions {
  readonly clock: Clock
  /** A number from 0 up to but not including 1. */
  readonly random: () => number
  readonly retryAttempts: number
  readonly userAgent: string
  /** For one request; the platform's usual time unless given. */
  readonly timeoutMs?: number
  /** Keys the platform does not know. */
  readonly hasWrongKeys?: boolean
  /** Of a tracked client; books everything unless given. */
  readonly ledger?: QuotaLedger
}

/** A fake of a platform on a free local port. */
export interface StagedPlatform<Client> {
  /**
   * The log: `token` for the token server, `page` for the live list or a search, `channels` for
   * look-ups; the fake of the platform may have more.
   */
  readonly requests: readonly FakeRequest[]
  /** Keys that no error may show; the tokens hold `faketoken`. */
  readonly secrets: readonly string[]
  createClient(options: ClientOptions): Client
  addFault(fault: StageFault): void
  /** How many requests wait for the end of their answer. */
  underWay(): number
  close(): Promise<void>
}

/** What the fake of a platform with tokens can do. */
export interface TokenServer {
  /** Every token granted so far is refused from now on. */
  expireTokens(): void
}

/** A platform with a live list and tokens, unless other things are named. */
export interface Stage<Client = PlatformClient, More = TokenServer> {
  /** The platform as sentences name it. */
  readonly name: string
  start(options: FakeOptions): Promise<StagedPlatform<Client> & More>
  /** How often a request is tried that is answered 429, where others are tried three times. */
  readonly triesWhenLimited: number
  /** More than an answer may hold, bytes. */
  readonly tooManyBytes: number
}

/** A platform without a live list, which takes a key that never changes. */
export interface TrackedStage extends Stage<TrackedClient, unknown> {
  /** A channel that the fake knows, with uploads. */
  readonly channelId: string
  /** The platform's word that a bucket is empty for today. */
  readonly exhausted: Answer
}

/** What can be asked of a client, whatever its contract. */
export interface Questions<Client> {
  /** Reads the first page, where faults at 1 are met: how many streams it holds. */
  readFirst(client: Client, context: CallContext): Promise<number>
  /** Looks one id up. */
  lookUp(client: Client, context: CallContext): Promise<unknown>
  /** Every question there is. */
  allOf(client: Client): readonly ((context: CallContext) => Promise<unknown>)[]
  /** Whether a token is had before anything else. */
  readonly hasToken: boolean
}

/** When the clocks of the suite start. */
export const start = 1_800_000_000_000

export interface SetUpOptions extends Partial<FakeOptions> {
  readonly faults?: readonly StageFault[]
  readonly client?: Partial<ClientOptions>
}

/** A fake with 25 streams on three pages, unless others are given, and its client with a clock that moves by sleeping. */
export async function setUp<Client, More>(
  t: TestContext,
  stage: Stage<Client, More>,
  options: SetUpOptions = {},
) {
  const { faults = [], client: clientOptions, ...fakeOptions } = options
  const clock = createManualClock(start)
  const { now } = clientOptions?.clock ?? clock
  const pages = [upTo(10), upTo(20, 11), upTo(25, 21)]
  const fake = await stage.start({ pages, now, ...fakeOptions })
  t.after(() => fake.close())
  for (const fault of faults) fake.addFault(fault)
  const client = fake.createClient({
    clock,
    random: () => 0.5,
    retryAttempts: 3,
    userAgent: 'Livecensus/test',
    ...clientOptions,
  })
  const asked = (to: string) => fake.requests.filter(request => request.to === to)
  return { asked, client, clock, context: aContext(), fake }
}

export function aContext(signal = new AbortController().signal): CallContext {
  return { signal, tally: { requests: 0, retries: 0 } }
}

/** The numbers from `first` to `last`. */
export function upTo(last: number, first = 1): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
}

/** One page of the live list. */
export async function readPage(
  client: PlatformClient,
  cursor: string | null,
  context: CallContext,
): Promise<LivePage> {
  const page = await client.readLivePage(cursor, context)
  assert.ok(page.kind === 'page', page.kind)
  return page
}

/** All streams from the first page to the last. */
export async function walk(client: PlatformClient, context: CallContext): Promise<LiveStream[]> {
  const streams: LiveStream[] = []
  let cursor: string | null = null
  do {
    const page: LivePage = await readPage(client, cursor, context)
    streams.push(...page.streams)
    cursor = page.nextCursor
  } while (cursor !== null)
  return streams
}

/** The channels of streams by number. */
export function channelsOf(streams: readonly LiveStream[]): number[] {
  return streams.map(({ channelId }) => Number(channelId))
}

/** The AppError that something ends with: one sentence, and no key and no token anywhere in it. */
export async function errorOf(
  ends: Promise<unknown>,
  secrets: readonly string[] = [],
): Promise<AppError> {
  const error = await ends.then(
    () => assert.fail('there was no error'),
    (error: unknown) => error,
  )
  assert.ok(error instanceof AppError, inspect(error))
  assert.match(error.message, /^\p{Lu}[^\n]*\.$/u)
  const shown = inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true })
  for (const secret of [...secrets, 'faketoken', 'fakeclientsecret'])
    assert.ok(!shown.includes(secret), shown)
  return error
}
