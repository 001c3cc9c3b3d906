import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { aGate, aPage, aStream, someStreams } from '../../test/builders.ts'
import { AppError } from '../domain/error.ts'
import type { LiveStream } from '../domain/live-stream.ts'
import type { SweepScope } from '../domain/sweep.ts'
import { orAborted } from '../lib/abort.ts'
import type { CursorRejected, LivePage, PlatformClient } from '../platforms/client.ts'
import { type LiveList, readLive } from './read-live.ts'
import { wholeList } from './reading-plan.ts'

const rejected: CursorRejected = { kind: 'cursor_rejected' }

type Answer = LivePage | CursorRejected | Error

/** A client that answers each request by `answer`, and the cursors it was asked for. */
function aScript(answer: (cursor: string | null, request: number) => Answer) {
  const cursors: (string | null)[] = []
  const client: PlatformClient = {
    ...aGate(),
    readLivePage: async (cursor, { signal, tally }) => {
      signal.throwIfAborted()
      tally.requests += 1
      const given = answer(cursor, cursors.push(cursor))
      if (given instanceof Error) throw given
      return given
    },
  }
  return { client, cursors }
}

/** A client that gives these answers one after the other. */
function inTurn(...answers: Answer[]) {
  return aScript((_, request) => answers[request - 1] ?? new Error('one request too many'))
}

interface Options {
  readonly maxStreams?: number
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: { streams: number; pages: number }) => void
}

/** What was read, with its texts. */
interface ReadList extends Pick<LiveList, 'figures' | 'failure'> {
  readonly streams: readonly LiveStream[]
}

async function read(
  client: PlatformClient,
  { maxStreams, signal = new AbortController().signal, onProgress = () => {} }: Options = {},
): Promise<ReadList> {
  const scope: SweepScope = maxStreams ? { kind: 'top', limit: maxStreams } : { kind: 'all' }
  const plan = { ...wholeList, scope }
  const options = { plan, signal, timeLimitMs: 60_000, onProgress }
  const { rows, streamOf, figures, failure } = await readLive(client, options)
  const streams = rows.map(streamOf).map(({ fingerprint, ...stream }) => stream)
  return { streams, figures, failure }
}

const idsOf = ({ streams }: ReadList) => streams.map(stream => stream.streamId)
const [a, b, c, d, e, f] = ['a', 'b', 'c', 'd', 'e', 'f'].map(streamId =>
  aStream({ streamId }),
) as [LiveStream, LiveStream, LiveStream, LiveStream, LiveStream, LiveStream]

test('a list is read from the top to the end, each page where the last one leads', async () => {
  const { client, cursors } = inTurn(aPage([a, b], '1'), aPage([c, d], '2'), aPage([e]))
  assert.deepEqual(await read(client), {
    streams: [a, b, c, d, e],
    figures: { streams: 5, pages: 3, requests: 3, retries: 0, duplicates: 0, skipped: 0 },
    failure: null,
  })
  assert.deepEqual(cursors, [null, '1', '2'])
})

test('an empty list is a list', async () => {
  const list = await read(inTurn(aPage([])).client)
  assert.deepEqual([list.streams, list.failure, list.figures.pages], [[], null, 1])
})

test('a stream read twice counts once, as it was read last', async () => {
  const moved = aStream({ streamId: 'b', viewers: 7 })
  const list = await read(inTurn(aPage([a, b], '1'), aPage([moved, c])).client)
  assert.deepEqual(
    list.streams.toSorted((x, y) => `${x.streamId}`.localeCompare(`${y.streamId}`)),
    [a, moved, c],
  )
  assert.equal(list.figures.streams, 3)
  assert.equal(list.figures.duplicates, 1)
})

test('a stream that stands twice on one page is a duplicate', async () => {
  const list = await read(inTurn(aPage([a, a, a])).client)
  assert.deepEqual([idsOf(list), list.figures.duplicates], [['a'], 2])
})

