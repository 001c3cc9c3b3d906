// Every recorded answer, sent as it came, through the client: each field that is read, and of each
// refusal its code, whether it closes the bucket, and whether it is tried again.

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { aLedger } from '../../../test/conformance/ledger.ts'
import { liveNow } from '../../../test/conformance/questions.ts'
import { aContext, errorOf, start } from '../../../test/conformance/stage.ts'
import { startFakeYoutube, type YoutubePlace } from '../../../test/fake-youtube.ts'
import {
  channelsList,
  type Recorded,
  recorded,
  recordedFiles,
  snippetOf,
  videosList,
  type YoutubeRow,
} from '../../../test/youtube-fixtures.ts'
import type { ErrorCode } from '../../domain/error.ts'
import { createManualClock } from '../../lib/manual-clock.ts'
import { createYoutubeClient } from './client.ts'

const channelId = 'UC_x5XG1OV2P6uZZ5FSM9Ttw'

/** A client whose next answers at a place are these. */
async function setUp(t: TestContext, at: YoutubePlace, answers: readonly Recorded[]) {
  const clock = createManualClock(start)
  const ledger = aLedger()
  const faults = answers.map(answer => ({ at, kind: 'answer', ...answer }) as const)
  const fake = await startFakeYoutube({ faults, now: clock.now })
  t.after(() => fake.close())
  const client = createYoutubeClient({
    ...ledger,
    config: fake,
    retryAttempts: 3,
    clock,
    random: () => 0.5,
    userAgent: 'Livecensus/test',
  })
  return { client, clock, context: aContext(), fake, ledger }
}

const tested = new Set<string>()

/** Defines a test of one recorded answer. */
function testOf(
  file: string,
  title: string,
  run: (t: TestContext, answer: Recorded) => Promise<void>,
) {
  tested.add(file)
  test(`${file}: ${title}`, t => run(t, recorded(file)))
}

testOf('search_event_live_25_2020-03.json', '25 streams are found exactly', async (t, answer) => {
  const { client, context } = await setUp(t, 'search', [answer])
  const { items } = JSON.parse(answer.body) as { items: YoutubeRow[] }
  const page = await client.search(liveNow, null, context)
  assert.deepEqual(page, {
    found: items.map(item => {
      const { channelId, title, channelTitle } = snippetOf(item)
      const { videoId: streamId } = item.id as YoutubeRow
      // The only escape in them.
      const plain = String(title).replace('&amp;', '&')
      return { streamId, channelId, title: plain, channelTitle, isUpcoming: false }
    }),
    nextPageToken: 'CBkQAA',
    skipped: 0,
  })
  assert.equal(page.found.length, 25)
  assert.deepEqual(page.found[0], {
    streamId: 'qgylp3Td1Bw',
    channelId: 'UCDGiCfCZIV5phsoGiPwIcyQ',
    title: '[LIVE] Coronavirus Pandemic: Real Time Counter, World Map, News',
    channelTitle: 'Roylab Stats',
    isUpcoming: false,
  })
  const title = page.found[15]?.title ?? ''
  assert.ok(title.startsWith('MediaOneTV Live | Latest Malayalam News & Live Updates | '), title)
})

testOf('search_live_one_2018.json', 'the older form is found exactly', async (t, answer) => {
  const { client, context } = await setUp(t, 'search', [answer])
  assert.deepEqual(await client.search(liveNow, null, context), {
    found: [
      {
        streamId: 'rhy_EjvT1S0',
        channelId: 'UC0aJpP4DgTL96qnQE5BA1Sw',
        title: 'Southwest Florida Eagle Cam - 360',
        channelTitle: 'Southwest Florida Eagle Cam',
        isUpcoming: false,
      },
    ],
    nextPageToken: 'CAEQAA',
    skipped: 0,
  })
})

