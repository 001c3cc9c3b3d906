import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { inspect } from 'node:util'
import { aLedger } from '../../../test/conformance/ledger.ts'
import { liveNow, trackedQuestions } from '../../../test/conformance/questions.ts'
import {
  aContext,
  errorOf,
  type StageFault,
  start,
  type TrackedStage,
  upTo,
} from '../../../test/conformance/stage.ts'
import { createDrivenClock } from '../../../test/driven-clock.ts'
import type { Fault } from '../../../test/fake-server.ts'
import {
  type FakeYoutubeOptions,
  startFakeYoutube,
  type YoutubePlace,
  youtubeError,
} from '../../../test/fake-youtube.ts'
import { conformTracked } from '../../../test/platform-conformance.ts'
import {
  channelsList,
  searchRowOf,
  snippetOf,
  videoId,
  videoRow,
  videoRows,
  type YoutubeRow,
} from '../../../test/youtube-fixtures.ts'
import { createManualClock } from '../../lib/manual-clock.ts'
import { createYoutubeClient, type YoutubeDeps } from './client.ts'

const channelId = 'UC_x5XG1OV2P6uZZ5FSM9Ttw'
const categories = [
  { id: '20', snippet: { title: 'Gaming' } },
  { id: '10', snippet: { title: 'Music' } },
]

/** The suite's names of places, and YouTube's. */
const placeOf = (at: StageFault['at']): YoutubePlace => (at === 'channels' ? 'videos' : 'search')
const suiteNames: Readonly<Record<string, string>> = { search: 'page', videos: 'channels' }

const stage: TrackedStage = {
  name: 'YouTube',
  triesWhenLimited: 3,
  tooManyBytes: 4_200_000,
  channelId,
  exhausted: youtubeError(403, 'quotaExceeded'),
  async start({ pages, title, rateLimit, now }) {
    const snippet = title === undefined ? {} : { title }
    const numbers = pages.flat().filter(number => number !== null)
    const rowOf = new Map(numbers.map(no => [no, videoRow({ id: String(no), snippet })]))
    const found = new Map(Array.from(rowOf, ([no, row]) => [no, searchRowOf(row)]))
    const fake = await startFakeYoutube({
      pages: pages.map(page => page.map(no => (no === null ? {} : (found.get(no) ?? {})))),
      videos: [...rowOf.values()],
      channels: channelsList().items,
      uploads: { [channelId]: ['1'] },
      categories,
      rateLimit: rateLimit ?? null,
      now,
    })
    return {
      get requests() {
        return fake.requests.map(request => ({
          ...request,
          to: suiteNames[request.to] ?? request.to,
        }))
      },
      secrets: [fake.apiKey],
      createClient: ({ hasWrongKeys = false, ledger = aLedger(), ...deps }) =>
        createYoutubeClient({
          ...deps,
          ...ledger,
          config: hasWrongKeys ? { ...fake, apiKey: 'AIzaFakeKey-wrong' } : fake,
          requestsPerMinute: rateLimit ?? 100_000,
        }),
      addFault: fault => fake.addFault({ ...fault, at: placeOf(fault.at) }),
      underWay: fake.underWay,
      close: fake.close,
    }
  },
}

conformTracked(stage)

const asksOf = trackedQuestions(stage).allOf

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
    uploads: { [channelId]: [videoId(2), videoId(1)] },
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

/** The query of a request, as the names and values in it. */
function queryOf({ target }: { target: string }): Record<string, string> {
  return Object.fromEntries(new URL(target, 'http://fake').searchParams)
}

test('a search asks for a page of fifty as documented', async t => {
  const { client, context, fake } = await setUp(t)
  await client.search(liveNow, null, context)
  await client.search(
    {
      eventType: 'upcoming',
      order: 'newest',
      regionCode: 'BR',
      language: 'pt',
      categoryId: '20',
    },
    'PAGE0',
    context,
  )
  await client.search({ eventType: 'live', order: 'relevance' }, null, context)
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
  await client.readUploads(channelId, context)
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
      [
        '/youtube/v3/playlistItems',
        {
          part: 'contentDetails',
          playlistId: 'UU_x5XG1OV2P6uZZ5FSM9Ttw',
          maxResults: '50',
          prettyPrint: 'false',
        },
      ],
      ['/youtube/v3/videoCategories', { part: 'snippet', regionCode: 'DE', prettyPrint: 'false' }],
    ],
  )
})

test('the key goes into a header and nowhere else, and answers may come packed', async t => {
  const { client, context, fake } = await setUp(t)
  for (const ask of asksOf(client)) await ask(context)
  for (const { headers, target } of fake.requests) {
    assert.equal(headers['x-goog-api-key'], fake.apiKey)
    assert.ok(!target.includes('key') && !target.includes('AIza'), target)
    assert.equal(headers.authorization, undefined)
    assert.equal(headers['user-agent'], 'Livecensus/test (gzip)')
    assert.match(String(headers['accept-encoding']), /\bgzip\b/)
  }
  assert.equal(fake.requests.length, 5)
})

test('what is upcoming is found as such', async t => {
  const videos = [...videoRows(1), videoRow({ id: 'soon', state: 'upcoming' })]
  const { client, context } = await setUp(t, { videos })
  const { found } = await client.search({ eventType: 'upcoming', order: 'newest' }, null, context)
  assert.deepEqual(
    found.map(({ streamId, isUpcoming }) => [streamId, isUpcoming]),
    [['soon', true]],
  )
})