test('rows that could not be read are added up', async () => {
  const { client } = inTurn({ ...aPage([a], '1'), skipped: 2 }, { ...aPage([b]), skipped: 1 })
  assert.equal((await read(client)).figures.skipped, 3)
})

test('what the client counts as sent and as sent again is in the figures', async () => {
  const client: PlatformClient = {
    ...aGate(),
    readLivePage: async (_, { tally }) => {
      tally.requests += 3
      tally.retries += 2
      return aPage([a])
    },
  }
  const { requests, retries } = (await read(client)).figures
  assert.deepEqual([requests, retries], [3, 2])
})

test('a short page is not the end', async () => {
  const list = await read(inTurn(aPage([a, b, c], '1'), aPage([d], '2'), aPage([e, f])).client)
  assert.deepEqual(idsOf(list), ['a', 'b', 'c', 'd', 'e', 'f'])
})

test('an empty page with a cursor is not the end', async () => {
  const list = await read(inTurn(aPage([a], '1'), aPage([], '2'), aPage([b])).client)
  assert.deepEqual(idsOf(list), ['a', 'b'])
})

test('an empty tail that goes on and on is the end', async () => {
  const { client, cursors } = aScript(cursor => aPage(cursor === null ? [a, b] : [], `${cursor}+`))
  const list = await read(client)
  assert.deepEqual([idsOf(list), list.failure], [['a', 'b'], null])
  assert.ok(cursors.length <= 6, `${cursors.length} requests`)
})

test('a page of unreadable rows alone is not the end', async () => {
  const unreadable = { ...aPage([], '1'), skipped: 100 }
  const { client } = inTurn(
    aPage([a], '0'),
    unreadable,
    { ...unreadable, nextCursor: '2' },
    aPage([b]),
  )
  assert.deepEqual(idsOf(await read(client)), ['a', 'b'])
})

const list = someStreams(6)

/** Serves `list` two a page and leads from the end back to the top. */
function aLoop(cursorOf: (page: number, request: number) => string, moved: () => LiveStream[]) {
  return aScript((cursor, request) => {
    const page = Number(cursor?.split('.')[0] ?? 0)
    const rows = request > 3 ? moved() : list
    return aPage(rows.slice(page * 2, page * 2 + 2), cursorOf((page + 1) % 3, request))
  })
}

const sameCursors = (page: number) => `${page}`
const newCursors = (page: number, request: number) => `${page}.${request}`
const loops = [
  { how: 'with the same cursors', cursorOf: sameCursors, rows: list, requests: 5 },
  { how: 'with new cursors', cursorOf: newCursors, rows: list, requests: 11 },
  {
    how: 'with the same cursors and other viewers',
    cursorOf: sameCursors,
    rows: list.map(row => ({ ...row, viewers: 1 })),
    requests: 5,
  },
  {
    how: 'with new cursors, other viewers and a new stream on top',
    cursorOf: newCursors,
    rows: [aStream({ streamId: 'new' }), ...list.map(row => ({ ...row, viewers: 1 }))],
    requests: 13,
  },
]

for (const { how, cursorOf, rows, requests } of loops)
  test(`a list that leads back to its first page ends there ${how}`, async () => {
    const { client, cursors } = aLoop(cursorOf, () => rows)
    const found = await read(client)
    assert.equal(found.failure, null)
    assert.deepEqual(
      new Set(idsOf(found).filter(id => id !== 'new')),
      new Set(list.map(row => row.streamId)),
    )
    assert.ok(cursors.length <= requests, `${cursors.length} requests`)
  })

test('a list that leads back to its first page ends there although rows cannot be read', async () => {
  const { client, cursors } = aScript(cursor => {
    const page = Number(cursor ?? 0)
    assert.ok(cursors.length < 20, 'it goes round and round')
    return { ...aPage(list.slice(page * 2, page * 2 + 2), `${(page + 1) % 3}`), skipped: 1 }
  })
  const found = await read(client)
  assert.deepEqual([found.streams.length, found.failure], [6, null])
})