for (const [file, streamId, viewers, startedAt] of [
  ['video_live_with_viewers_lofi_2022.json', 'jfKfPfyJRdk', 37_036, '2022-07-12T15:59:30Z'],
  ['video_live_with_viewers_2024-01-11.json', 'c7_kqMFDE8c', 1_888, '2024-01-11T00:06:08Z'],
] as const)
  testOf(file, 'nothing is made up without its texts, with them it is live', async (t, answer) => {
    const { client, context } = await setUp(t, 'videos', [answer, withTexts(answer, 'live')])
    const ids = [streamId]
    // It is there, but nobody can tell whose it is or that it is live.
    const unread = { streams: [], missing: [], skipped: 1 }
    assert.deepEqual(await client.readVideos(ids, context), unread)
    assert.deepEqual(await client.readVideos(ids, context), {
      streams: [
        {
          kind: 'live',
          streamId,
          stream: {
            streamId,
            channelId,
            username: null,
            displayName: 'Google Developers',
            avatarUrl: null,
            title: 'What are Actions on Google (Assistant on Air)',
            categoryId: '28',
            gameName: null,
            viewers,
            language: 'en',
            startedAt: Date.parse(startedAt) / 1_000,
            tags: snippetOf(videosList().items[0]).tags,
            thumbnailUrl: 'https://i.ytimg.com/vi/D-lhorsDlUQ/hqdefault.jpg',
          },
          isPremiere: false,
        },
      ],
      missing: [],
      skipped: 0,
    })
  })

testOf(
  'video_live_upcoming_1.http.json',
  'one that never started is scheduled',
  async (t, answer) => {
    const { client, context } = await setUp(t, 'videos', [answer, withTexts(answer, 'upcoming')])
    const ids = ['PqzGI8gO_gk']
    const unread = { streams: [], missing: [], skipped: 1 }
    assert.deepEqual(await client.readVideos(ids, context), unread)
    assert.deepEqual(await client.readVideos(ids, context), {
      streams: [
        {
          kind: 'upcoming',
          streamId: 'PqzGI8gO_gk',
          channelId,
          title: 'What are Actions on Google (Assistant on Air)',
          channelTitle: 'Google Developers',
          scheduledAt: Date.parse('2017-12-23T01:00:00Z') / 1_000,
        },
      ],
      missing: [],
      skipped: 0,
    })
  },
)

testOf('video_live_ended_1.http.json', 'its end is told, texts or not', async (t, answer) => {
  const { client, context } = await setUp(t, 'videos', [answer, withTexts(answer, 'none')])
  for (const _ of ['without', 'with'])
    assert.deepEqual(await client.readVideos(['COOM8_tOy6U'], context), {
      streams: [
        {
          kind: 'ended',
          streamId: 'COOM8_tOy6U',
          endedAt: Date.parse('2014-08-01T17:51:57Z') / 1_000,
        },
      ],
      missing: [],
      skipped: 0,
    })
})

testOf('videos_2.json', 'what was no stream is over, as live it is exact', async (t, answer) => {
  const live = answer.body.replaceAll(/"liveBroadcastContent": *"none"/g, liveContent)
  const { client, context } = await setUp(t, 'videos', [answer, { status: 200, body: live }])
  const ids = ['D-lhorsDlUQ', 'ovdbrdCIP7U', 'notInThere0']
  const over = ids.slice(0, 2).map(streamId => ({ kind: 'ended', streamId, endedAt: null }))
  const missing = ['notInThere0']
  assert.deepEqual(await client.readVideos(ids, context), { streams: over, missing, skipped: 0 })
  const { streams } = await client.readVideos(ids, context)
  assert.deepEqual(streams[1], {
    kind: 'live',
    streamId: 'ovdbrdCIP7U',
    stream: {
      streamId: 'ovdbrdCIP7U',
      channelId: 'UCJdl3Paao2f3ha5JXMYUCIA',
      username: null,
      displayName: 'NFL Throwback',
      avatarUrl: null,
      title: 'How EVERY Team Got Its Name & Identity!',
      categoryId: '17',
      gameName: null,
      viewers: null,
      language: 'en',
      startedAt: null,
      tags: snippetOf(videosList().items[1]).tags,
      thumbnailUrl: 'https://i.ytimg.com/vi/ovdbrdCIP7U/hqdefault.jpg',
    },
    isPremiere: false,
  })
})

testOf('channels_statistics_2.json', 'both channels are read exactly', async (t, answer) => {
  const { client, context } = await setUp(t, 'channels', [answer])
  const description = (no: number) => snippetOf(channelsList().items[no]).description
  assert.deepEqual(await client.readChannels(['UCK8sQmJBp8GCxrOtXWBpyEA', channelId], context), {
    rows: [
      {
        channelId: 'UCK8sQmJBp8GCxrOtXWBpyEA',
        username: 'google',
        displayName: 'Google',
        avatarUrl:
          'https://yt3.ggpht.com/ytc/AMLnZu_31rROBnB8bq9EJfk82OnclHISQ3Hrx6i1oWLai5o=s240-c-k-c0x00ffffff-no-rj',
        description: description(0),
        broadcasterType: null,
        registeredAt: 1_127_083_030,
        subscribers: 10_700_000,
      },
      {
        channelId,
        username: 'googledevelopers',
        displayName: 'Google Developers',
        avatarUrl:
          'https://yt3.ggpht.com/ytc/AMLnZu-oDvWEJ-WfN9bgxQB2YAlnjC2uqN_c7JQZvX9Ikfg=s240-c-k-c0x00ffffff-no-rj',
        description: description(1),
        broadcasterType: null,
        registeredAt: 1_187_829_283,
        subscribers: 2_260_000,
      },
    ],
    skipped: 0,
  })
})

