// A search is read page by page, row by row; streams and channels are looked up; nothing read is kept.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { capabilitiesOf } from '../../src/domain/platform.ts'
import { usualPolicyOf } from '../../src/domain/policy.ts'
import type { CallContext } from '../../src/platforms/client.ts'
import type { SearchPage, TrackedClient } from '../../src/platforms/tracked-client.ts'
import { holdNothingKept, longWalk } from './memory.ts'
import { liveNow, trackedQuestions } from './questions.ts'
import { errorOf, setUp, type TrackedStage, upTo } from './stage.ts'

/** What holds for the questions to every tracked platform. */
export function conformTracking(stage: TrackedStage): void {
  const named = (title: string) => `${stage.name}: ${title}`

  test(named('the client says whose it is, what that platform tells and allows'), async t => {
    const { client } = await setUp(t, stage)
    assert.deepEqual(client.capabilities, capabilitiesOf(client.platform))
    assert.equal(client.capabilities.hasFullList, false)
    assert.equal(client.policy, usualPolicyOf(client.platform))
    assert.equal(client.policy.attribution, stage.name)
  })

  test(named('the pages of a search are read to the end in their order'), async t => {
    for (const pages of [
      [upTo(10), upTo(20, 11), upTo(25, 21)],
      [[1, 2, 3], [3, 2, 4], [1]],
      [[1, 2], [], [3], []],
      [[]],
    ]) {
      const { asked, client, clock, context } = await setUp(t, stage, { pages })
      assert.deepEqual(await walk(client, context), pages.flat())
      assert.deepEqual(context.tally, { requests: pages.length, retries: 0 })
      assert.deepEqual([asked('page').length, clock.sleeps], [pages.length, []])
    }
  })

  test(named('every request says who asks'), async t => {
    const { client, context, fake } = await setUp(t, stage)
    for (const ask of trackedQuestions(stage).allOf(client)) await ask(context)
    assert.equal(fake.requests.length, Object.keys(client.costs).length)
    for (const { headers } of fake.requests)
      assert.match(String(headers['user-agent']), /^Livecensus\/test( |$)/)
  })

  test(named('rows that cannot be read are counted, and cost no other'), async t => {
    const { client, context } = await setUp(t, stage, { pages: [[1, null, 2, null], [null]] })
    const first = await client.search(liveNow, null, context)
    assert.deepEqual([numbersOf(first), first.skipped], [[1, 2], 2])
    const second = await client.search(liveNow, first.nextPageToken, context)
    assert.deepEqual([second.found, second.skipped, second.nextPageToken], [[], 1, null])
    assert.deepEqual(context.tally, { requests: 2, retries: 0 })
  })

  test(named('a page token that is not taken is told at once'), async t => {
    const { client, clock, context, fake } = await setUp(t, stage)
    const ends = client.search(liveNow, 'nonsense &?#%', context)
    assert.equal((await errorOf(ends, fake.secrets)).code, 'invalid')
    assert.deepEqual([context.tally, clock.sleeps], [{ requests: 1, retries: 0 }, []])
  })

  test(named('a look-up names each id once, and tells those that are missing'), async t => {
    const { client, context } = await setUp(t, stage)
    const ids = [...upTo(24), 7, 99].map(String)
    const { streams, missing, skipped } = await client.readVideos(ids, context)
    const found = streams.map(({ streamId }) => Number(streamId)).sort((a, b) => a - b)
    assert.deepEqual([found, missing, skipped], [upTo(24), ['99'], 0])
    assert.deepEqual(context.tally, { requests: 1, retries: 0 })
  })

  test(named('a look-up of nobody asks nothing, one of too many is a mistake'), async t => {
    const { client, context, fake } = await setUp(t, stage)
    const tooMany = upTo(client.mostIds + 1).map(String)
    assert.deepEqual(await client.readVideos([], context), { streams: [], missing: [], skipped: 0 })
    assert.deepEqual(await client.readChannels([], context), { rows: [], skipped: 0 })
    await assert.rejects(client.readVideos(tooMany, context), RangeError)
    await assert.rejects(client.readChannels(tooMany, context), RangeError)
    assert.equal(fake.requests.length, 0)
  })

  test(named('a long search keeps no page'), async t => {
    const pages = Array.from({ length: longWalk.pages }, () => upTo(longWalk.rowsAPage))
    const { client, context } = await setUp(t, stage, { pages, title: longWalk.title })
    let pageToken: string | null = null
    await holdNothingKept(async () => {
      const page = await client.search(liveNow, pageToken, context)
      pageToken = page.nextPageToken
    })
    assert.equal(pageToken, null)
  })
}

/** The streams of a search from its first page to its last; fails where none is the last. */
async function walk(client: TrackedClient, context: CallContext): Promise<number[]> {
  const found: number[] = []
  let pageToken: string | null = null
  do {
    assert.ok(context.tally.requests < 10, 'the search has no end')
    const page: SearchPage = await client.search(liveNow, pageToken, context)
    found.push(...numbersOf(page))
    pageToken = page.nextPageToken
  } while (pageToken !== null)
  return found
}

function numbersOf({ found }: SearchPage): number[] {
  return found.map(({ streamId }) => Number(streamId))
}