test('a page that repeats rows because viewers moved does not stop the walk', async () => {
  const { client } = inTurn(aPage([a, b], '1'), aPage([b, a], '2'), aPage([c], '3'), aPage([d]))
  const found = await read(client)
  assert.deepEqual(idsOf(found), ['a', 'b', 'c', 'd'])
  assert.equal(found.figures.duplicates, 2)
})

test('after a rejected cursor the page before is read again for another one', async () => {
  const { client, cursors } = inTurn(
    aPage([a], '1'),
    aPage([b], '2'),
    rejected,
    aPage([b], '2x'),
    aPage([c]),
  )
  const found = await read(client)
  assert.deepEqual(cursors, [null, '1', '2', '1', '2x'])
  assert.deepEqual([idsOf(found), found.failure], [['a', 'b', 'c'], null])
  assert.deepEqual(found.figures, {
    streams: 3,
    pages: 4,
    requests: 5,
    retries: 1,
    duplicates: 1,
    skipped: 0,
  })
})

test('after a second rejected cursor two more pages are read again, then four, then all', async () => {
  const { client, cursors } = inTurn(
    aPage([a], '1'),
    aPage([b], '2'),
    rejected,
    rejected,
    aPage([a], '1x'),
    aPage([b], '2x'),
    aPage([c]),
  )
  const found = await read(client)
  assert.deepEqual(cursors, [null, '1', '2', '1', null, '1x', '2x'])
  assert.deepEqual([idsOf(found), found.failure], [['a', 'b', 'c'], null])
})

test('a platform that goes on rejecting its own cursors ends the walk with what was read', async () => {
  const { client, cursors } = aScript(cursor => (cursor === null ? aPage([a], '1') : rejected))
  const found = await read(client)
  assert.deepEqual(idsOf(found), ['a'])
  assert.equal(found.failure?.reason, 'page_failed')
  assert.ok(cursors.length <= 12, `${cursors.length} requests`)
})

test('a platform that rejects having no cursor is not walked', async () => {
  const found = await read(aScript(() => rejected).client)
  assert.deepEqual([found.streams, found.failure?.reason], [[], 'unreachable'])
})

test('a page that fails ends the walk with what was read', async () => {
  const failure = new AppError('unavailable', 'Page 2 could not be had.')
  const found = await read(inTurn(aPage([a, b], '1'), failure).client)
  assert.deepEqual(found, {
    streams: [a, b],
    figures: { streams: 2, pages: 1, requests: 2, retries: 0, duplicates: 0, skipped: 0 },
    failure: { reason: 'page_failed', error: 'Page 2 could not be had.' },
  })
})

test('a first page that fails is a platform that cannot be reached', async () => {
  const found = await read(inTurn(new AppError('rate_limited', 'Too often.')).client)
  assert.deepEqual(found.failure, { reason: 'unreachable', error: 'Too often.' })
  assert.deepEqual([found.streams, found.figures.pages, found.figures.requests], [[], 0, 1])
})

for (const pages of [[], [aPage([a], '1')]])
  test(`refused keys are named as such after ${pages.length} pages`, async () => {
    const found = await read(inTurn(...pages, new AppError('unauthorized', 'Wrong keys.')).client)
    assert.deepEqual(found.failure, { reason: 'unauthorized', error: 'Wrong keys.' })
  })

test('a mistake of our own is not taken for a failing platform', async () => {
  const mistake = new TypeError('x is not a function')
  await assert.rejects(read(inTurn(aPage([a], '1'), mistake).client), mistake)
})

test('a walk stops at the cap and keeps the streams read first', async () => {
  const { client, cursors } = inTurn(aPage([a, b], '1'), aPage([c, d], '2'))
  const found = await read(client, { maxStreams: 3 })
  assert.deepEqual([idsOf(found), found.failure], [['a', 'b', 'c'], null])
  assert.deepEqual([found.figures.streams, found.figures.pages], [3, 2])
  assert.deepEqual(cursors, [null, '1'])
})

