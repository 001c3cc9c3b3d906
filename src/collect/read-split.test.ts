import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aGate, aPage, aStream, someStreams } from '../../test/builders.ts'
import { AppError } from '../domain/error.ts'
import type { LiveStream } from '../domain/live-stream.ts'
import type { PlatformClient } from '../platforms/client.ts'
import { readLive } from './read-live.ts'
import type { ReadingPlan } from './reading-plan.ts'

const perPage = 2

/** Serves streams most watched first, two a page; a cursor is a place in the list asked for. */
function aPlatform(streams: readonly LiveStream[]) {
  const asked: string[] = []
  const client: PlatformClient = {
    ...aGate(),
    readLivePage: async (cursor, { signal, tally }, languages) => {
      signal.throwIfAborted()
      tally.requests += 1
      asked.push(`${languages?.join('+') ?? 'all'} ${cursor ?? 0}`)
      const part = languages
        ? streams.filter(({ language }) => languages.includes(language ?? ''))
        : streams
      const from = Number(cursor ?? 0)
      const rest = from + perPage < part.length ? `${from + perPage}` : null
      return aPage(part.slice(from, from + perPage), rest)
    },
  }
  return { client, asked }
}

const split: ReadingPlan = {
  scope: { kind: 'languages', languages: ['de', 'en', 'fr'] },
  isWhole: false,
  isKnownLong: true,
  chains: [
    { languages: ['en'], expected: null },
    { languages: ['de', 'fr'], expected: null },
  ],
}

function read(client: PlatformClient, plan: ReadingPlan, signal = new AbortController().signal) {
  return readLive(client, { plan, signal, timeLimitMs: 60_000, onProgress: () => {} })
}

const inLanguages = (count: number, ...languages: string[]) =>
  someStreams(count).map((stream, i) => ({
    ...stream,
    language: languages[i % languages.length] ?? null,
  }))

test('the parts of a split list are read side by side and are together what they cover', async () => {
  const streams = inLanguages(12, 'en', 'de', 'fr', 'xx')
  const { client, asked } = aPlatform(streams)
  const { rows, scope, figures, failure } = await read(client, split)
  assert.deepEqual([scope, failure], [split.scope, null])
  assert.deepEqual(
    rows.map(({ streamId }) => streamId).toSorted(),
    streams
      .filter(({ language }) => language !== 'xx')
      .map(({ streamId }) => streamId)
      .toSorted(),
  )
  assert.deepEqual([figures.pages, figures.requests, figures.duplicates], [5, 5, 0])
  assert.deepEqual(asked.slice(0, 2), ['en 0', 'de+fr 0'], 'both begin before one ends')
  assert.equal(figures.missed, undefined, 'there was nothing to compare with')
})

test('a stream that changes its language between two parts counts once', async () => {
  const stream = aStream({ language: 'en' })
  const client: PlatformClient = { ...aGate(), readLivePage: async () => aPage([stream]) }
  const { rows, figures } = await read(client, split)
  assert.deepEqual([rows.length, figures.duplicates], [1, 1])
})

test('a part that fails makes the sweep partial and does not end the others', async () => {
  const { client } = aPlatform(inLanguages(12, 'en', 'de'))
  const failing: PlatformClient = {
    ...client,
    readLivePage: async (cursor, context, languages) => {
      if (languages?.includes('de') && cursor !== null)
        throw new AppError('unavailable', 'Twitch answered 503 to 3 of 3 tries.')
      return client.readLivePage(cursor, context, languages)
    },
  }
  const { rows, failure } = await read(failing, split)
  assert.equal(rows.length, 6 + perPage)
  assert.deepEqual(failure, {
    reason: 'page_failed',
    error: 'Twitch answered 503 to 3 of 3 tries.',
  })
})

test('keys that are refused end all parts at once', async () => {
  let requests = 0
  const client: PlatformClient = {
    ...aGate(),
    readLivePage: async (_, { signal }, languages) => {
      signal.throwIfAborted()
      requests += 1
      if (languages?.includes('en')) throw new AppError('unauthorized', 'Wrong keys.')
      return aPage([aStream({ streamId: `s${requests}` })], `${requests}`)
    },
  }
  const { failure } = await read(client, split)
  assert.deepEqual(failure, { reason: 'unauthorized', error: 'Wrong keys.' })
  assert.ok(requests < 10, `${requests} requests`)
})

test('a mistake of our own in one part ends all of them', async () => {
  const mistake = new TypeError('x is not a function')
  const { client } = aPlatform(inLanguages(12, 'en', 'de'))
  const wrong: PlatformClient = {
    ...client,
    readLivePage: async (cursor, context, languages) => {
      if (languages?.includes('de')) throw mistake
      return client.readLivePage(cursor, context, languages)
    },
  }
  await assert.rejects(read(wrong, split), mistake)
})

const both: ReadingPlan = { ...split, scope: { kind: 'all' }, isWhole: true, isKnownLong: false }
const known: ReadingPlan = { ...both, isKnownLong: true }

test('a list that ends soon is read as a whole and not split', async () => {
  const { client, asked } = aPlatform(inLanguages(12, 'en', 'de'))
  const { rows, figures, scope } = await read(client, both)
  assert.deepEqual([rows.length, scope], [12, { kind: 'all' }])
  assert.ok(asked.every(question => question.startsWith('all ')))
  assert.equal(figures.missed, undefined)
})

