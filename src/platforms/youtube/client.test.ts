import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { inspect } from 'node:util'
import { aContext, errorOf, start, upTo } from '../../../test/conformance/stage.ts'
import { createDrivenClock } from '../../../test/driven-clock.ts'
import type { Fault } from '../../../test/fake-server.ts'
import {
  type FakeYoutubeOptions,
  startFakeYoutube,
  type YoutubePlace,
  youtubeError,
} from '../../../test/fake-youtube.ts'
import {
  channelsList,
  refusals,
  snippetOf,
  videoId,
  videoRow,
  videoRows,
  type YoutubeRow,
} from '../../../test/youtube-fixtures.ts'
import { AppError } from '../../domain/error.ts'
import { createManualClock } from '../../lib/manual-clock.ts'
import type { CallContext } from '../client.ts'
import type { QuotaBucket, SearchQuestion, TrackedClient } from '../tracked-client.ts'
import { createYoutubeClient, type YoutubeDeps } from './client.ts'

const liveNow: SearchQuestion = { eventType: 'live', order: 'viewers' }
const categories = [
  { id: '20', snippet: { title: 'Gaming' } },
  { id: '10', snippet: { title: 'Music' } },
]

/** A ledger that books everything, and writes down what it is asked; `size` = units it has. */
function aLedger(size = Number.POSITIVE_INFINITY) {
  const spent: (readonly [QuotaBucket, number])[] = []
  const exhausted: QuotaBucket[] = []
  return {
    spent,
    exhausted,
    spend: async (bucket: QuotaBucket, units: number) => {
      if (spent.length >= size) return false
      spent.push([bucket, units])
      return true
    },
    onExhausted: async (bucket: QuotaBucket) => {
      exhausted.push(bucket)
    },
  }
}

async function setUp(
  t: TestContext,
  options: FakeYoutubeOptions = {},
  deps: Partial<YoutubeDeps> = {},
  ledger = aLedger(),
) {
  const clock = createManualClock(start)
  const fake = await startFakeYoutube({
    videos: videoRows(60),
    channels: channelsList().items,
    categories,
    now: clock.now,
    ...options,
  })
  t.after(() => fake.close())
  const client = createYoutubeClient({
    config: fake,
    spend: ledger.spend,
    onExhausted: ledger.onExhausted,
    retryAttempts: 3,
    clock,
    random: () => 0.5,
    userAgent: 'Livecensus/test',
    ...deps,
  })
  return { client, clock, context: aContext(), fake, ledger, secrets: [fake.apiKey] }
}

/** Every question the client can be asked, by where it comes to. */
const questions: Readonly<
  Record<YoutubePlace, (client: TrackedClient, context: CallContext) => Promise<unknown>>
> = {
  search: (client, context) => client.search(liveNow, context),
  videos: (client, context) => client.readVideos([videoId(1)], context),
  channels: (client, context) => client.readChannels(['UC_x5XG1OV2P6uZZ5FSM9Ttw'], context),
  categories: (client, context) => client.readVideoCategories('US', context),
}
const everyQuestion = Object.entries(questions) as [YoutubePlace, (typeof questions)['search']][]

/** The query of a request, as the names and values in it. */
function queryOf({ target }: { target: string }): Record<string, string> {
  return Object.fromEntries(new URL(target, 'http://fake').searchParams)
}