testOf('video_categories_32_2019-11.json', 'all are read exactly', async (t, answer) => {
  const { client, context } = await setUp(t, 'categories', [answer])
  const { items } = JSON.parse(answer.body) as { items: YoutubeRow[] }
  const { rows, skipped } = await client.readVideoCategories('US', context)
  const expected = items.map(item => [item.id, snippetOf(item).title, null])
  assert.deepEqual(
    rows.map(row => [row.categoryId, row.gameName, row.artUrl]),
    expected,
  )
  assert.deepEqual([rows.length, skipped], [32, 0])
  assert.deepEqual(rows[7], { categoryId: '20', gameName: 'Gaming', artUrl: null })
})

const ofKey = (said: string) =>
  `YouTube refused the key (${said}): check YOUTUBE_API_KEY, what it is restricted to, and that its project may use the YouTube Data API v3.`
const ofDay = (said: string) => (bucket: string) =>
  `YouTube says that today's quota "${bucket}" is spent (${said}).`

interface Refusal {
  readonly file: string
  readonly code: ErrorCode
  /** By the bucket that was asked. */
  readonly message: string | ((bucket: string) => string)
  readonly closes: boolean
}

const refusals: readonly Refusal[] = [
  {
    file: 'error_403_quota_exceeded_2024-11-26.json',
    code: 'rate_limited',
    message: ofDay('403, "quotaExceeded"'),
    closes: true,
  },
  {
    file: 'error_429_uploads_per_day_2026-05-27.json',
    code: 'rate_limited',
    message: ofDay('429, "rateLimitExceeded"'),
    closes: true,
  },
  {
    file: 'error_400_key_invalid.json',
    code: 'unauthorized',
    message: ofKey('400, "keyInvalid"'),
    closes: false,
  },
  {
    file: 'error_401_authError.http.json',
    code: 'unauthorized',
    message: ofKey('401, "authError"'),
    closes: false,
  },
  {
    file: 'error_400_unknownPart.http.json',
    code: 'invalid',
    message: 'YouTube answered 400, "unknownPart".',
    closes: false,
  },
  {
    file: 'error_400_subscriptionForbidden.http.json',
    code: 'forbidden',
    message: 'YouTube answered 400, "subscriptionForbidden".',
    closes: false,
  },
  {
    file: 'error_403_playlistForbidden.http.json',
    code: 'forbidden',
    message: 'YouTube answered 403, "playlistForbidden".',
    closes: false,
  },
]

for (const { file, code, message, closes } of refusals)
  testOf(
    file,
    `${code}, ${closes ? 'closes the bucket' : 'the bucket stays open'}, not tried again`,
    async (t, answer) => {
      for (const [place, bucket] of [
        ['search', 'search'],
        ['uploads', 'default'],
      ] as const) {
        const { client, clock, context, fake, ledger } = await setUp(t, place, [answer])
        const ends =
          place === 'search'
            ? client.search(liveNow, null, context)
            : client.readUploads(channelId, context)
        const error = await errorOf(ends, [fake.apiKey])
        const words = typeof message === 'string' ? message : message(bucket)
        assert.deepEqual([error.code, error.message], [code, words])
        assert.deepEqual(ledger.exhausted, closes ? [bucket] : [])
        assert.deepEqual([ledger.spent, clock.sleeps], [[{ bucket, units: 1 }], []])
        assert.deepEqual(context.tally, { requests: 1, retries: 0 })
      }
    },
  )

test('every recorded answer has a test', () =>
  assert.deepEqual([...tested].toSorted(), recordedFiles().toSorted()))

const liveContent = '"liveBroadcastContent": "live"'

/** The recorded row with the recorded texts of a video, in one of the states. */
function withTexts({ body }: Recorded, liveBroadcastContent: string): Recorded {
  const list = JSON.parse(body) as { items: YoutubeRow[] }
  const snippet = { ...snippetOf(videosList().items[0]), liveBroadcastContent }
  const items = list.items.map(item => ({ ...item, snippet }))
  return { status: 200, body: JSON.stringify({ ...list, items }) }
}