test('a page token that is not taken is told', async t => {
  const { client, context, secrets } = await setUp(t)
  const error = await errorOf(client.search(liveNow, 'x', context), secrets)
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
    videoRow({ id: 'begun', details: { actualStartTime: undefined } }),
    videoRow({ id: 'odd', snippet: { liveBroadcastContent: 'x' } }),
  ]
  const { client, context } = await setUp(t, { videos })
  const ids = videos.map(({ id }) => String(id))
  const { missing, skipped, streams } = await client.readVideos([...ids, 'gone', 'live'], context)
  const told = streams.map(stream => {
    switch (stream.kind) {
      case 'live':
        return [stream.streamId, stream.stream.viewers, stream.stream.startedAt, stream.isPremiere]
      case 'upcoming':
        return [stream.streamId, stream.scheduledAt]
      case 'ended':
        return [stream.streamId, stream.endedAt]
      default:
        return stream satisfies never
    }
  })
  assert.deepEqual(told.toReversed(), [
    ['live', 37_036, 1_657_641_570, false],
    ['hidden', null, 1_657_641_570, false],
    ['premiere', 37_036, 1_657_641_570, true],
    ['soon', 1_657_641_600],
    ['over', 1_657_656_000],
    ['never', null],
    ['begun', 37_036, null, false],
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
  assert.deepEqual([missing, skipped], [[], 1], 'the row without an id may be that of c')
})

test('several streams of a channel are told one by one', async t => {
  const videos = upTo(3).map(no => videoRow({ id: `${no}`, snippet: { title: `Camera ${no}` } }))
  const { client, context } = await setUp(t, { videos })
  const { streams } = await client.readVideos(['1', '2', '3'], context)
  assert.deepEqual(
    streams.map(told => told.kind === 'live' && [told.stream.channelId, told.stream.title]),
    [3, 2, 1].map(no => [channelId, `Camera ${no}`]),
  )
})

test('fifty ids are one request, whatever is named twice', async t => {
  const { client, context, ledger } = await setUp(t)
  const ids = upTo(60).map(videoId)
  assert.equal((await client.readVideos(ids.slice(0, 50), context)).streams.length, 50)
  assert.equal((await client.readVideos([...ids.slice(0, 50), 'stream-0001'], context)).skipped, 0)
  assert.equal(client.mostIds, 50)
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

test('uploads are the newest fifty, each once, in their order', async t => {
  const ids = upTo(60).map(no => videoId(61 - no))
  const uploads = { UCmany: ids, UCfew: ['b', 'a', 'b', null, 'x,y'], UCnone: [] }
  const { client, context, ledger } = await setUp(t, { uploads })
  assert.deepEqual(await client.readUploads('UCmany', context), {
    rows: ids.slice(0, 50),
    skipped: 0,
  })
  assert.deepEqual(await client.readUploads('UCfew', context), { rows: ['b', 'a'], skipped: 2 })
  assert.deepEqual(await client.readUploads('UCnone', context), { rows: [], skipped: 0 })
  assert.deepEqual(ledger.spent[2], { bucket: 'default', units: 1 })
})

test('a channel without a list of uploads is not found, without a request where none is possible', async t => {
  const { client, context, fake, ledger, secrets } = await setUp(t)
  const error = await errorOf(client.readUploads('UCgone', context), secrets)
  assert.deepEqual(
    [error.code, error.message],
    ['not_found', 'YouTube answered 404, "playlistNotFound".'],
  )
  for (const id of [
    '',
    'UC',
    'HCabc',
    'UUabc',
    'ucabc',
    'UCa,UCb',
    'UCa&x=y',
    `UC${'x'.repeat(99)}`,
  ])
    assert.equal((await errorOf(client.readUploads(id, context), secrets)).code, 'not_found')
  assert.deepEqual([fake.requests.length, ledger.spent.length], [1, 1])
})

test('uploads that may not be seen are forbidden', async t => {
  const { client, context, secrets } = await setUp(t, {
    faults: [{ at: 'uploads', kind: 'answer', ...youtubeError(403, 'playlistItemsNotAccessible') }],
  })
  const error = await errorOf(client.readUploads(channelId, context), secrets)
  assert.deepEqual([error.code, context.tally.requests], ['forbidden', 1])
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

test('a search costs a unit of its own bucket, all else one of the other', async t => {
  const { client } = await setUp(t)
  const { search, ...others } = client.costs
  assert.deepEqual(search, { bucket: 'search', units: 1 })
  for (const cost of Object.values(others)) assert.deepEqual(cost, { bucket: 'default', units: 1 })
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
    await client.search(liveNow, null, context)
    assert.equal(clock.now() - beforeMs, 1_000)
  }
})

const answer = { at: 'videos', kind: 'answer' } as const
const passing: readonly (readonly [string, Fault<YoutubePlace>, string])[] = [
  ['backendError', { ...answer, ...youtubeError(503, 'backendError') }, 'answered 503 to'],
  ['backendError with 400', { ...answer, ...youtubeError(400, 'backendError') }, 'answered 400 to'],
  [
    'processingFailure',
    { ...answer, ...youtubeError(500, 'processingFailure') },
    'answered 500 to',
  ],
  ['a list with 500', { ...answer, status: 500, body: '{"items":[]}' }, 'answered 500 to'],
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
  const error = await errorOf(client.search(liveNow, null, context), [apiKey, fake.apiKey])
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
        const error = await errorOf(client.search(liveNow, null, context), secrets)
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
  for (const _ of upTo(21)) await client.search(liveNow, null, context)
  assert.ok(clock.now() - start >= 60_000)
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