test('a cap that is met exactly asks for no further page', async () => {
  const { client, cursors } = inTurn(aPage([a, b], '1'))
  const found = await read(client, { maxStreams: 2 })
  assert.deepEqual([idsOf(found), cursors], [['a', 'b'], [null]])
})

test('duplicates do not fill a cap', async () => {
  const found = await read(inTurn(aPage([a, b, a], '1'), aPage([b, c], '2')).client, {
    maxStreams: 3,
  })
  assert.deepEqual(idsOf(found), ['a', 'b', 'c'])
})

test('a list shorter than the cap is read to its end', async () => {
  const found = await read(inTurn(aPage([a, b])).client, { maxStreams: 500 })
  assert.deepEqual([idsOf(found), found.figures.streams], [['a', 'b'], 2])
})

test('progress is told after each page', async () => {
  const told: [number, number][] = []
  await read(inTurn(aPage([a, b], '1'), aPage([b, c])).client, {
    onProgress: ({ streams, pages }) => told.push([streams, pages]),
  })
  assert.deepEqual(told, [
    [2, 1],
    [3, 2],
  ])
})

const reason = new Error('enough')

test('a walk that is cancelled before it begins asks for nothing', async () => {
  const { client, cursors } = inTurn(aPage([a]))
  await assert.rejects(read(client, { signal: AbortSignal.abort(reason) }), reason)
  assert.deepEqual(cursors, [])
})

test('a walk that is cancelled between two pages ends with the reason', async () => {
  const cancel = new AbortController()
  const { client, cursors } = inTurn(aPage([a], '1'), aPage([b]))
  const walk = read(client, { signal: cancel.signal, onProgress: () => cancel.abort(reason) })
  await assert.rejects(walk, reason)
  assert.deepEqual(cursors, [null])
})

test('a request that fails because it was cancelled is no failure of the platform', async () => {
  const cancel = new AbortController()
  const { client } = aScript(() => {
    cancel.abort(reason)
    return new AppError('unavailable', 'The request was broken off.')
  })
  await assert.rejects(read(client, { signal: cancel.signal }), reason)
})

test('any list cut into any pages with any duplicates comes out once, as it was read last', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          added: fc.integer({ min: 1, max: 4 }),
          again: fc.array(fc.nat(), { maxLength: 4 }),
          /** Whether a page of nothing new comes first. */
          isDrifting: fc.boolean(),
        }),
        { minLength: 1, maxLength: 12 },
      ),
      async cuts => {
        const pages: LiveStream[][] = []
        let known = 0
        const row = (i: number) => aStream({ streamId: `s${i}`, viewers: pages.length })
        for (const { added, again, isDrifting } of cuts) {
          if (isDrifting && known > 0) pages.push(again.map(i => row(i % known)))
          const before = known
          known += added
          pages.push([
            ...again.map(i => row(i % known)),
            ...Array.from({ length: added }, (_, i) => row(before + i)),
          ])
        }
        const { client, cursors } = inTurn(
          ...pages.map((rows, i) => aPage(rows, i + 1 < pages.length ? `${i + 1}` : null)),
        )
        const found = await read(client)
        const last = new Map(pages.flat().map(stream => [stream.streamId, stream]))
        assert.deepEqual(new Map(found.streams.map(stream => [stream.streamId, stream])), last)
        assert.deepEqual(found.figures, {
          streams: known,
          pages: pages.length,
          requests: pages.length,
          retries: 0,
          duplicates: pages.flat().length - known,
          skipped: 0,
        })
        assert.equal(found.failure, null)
        assert.equal(cursors.length, pages.length)
      },
    ),
    { numRuns: 300 },
  ))

test('wherever cursors are rejected, a walk is complete or says that it is not', () =>
  fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 5 }),
      fc.uniqueArray(fc.integer({ min: 1, max: 120 }), { maxLength: 7 }),
      async (count, perPage, rejections) => {
        const whole = someStreams(count)
        const { client } = aScript((cursor, request) => {
          if (cursor !== null && rejections.includes(request)) return rejected
          const from = Number(cursor ?? 0)
          const rows = whole.slice(from, from + perPage)
          return aPage(rows, from + perPage < count ? `${from + perPage}` : null)
        })
        const found = await read(client)
        if (found.failure === null) assert.equal(found.streams.length, count)
        else assert.ok(rejections.length > 5, 'five rejections are borne')
      },
    ),
    { numRuns: 500 },
  ))