test('beside the whole of a long list its parts are read, and what they missed is counted', async () => {
  const { client, asked } = aPlatform(inLanguages(120, 'en', 'de', 'fr', 'xx'))
  const { rows, figures, failure } = await read(client, both)
  assert.deepEqual([rows.length, failure], [120, null])
  assert.deepEqual(figures.missed, { bySplit: 30, byWhole: 0 })
  assert.equal(figures.duplicates, 0, 'the two ways through the list are no duplicates')
  assert.equal(figures.pages, 60 + 15 + 30)
  assert.ok(asked.indexOf('en 0') >= 50, 'the parts begin when the list has proven long')
})

const failsIn = (language: string, error: Error, client: PlatformClient): PlatformClient => ({
  ...client,
  readLivePage: async (cursor, context, languages) => {
    if (languages?.includes(language)) throw error
    return client.readLivePage(cursor, context, languages)
  },
})

test('of a stream that both ways have read, the first reading stands', async () => {
  const { client } = aPlatform(inLanguages(120, 'en', 'de', 'fr'))
  const later: PlatformClient = {
    ...client,
    readLivePage: async (cursor, context, languages) => {
      const page = await client.readLivePage(cursor, context, languages)
      if (page.kind !== 'page' || languages === undefined) return page
      return { ...page, streams: page.streams.map(stream => ({ ...stream, viewers: 7_000 })) }
    },
  }
  const { rows } = await read(later, both)
  assert.equal(rows.find(({ streamId }) => streamId === 's0')?.viewers, 120)
})

test('a part that fails beside a whole list takes nothing from it', async () => {
  const { client } = aPlatform(inLanguages(120, 'en', 'de'))
  const broken = failsIn('de', new AppError('unavailable', 'No.'), client)
  const { rows, figures, failure, scope, setback } = await read(broken, both)
  assert.equal(rows.length, 120)
  assert.deepEqual([scope, failure, setback], [{ kind: 'all' }, null, 'No.'])
  assert.equal(figures.missed, undefined, 'there was nothing whole to compare with')
})

/** The walk of the whole list breaks off at a page. */
const breaksOffAt = (place: string, client: PlatformClient): PlatformClient => ({
  ...client,
  readLivePage: async (cursor, context, languages) => {
    if (languages === undefined && cursor === place) throw new AppError('unavailable', 'No page.')
    return client.readLivePage(cursor, context, languages)
  },
})

for (const place of ['4', '110'])
  test(`where the whole list breaks off at ${place}, its parts are what was read`, async () => {
    const { client } = aPlatform(inLanguages(120, 'en', 'de', 'fr'))
    const list = await read(breaksOffAt(place, client), known)
    const { failure, parts, rows, scope, setback, walkedWhole } = list
    assert.deepEqual(scope, { kind: 'languages', languages: ['de', 'en', 'fr'] })
    assert.deepEqual([rows.length, failure, setback, walkedWhole], [120, null, 'No page.', true])
    assert.deepEqual(
      parts.map(({ languages, streams }) => [languages, streams]),
      [
        [['en'], 40],
        [['de', 'fr'], 80],
      ],
    )
  })

test('where a list that may be short breaks off, its parts are not tried', async () => {
  const { client, asked } = aPlatform(inLanguages(120, 'en', 'de'))
  const { failure, rows } = await read(breaksOffAt('4', client), both)
  assert.deepEqual([failure?.reason, rows.length], ['page_failed', 4])
  assert.ok(asked.every(question => question.startsWith('all ')))
})

test('the parts of a list that is known to be long begin with it', async () => {
  const { client, asked } = aPlatform(inLanguages(12, 'en', 'de'))
  await read(client, known)
  assert.deepEqual(asked.slice(0, 3), ['all 0', 'en 0', 'de+fr 0'])
})

test('a language that is not taken is left out, and the others are read', async () => {
  const { client, asked } = aPlatform(inLanguages(12, 'en', 'de', 'fr'))
  const picky = failsIn('fr', new AppError('invalid', 'The parameter was malformed.'), client)
  const { failure, rows, scope } = await read(picky, split)
  assert.deepEqual([failure, scope], [null, { kind: 'languages', languages: ['de', 'en'] }])
  assert.equal(rows.length, 8)
  assert.deepEqual(asked.filter(question => question.startsWith('de')).length, 2)
})

test('where no language is taken nothing was read', async () => {
  const { client } = aPlatform([])
  const refusal = new AppError('invalid', 'The parameter was malformed.')
  const readLivePage = async () => {
    throw refusal
  }
  const { failure } = await read({ ...client, readLivePage }, split)
  assert.equal(failure?.reason, 'page_failed')
})

test('a split that is cancelled ends with the reason', async () => {
  const cancel = new AbortController()
  const reason = new Error('enough')
  const { client } = aPlatform(inLanguages(12, 'en', 'de'))
  const reading = readLive(client, {
    plan: split,
    signal: cancel.signal,
    timeLimitMs: 60_000,
    onProgress: () => cancel.abort(reason),
  })
  await assert.rejects(reading, reason)
})