test('a search asks for a page of fifty as documented', async t => {
  const { client, context, fake } = await setUp(t)
  await client.search(liveNow, context)
  await client.search(
    {
      eventType: 'upcoming',
      order: 'newest',
      regionCode: 'BR',
      language: 'pt',
      categoryId: '20',
      pageToken: 'PAGE0',
    },
    context,
  )
  await client.search({ eventType: 'live', order: 'relevance' }, context)
  const [first, second, third] = fake.requests.map(queryOf)
  const { fields, ...others } = first ?? {}
  assert.deepEqual(others, {
    part: 'snippet',
    type: 'video',
    eventType: 'live',
    order: 'viewCount',
    maxResults: '50',
    prettyPrint: 'false',
  })
  assert.deepEqual(second, {
    ...first,
    eventType: 'upcoming',
    order: 'date',
    regionCode: 'BR',
    relevanceLanguage: 'pt',
    videoCategoryId: '20',
    pageToken: 'PAGE0',
  })
  assert.equal(third?.order, 'relevance')
  assert.match(fields ?? '', /^kind,nextPageToken,items\(/)
})

test('look-ups name their ids and ask only for what is read', async t => {
  const { client, context, fake } = await setUp(t)
  await client.readVideos([videoId(2), videoId(1)], context)
  await client.readChannels(['UCa', 'UCb'], context)
  await client.readVideoCategories('DE', context)
  assert.deepEqual(
    fake.requests.map(request => {
      const { fields, ...others } = queryOf(request)
      assert.ok(fields?.startsWith('kind,items('))
      return [new URL(request.target, 'http://fake').pathname, others]
    }),
    [
      [
        '/youtube/v3/videos',
        {
          part: 'snippet,contentDetails,liveStreamingDetails',
          id: 'stream-0002,stream-0001',
          prettyPrint: 'false',
        },
      ],
      [
        '/youtube/v3/channels',
        { part: 'snippet,statistics', id: 'UCa,UCb', maxResults: '50', prettyPrint: 'false' },
      ],
      ['/youtube/v3/videoCategories', { part: 'snippet', regionCode: 'DE', prettyPrint: 'false' }],
    ],
  )
})

test('the key goes into a header and nowhere else, and answers may come packed', async t => {
  const { client, context, fake } = await setUp(t)
  for (const [, ask] of everyQuestion) await ask(client, context)
  for (const { headers, target } of fake.requests) {
    assert.equal(headers['x-goog-api-key'], fake.apiKey)
    assert.ok(!target.includes('key') && !target.includes('AIza'), target)
    assert.equal(headers.authorization, undefined)
    assert.equal(headers['user-agent'], 'Livecensus/test (gzip)')
    assert.match(String(headers['accept-encoding']), /\bgzip\b/)
  }
  assert.equal(fake.requests.length, 4)
})

test('a search is read page by page to its end', async t => {
  const { client, context, ledger } = await setUp(t)
  const first = await client.search(liveNow, context)
  assert.deepEqual([first.found.length, first.nextPageToken, first.skipped], [50, 'PAGE1', 0])
  const pageToken = first.nextPageToken ?? assert.fail('there is more')
  const second = await client.search({ ...liveNow, pageToken }, context)
  assert.deepEqual(
    [...first.found, ...second.found].map(({ streamId }) => streamId),
    upTo(60).map(videoId),
  )
  assert.equal(second.nextPageToken, null)
  assert.deepEqual(ledger.spent, [
    ['search', 1],
    ['search', 1],
  ])
})

test('what is upcoming is found as such', async t => {
  const videos = [...videoRows(1), videoRow({ id: 'soon', state: 'upcoming' })]
  const { client, context } = await setUp(t, { videos })
  const { found } = await client.search({ eventType: 'upcoming', order: 'newest' }, context)
  assert.deepEqual(
    found.map(({ streamId, isUpcoming }) => [streamId, isUpcoming]),
    [['soon', true]],
  )
})

test('a page token that is not taken is told', async t => {
  const { client, context, secrets } = await setUp(t)
  const error = await errorOf(client.search({ ...liveNow, pageToken: 'x' }, context), secrets)
  assert.deepEqual(
    [error.code, error.message],
    ['invalid', 'YouTube answered 400, "invalidPageToken".'],
  )
  assert.equal(context.tally.requests, 1)
})

test('a look-up tells each stream as it is, and which are missing', async t => {
  const videos = [
    videoRow({ id: 'live' }),
    videoRow({ id: 'hidden', details: { concurrentViewers: undefined } }),
    videoRow({ id: 'premiere', duration: 'PT3M' }),
    videoRow({ id: 'soon', state: 'upcoming' }),
    videoRow({ id: 'over', state: 'none', details: { actualEndTime: '2022-07-12T20:00:00Z' } }),
    videoRow({ id: 'never', state: 'none' }),
    videoRow({ id: 'odd', details: { actualStartTime: 'x' } }),
  ]
  const { client, context } = await setUp(t, { videos })
  const ids = videos.map(({ id }) => String(id))
  const { missing, skipped, streams } = await client.readVideos([...ids, 'gone', 'live'], context)
  const told = streams.map(stream => {
    switch (stream.kind) {
      case 'live':
        return [stream.streamId, stream.stream.viewers, stream.isPremiere]
      case 'upcoming':
        return [stream.streamId, stream.scheduledAt]
      case 'ended':
        return [stream.streamId, stream.endedAt]
      default:
        return stream satisfies never
    }
  })
  assert.deepEqual(told.toReversed(), [
    ['live', 37_036, false],
    ['hidden', null, false],
    ['premiere', 37_036, true],
    ['soon', 1_657_641_600],
    ['over', 1_657_656_000],
    ['never', null],
  ])
  assert.deepEqual([missing, skipped], [['gone'], 1], 'what cannot be read is there')
})

test('a look-up keeps the first row of each stream it asked for', async t => {
  const rows = [
    videoRow({ id: 'a' }),
    videoRow({ id: 'b' }),
    videoRow({ id: 'a', details: { concurrentViewers: '7' } }),
    { ...videoRow(), id: null },
  ]
  const body = JSON.stringify({ kind: 'youtube#videoListResponse', items: rows })
  const { client, context } = await setUp(t, {
    faults: [{ at: 'videos', kind: 'answer', status: 200, body }],
  })
  const { streams, missing, skipped } = await client.readVideos(['a', 'c'], context)
  assert.deepEqual(
    streams.map(stream => stream.kind === 'live' && [stream.streamId, stream.stream.viewers]),
    [['a', 37_036]],
  )
  assert.deepEqual([missing, skipped], [['c'], 1])
})

test('fifty ids are one request, more are a mistake, none are no request', async t => {
  const { client, context, ledger } = await setUp(t)
  const ids = upTo(60).map(videoId)
  assert.equal((await client.readVideos(ids.slice(0, 50), context)).streams.length, 50)
  assert.equal((await client.readVideos([...ids.slice(0, 50), 'stream-0001'], context)).skipped, 0)
  assert.equal(client.mostIds, 50)
  await assert.rejects(client.readVideos(ids, context), RangeError)
  await assert.rejects(client.readChannels(ids, context), RangeError)
  assert.deepEqual(await client.readVideos([], context), { streams: [], missing: [], skipped: 0 })
  assert.deepEqual(await client.readChannels([], context), { rows: [], skipped: 0 })
  assert.deepEqual([context.tally.requests, ledger.spent.length], [2, 2])
})

test('fifty channels come with one request', async t => {
  const [recorded = {}] = channelsList().items
  const ids = upTo(50).map(no => `UC${no}`)
  const channels = ids.map(id => ({ ...recorded, id }))
  const { client, context } = await setUp(t, { channels })
  const { rows, skipped } = await client.readChannels([...ids, 'UC1'], context)
  assert.deepEqual(rows.map(({ channelId }) => channelId).toReversed(), ids)
  assert.deepEqual([rows[0]?.subscribers, skipped], [10_700_000, 0])
  assert.deepEqual(await client.readChannels(['UCgone'], context), { rows: [], skipped: 0 })
  assert.equal(context.tally.requests, 2)
})

test('a channel comes as it is recorded, through the fields that were asked for', async t => {
  const { client, context } = await setUp(t)
  const { rows } = await client.readChannels(['UC_x5XG1OV2P6uZZ5FSM9Ttw'], context)
  const snippet = snippetOf(channelsList().items[1])
  assert.deepEqual(rows, [
    {
      channelId: 'UC_x5XG1OV2P6uZZ5FSM9Ttw',
      username: 'googledevelopers',
      displayName: 'Google Developers',
      avatarUrl: (snippet.thumbnails as Record<string, YoutubeRow>).medium?.url,
      description: snippet.description,
      broadcasterType: null,
      registeredAt: 1_187_829_283,
      subscribers: 2_260_000,
    },
  ])
})

test('a hidden count of subscribers is unknown', async t => {
  const [recorded = {}] = channelsList().items
  const statistics = { subscriberCount: '0', hiddenSubscriberCount: true }
  const { client, context } = await setUp(t, { channels: [{ ...recorded, id: 'UCx', statistics }] })
  const { rows } = await client.readChannels(['UCx'], context)
  assert.equal(rows[0]?.subscribers, null)
})

test('the categories of a country are listed', async t => {
  const { client, context } = await setUp(t)
  assert.deepEqual(await client.readVideoCategories('US', context), {
    rows: [
      { categoryId: '20', gameName: 'Gaming', artUrl: null },
      { categoryId: '10', gameName: 'Music', artUrl: null },
    ],
    skipped: 0,
  })
})

test('every question costs what it says, of the bucket it says', async t => {
  const { client, context, ledger } = await setUp(t)
  for (const [, ask] of everyQuestion) await ask(client, context)
  assert.deepEqual(
    ledger.spent.map(([bucket, units]) => ({ bucket, units })),
    Object.values(client.costs),
  )
  assert.deepEqual(Object.keys(client.costs), [
    'search',
    'readVideos',
    'readChannels',
    'readVideoCategories',
  ])
  assert.deepEqual(client.costs.search, { bucket: 'search', units: 1 })
  assert.deepEqual(client.costs.readVideos, { bucket: 'default', units: 1 })
})

test('nothing is sent before the ledger has booked it', async t => {
  const booked = Promise.withResolvers<boolean>()
  const asked = Promise.withResolvers<void>()
  const { client, context, fake } = await setUp(
    t,
    {},
    {
      spend: () => {
        asked.resolve()
        return booked.promise
      },
    },
  )
  const page = client.search(liveNow, context)
  await asked.promise
  await setImmediate()
  assert.deepEqual([fake.requests.length, context.tally.requests], [0, 0])
  booked.resolve(true)
  await page
  assert.equal(fake.requests.length, 1)
})

test('a closed bucket sends nothing and is told by its name', async t => {
  const { client, context, fake, ledger } = await setUp(t, {}, {}, aLedger(0))
  for (const [place, ask] of everyQuestion) {
    const error = await errorOf(ask(client, context))
    const bucket = place === 'search' ? 'search' : 'default'
    assert.deepEqual(
      [error.code, error.message],
      ['rate_limited', `YouTube was not asked: its quota "${bucket}" is closed for today.`],
    )
  }
  assert.deepEqual([fake.requests.length, context.tally.requests], [0, 0])
  assert.deepEqual([ledger.spent, ledger.exhausted], [[], []])
})

test('each try is spent anew, and a bucket that closes meanwhile ends them', async t => {
  const faults = [{ at: 'search', kind: 'answer', status: 503, times: 3 }] as const
  const all = await setUp(t, { faults })
  assert.equal((await errorOf(all.client.search(liveNow, all.context))).code, 'unavailable')
  assert.equal(all.ledger.spent.length, 3)
  assert.deepEqual(all.context.tally, { requests: 3, retries: 2 })
  const two = await setUp(t, { faults }, {}, aLedger(2))
  const error = await errorOf(two.client.search(liveNow, two.context))
  assert.deepEqual([error.code, /not asked/.test(error.message)], ['rate_limited', true])
  assert.deepEqual([two.context.tally.requests, two.fake.requests.length], [2, 2])
})

test('a ledger that fails lets nothing through', async t => {
  const failure = new Error('no database')
  const spend = () => Promise.reject(failure)
  const { client, context, fake } = await setUp(t, {}, { spend })
  await assert.rejects(client.search(liveNow, context), error => error === failure)
  assert.equal(fake.requests.length, 0)
})

for (const name of ['quotaExceeded', 'uploadsPerDay'])
  test(`the recorded ${name} closes the bucket and is not tried again`, async t => {
    const { status = 0, body = '' } = refusals()[name] ?? {}
    const { client, clock, context, fake, ledger, secrets } = await setUp(t)
    for (const [place, ask] of everyQuestion) {
      fake.addFault({ at: place, kind: 'answer', status, body })
      const error = await errorOf(ask(client, context), secrets)
      const bucket = place === 'search' ? 'search' : 'default'
      assert.equal(error.code, 'rate_limited')
      assert.ok(error.message.startsWith(`YouTube says that today's quota "${bucket}" is spent (`))
    }
    assert.deepEqual(ledger.exhausted, ['search', 'default', 'default', 'default'])
    assert.deepEqual(context.tally, { requests: 4, retries: 0 })
    assert.deepEqual([ledger.spent.length, clock.sleeps], [4, []])
  })

test('refusals for the pace wait a second or more, hold others back and are told', async t => {
  for (const [status, reason] of [
    [403, 'rateLimitExceeded'],
    [403, 'userRateLimitExceeded'],
    [429, 'rateLimitExceeded'],
  ] as const) {
    const refusal = { at: 'videos', kind: 'answer', ...youtubeError(status, reason) } as const
    const { client, clock, context, fake, ledger, secrets } = await setUp(t, {
      faults: [{ ...refusal, times: 2 }],
    })
    await client.readVideos([videoId(1)], context)
    assert.deepEqual(context.tally, { requests: 3, retries: 2 })
    assert.equal(ledger.spent.length, 3)
    assert.ok(clock.sleeps.every(ms => ms >= 1_000))
    assert.deepEqual(ledger.exhausted, [])

    fake.addFault({ ...refusal, times: 3 })
    const error = await errorOf(client.readVideos([videoId(1)], context), secrets)
    assert.deepEqual(
      [error.code, error.message],
      ['rate_limited', `YouTube answered ${status} to 3 of 3 tries.`],
    )
    assert.equal(client.budget()?.left, 0)
    const beforeMs = clock.now()
    await client.search(liveNow, context)
    assert.equal(clock.now() - beforeMs, 1_000)
  }
})

const at = 'videos'
const answer = { at, kind: 'answer' } as const
const large = `"${'x'.repeat(4_200_000)}"`
const passing: readonly (readonly [string, Fault<YoutubePlace>, string])[] = [
  ['backendError', { ...answer, ...youtubeError(503, 'backendError') }, 'answered 503 to'],
  ['backendError with 400', { ...answer, ...youtubeError(400, 'backendError') }, 'answered 400 to'],
  [
    'processingFailure',
    { ...answer, ...youtubeError(500, 'processingFailure') },
    'answered 500 to',
  ],
  ['a list with 500', { ...answer, status: 500, body: '{"items":[]}' }, 'answered 500 to'],
  ['a 502 of HTML', { ...answer, status: 502, body: '<p>' }, 'answered 502 to'],
  ['HTML', { ...answer, status: 200, body: '<p>' }, 'sent no readable JSON in'],
  ['half a body', { at, kind: 'truncate' }, 'sent no readable JSON in'],
  [
    'JSON of another shape',
    { ...answer, status: 200, body: '{}' },
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
  test(`${what} is tried again with growing pauses, and told when it stays`, async t => {
    const { client, clock, context, fake, ledger, secrets } = await setUp(t)
    fake.addFault({ ...fault, times: 2 })
    await client.readVideos([videoId(1)], context)
    const [first = 0, second = 0, ...others] = clock.sleeps
    assert.ok(first > 0 && second > first && others.length === 0, `${clock.sleeps}`)
    fake.addFault({ ...fault, times: 3 })
    const error = await errorOf(client.readVideos([videoId(1)], context), secrets)
    assert.deepEqual([error.code, error.message], ['unavailable', `YouTube ${words} 3 of 3 tries.`])
    assert.deepEqual([context.tally, ledger.spent.length], [{ requests: 6, retries: 4 }, 6])
  })

for (const kind of ['stall', 'drip'] as const)
  test(`an answer that makes a ${kind} of it is given up`, async t => {
    const { client, context, secrets } = await setUp(
      t,
      { faults: [{ at: 'search', kind, times: 3 }] },
      { timeoutMs: 100 },
    )
    const error = await errorOf(client.search(liveNow, context), secrets)
    assert.equal(error.message, 'YouTube did not answer in time in 3 of 3 tries.')
    assert.deepEqual(context.tally, { requests: 3, retries: 2 })
  })

test('what another try cannot mend is told at once', async t => {
  const key =
    ': check YOUTUBE_API_KEY, what it is restricted to, and that its project may use the YouTube Data API v3.'
  for (const [status, reason, code, message] of [
    [
      403,
      'accessNotConfigured',
      'unauthorized',
      `YouTube refused the key (403, "accessNotConfigured")${key}`,
    ],
    [
      403,
      'ipRefererBlocked',
      'unauthorized',
      `YouTube refused the key (403, "ipRefererBlocked")${key}`,
    ],
    [403, 'forbidden', 'unauthorized', `YouTube refused the key (403, "forbidden")${key}`],
    [404, 'videoNotFound', 'not_found', 'YouTube answered 404, "videoNotFound".'],
    [400, 'incompatibleParameters', 'invalid', 'YouTube answered 400, "incompatibleParameters".'],
    [
      302,
      '',
      'unavailable',
      'YouTube answered 302 and leads elsewhere, which is not followed: check YOUTUBE_API_URL.',
    ],
  ] as const) {
    const { client, clock, context, secrets } = await setUp(t, {
      faults: [
        {
          at: 'videos',
          kind: 'answer',
          ...youtubeError(status, reason),
          headers: { Location: '/youtube/v3/search' },
        },
      ],
    })
    const error = await errorOf(client.readVideos([videoId(1)], context), secrets)
    assert.deepEqual([error.code, error.message], [code, message])
    assert.deepEqual([context.tally.requests, clock.sleeps], [1, []])
  }
})

test('a key that YouTube does not know is told with its setting, and not shown', async t => {
  const { fake } = await setUp(t)
  const apiKey = 'AIza-some_other-key'
  const { client, context } = await setUp(t, {}, { config: { ...fake, apiKey } })
  const error = await errorOf(client.search(liveNow, context), [apiKey, fake.apiKey])
  assert.equal(error.code, 'unauthorized')
  assert.match(
    error.message,
    /^YouTube refused the key \(400, "badRequest"\): check YOUTUBE_API_KEY/,
  )
})

test('no error shows the key, not even where the answer repeats it', async t => {
  const { client, context, fake, secrets } = await setUp(t, {}, { retryAttempts: 1 })
  const { apiKey } = fake
  for (const status of [200, 302, 400, 401, 403, 404, 429, 500])
    for (const reason of [apiKey, 'keyInvalid', 'forbidden', 'badRequest', 'quotaExceeded', 'x'])
      for (const body of [
        youtubeError(status, reason, `The key ${apiKey} is not valid.`).body,
        JSON.stringify({ error: apiKey, kind: apiKey, items: apiKey }),
        apiKey,
      ]) {
        fake.addFault({ at: 'search', kind: 'answer', status, body })
        const error = await errorOf(client.search(liveNow, context), secrets)
        assert.ok(!inspect(error, { depth: 10, showHidden: true }).includes('AIza'))
      }
})

test('requests keep a pace of three hundred a minute, from the first one on', async t => {
  const clock = createDrivenClock(start)
  const { client, context, fake } = await setUp(t, { now: clock.now }, { clock })
  assert.deepEqual(client.budget(), { limit: 300, left: 300 })
  const asks = upTo(700).map(() => client.readVideoCategories('US', context))
  await clock.drive(Promise.all(asks))
  const minutes = fake.requests.map(({ atMs }) => Math.floor((atMs - start) / 60_000))
  assert.equal(minutes.length, 700)
  for (const minute of [0, 1, 2])
    assert.ok(minutes.filter(other => other === minute).length <= 300, `minute ${minute}`)
})

test('another pace can be asked for', async t => {
  const { client, clock, context } = await setUp(t, {}, { requestsPerMinute: 10 })
  for (const _ of upTo(21)) await client.search(liveNow, context)
  assert.ok(clock.now() - start >= 60_000)
})

const reason = { why: 'shutting down' }

test('an aborted signal sends and spends nothing, whatever is asked', async t => {
  for (const why of [reason, new AppError('unavailable', 'Shutting down.')]) {
    const { client, fake, ledger } = await setUp(t)
    const context = aContext(AbortSignal.abort(why))
    for (const [, ask] of everyQuestion)
      await assert.rejects(ask(client, context), error => error === why)
    assert.deepEqual([fake.requests.length, ledger.spent.length], [0, 0])
  }
})

test('an abort ends the wait for the ledger', async t => {
  const asked = Promise.withResolvers<void>()
  const spend = () => {
    asked.resolve()
    return Promise.withResolvers<boolean>().promise
  }
  const { client, fake } = await setUp(t, {}, { spend })
  const abort = new AbortController()
  const ends = client.search(liveNow, aContext(abort.signal))
  await asked.promise
  abort.abort(reason)
  await assert.rejects(ends, error => error === reason)
  assert.equal(fake.requests.length, 0)
})

for (const kind of ['gate', 'stall'] as const)
  test(`an abort ends the wait for an answer that makes a ${kind} of it, and its connection`, async t => {
    const reached = Promise.withResolvers<{ gone: Promise<unknown> }>()
    const met = (gone: Promise<unknown>) => reached.resolve({ gone })
    const gate = (gone: Promise<unknown>) => {
      met(gone)
      return gone
    }
    const { client, fake } = await setUp(t, {
      faults: [kind === 'gate' ? { at: 'search', kind, gate } : { at: 'search', kind, met }],
    })
    const abort = new AbortController()
    const context = aContext(abort.signal)
    const ends = client.search(liveNow, context)
    const { gone } = await reached.promise
    abort.abort(reason)
    await assert.rejects(ends, error => error === reason)
    await gone
    assert.equal(fake.underWay(), 0)
    assert.deepEqual(context.tally, { requests: 1, retries: 0 })
    await client.search(liveNow, aContext())
  })

test('an abort ends the pause between two tries and the wait for the pace', async t => {
  const clock = createDrivenClock(start)
  const { client, fake, ledger } = await setUp(
    t,
    { faults: [{ at: 'search', kind: 'answer', status: 429 }] },
    { clock },
  )
  const abort = new AbortController()
  const first = client.search(liveNow, aContext(abort.signal))
  await clock.whenAsleep(1)
  const second = client.readVideos([videoId(1)], aContext(abort.signal))
  await clock.whenAsleep(2)
  abort.abort(reason)
  await assert.rejects(first, error => error === reason)
  await assert.rejects(second, error => error === reason)
  assert.deepEqual([ledger.spent.length, fake.requests.length, fake.underWay()], [1, 1, 0])
})

test('the policy is that of the terms: thirty days, no sums, nothing derived', async t => {
  const { client } = await setUp(t)
  assert.deepEqual(
    [client.platform, client.capabilities.hasFullList, client.capabilities.hasSingleBroadcast],
    ['youtube', false, false],
  )
  assert.deepEqual(client.policy, {
    maxStatDays: 30,
    maxDataDays: 30,
    allowAggregates: false,
    allowDerived: false,
    archive: false,
    attribution: 'YouTube',
  })
})