test('in a list that goes by start the cap keeps the most watched of all', async () => {
  const { client, cursors } = inTurn(
    aPage(
      [
        { ...a, viewers: 5 },
        { ...b, viewers: null },
      ],
      '1',
    ),
    aPage(
      [
        { ...c, viewers: 9 },
        { ...d, viewers: 0 },
      ],
      '2',
    ),
    aPage([{ ...e, viewers: 7 }]),
  )
  const list = await read({ ...client, order: 'started_at' }, { maxStreams: 2 })
  assert.deepEqual(idsOf(list), ['c', 'e'])
  assert.deepEqual([cursors.length, list.figures.streams, list.failure], [3, 2, null])
})

const totals: { title: string; total: (number | null)[]; error: string | null }[] = [
  { title: 'as many as the platform counts are all', total: [4, 4], error: null },
  { title: 'a count that cannot be had says nothing', total: [null, 900], error: null },
  { title: 'two more that the platform counts are no doubt', total: [6, 9], error: null },
  { title: 'of two counts the smaller one holds', total: [900, 4], error: null },
  { title: 'a count that cannot be had again holds as it was', total: [4, null], error: null },
  {
    title: 'fewer than 98 of 100 that the platform counts are too few',
    total: [7, 8],
    error: 'It held 4 streams, the platform counts 7.',
  },
]
for (const { title, total, error } of totals)
  test(title, async () => {
    const { client } = inTurn(aPage([a, b], '1'), aPage([c, d]))
    const left = [...total]
    const list = await read({ ...client, readTotal: async () => left.shift() ?? null })
    assert.deepEqual(list.failure, error === null ? null : { reason: 'short', error })
    assert.deepEqual(idsOf(list), ['a', 'b', 'c', 'd'], 'nothing that was read is lost')
  })

test('a capped walk is not held against the count', async () => {
  const { client } = inTurn(aPage([a, b], '1'))
  const list = await read({ ...client, readTotal: async () => 900 }, { maxStreams: 2 })
  assert.equal(list.failure, null)
})

test('a cursor that leads back in the middle of the list is asked for once more', async () => {
  const { client, cursors } = inTurn(
    aPage([a], '1'),
    aPage([b], '0'),
    aPage([a], '1'),
    aPage([b], '2'),
    aPage([c], '3'),
    aPage([d]),
  )
  const found = await read(client)
  assert.deepEqual(cursors, [null, '1', '0', '1', '2', '3'])
  assert.deepEqual([idsOf(found), found.failure], [['a', 'b', 'c', 'd'], null])
  assert.equal(found.figures.retries, 1)
})

test('a list that is read for too long is answered as far as it came', async () => {
  const { client } = inTurn(aPage([a], '1'))
  const stalled: PlatformClient = {
    ...client,
    readLivePage: (cursor, context) =>
      cursor === null
        ? client.readLivePage(cursor, context)
        : orAborted(new Promise<never>(() => {}), context.signal),
  }
  const plan = wholeList
  const { signal } = new AbortController()
  const options = { plan, signal, timeLimitMs: 20, onProgress: () => {} }
  const { rows, failure } = await readLive(stalled, options)
  assert.deepEqual([rows.length, failure?.reason], [1, 'time_limit'])
})

test('where a platform shows only its top, that is what the list covers', async () => {
  const { client } = inTurn({ ...aPage([a, b]), onlyTop: 100 })
  const options = {
    plan: wholeList,
    signal: new AbortController().signal,
    timeLimitMs: 60_000,
    onProgress: () => {},
  }
  const list = await readLive({ ...client, readTotal: async () => 900 }, options)
  assert.deepEqual([list.scope, list.failure], [{ kind: 'top', limit: 100 }, null])
})
