// The live list is read page by page, row by row; channels are looked up; nothing read is kept.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { capabilitiesOf } from '../../src/domain/platform.ts'
import { holdNothingKept, longWalk } from './memory.ts'
import { channelsOf, errorOf, readPage, type Stage, setUp, upTo, walk } from './stage.ts'

/** What holds for the pages of every platform. */
export function conformPaging(stage: Stage): void {
  const named = (title: string) => `${stage.name}: ${title}`

  test(named('the client says whose it is and what that platform tells'), async t => {
    const { client } = await setUp(t, stage)
    assert.deepEqual(client.capabilities, capabilitiesOf(client.platform))
    assert.ok(['viewers', 'started_at'].includes(client.order))
    assert.equal(client.policy.attribution, stage.name)
  })

  test(named('the pages are read to the end in their order, each stream once'), async t => {
    const { asked, client, clock, context } = await setUp(t, stage)
    assert.deepEqual(channelsOf(await walk(client, context)), upTo(25))
    assert.deepEqual(context.tally, { requests: 3, retries: 0 })
    assert.deepEqual(
      asked('page').map(request => request.page),
      [1, 2, 3],
    )
    assert.equal(asked('token').length, 1)
    assert.deepEqual(clock.sleeps, [])
  })

  test(named('every request says who asks'), async t => {
    const { client, context, fake } = await setUp(t, stage)
    await walk(client, context)
    assert.equal(fake.requests.length, 4)
    for (const { headers } of fake.requests) assert.equal(headers['user-agent'], 'Livecensus/test')
  })

  test(named('rows that come on two pages are handed on as they come'), async t => {
    const { client, context } = await setUp(t, stage, { pages: [[1, 2, 3], [3, 2, 4], [1]] })
    assert.deepEqual(channelsOf(await walk(client, context)), [1, 2, 3, 3, 2, 4, 1])
  })

  test(named('short pages and an empty tail are pages like others'), async t => {
    const { client, context } = await setUp(t, stage, { pages: [[1, 2], [], [3], []] })
    assert.deepEqual(channelsOf(await walk(client, context)), [1, 2, 3])
    assert.equal(context.tally.requests, 4)
  })

  test(named('a list of nothing is one empty page'), async t => {
    const { client, context } = await setUp(t, stage, { pages: [[]] })
    assert.deepEqual(await readPage(client, null, context), {
      kind: 'page',
      streams: [],
      skipped: 0,
      nextCursor: null,
      onlyTop: null,
    })
  })

  test(named('rows that cannot be read are counted, and cost no other'), async t => {
    const { client, context } = await setUp(t, stage, { pages: [[1, null, 2, null], [null]] })
    const first = await readPage(client, null, context)
    assert.deepEqual([channelsOf(first.streams), first.skipped], [[1, 2], 2])
    const second = await readPage(client, first.nextCursor, context)
    assert.deepEqual([second.streams, second.skipped, second.nextCursor], [[], 1, null])
    assert.deepEqual(context.tally, { requests: 2, retries: 0 })
  })

  test(named('a refused cursor is told apart from a failure, at once'), async t => {
    const { client, context } = await setUp(t, stage, {
      faults: [{ at: 2, kind: 'invalid_cursor' }],
    })
    const { nextCursor } = await readPage(client, null, context)
    const refused = { kind: 'cursor_rejected' }
    assert.deepEqual(await client.readLivePage(nextCursor, context), refused)
    assert.deepEqual(await client.readLivePage('nonsense &?#%', context), refused)
    assert.deepEqual(context.tally, { requests: 3, retries: 0 })
  })

  test(named('channels are looked up a hundred at a time, each once'), async t => {
    const { asked, client, context } = await setUp(t, stage, {
      pages: [upTo(100), upTo(150, 101)],
    })
    const { rows, skipped } = await client.refresh([...upTo(210), 7].map(String), context)
    assert.deepEqual(
      channelsOf(rows).sort((a, b) => a - b),
      upTo(150),
    )
    assert.equal(skipped, 0)
    assert.equal(asked('channels').length, 3)
    assert.deepEqual(context.tally, { requests: 3, retries: 0 })
  })

  test(named('a look-up of nobody asks nothing'), async t => {
    const { client, context, fake } = await setUp(t, stage)
    assert.deepEqual(await client.refresh([], context), { rows: [], skipped: 0 })
    assert.equal(fake.requests.length, 0)
  })

  test(named('a look-up that fails in the middle is told'), async t => {
    const { client, context, fake } = await setUp(t, stage)
    const body = '{"rows":[]}'
    fake.addFault({ at: 'channels', kind: 'answer', status: 200, body, times: 3 })
    const error = await errorOf(client.refresh(['1'], context), fake.secrets)
    assert.equal(error.code, 'unavailable')
    assert.equal(error.message, `${stage.name} sent something else than asked for in 3 of 3 tries.`)
  })

  test(named('a long walk keeps no page'), async t => {
    // The fake sends the same rows over and over; the client reads other texts every time.
    const pages = Array.from({ length: longWalk.pages }, () => upTo(longWalk.rowsAPage))
    const { client, context } = await setUp(t, stage, { pages, title: longWalk.title })
    let cursor: string | null = null
    await holdNothingKept(async () => {
      const page = await readPage(client, cursor, context)
      cursor = page.nextCursor
    })
    assert.equal(cursor, null)
  })
}
