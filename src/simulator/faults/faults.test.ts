import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ApiRequest, jsonAnswer } from '../answer.ts'
import { type AnswerRecord, createFaults } from './faults.ts'
import { type FaultSpec, faultTable } from './table.ts'

const start = Date.UTC(2026, 4, 15, 20)

const rows = Array.from({ length: 50 }, (_, i) => ({
  id: `${4_000 + i}`,
  user_id: `${100 + i}`,
  game_id: '509658',
  title: 'Grüße – 你好',
  viewer_count: 500 - i,
  started_at: '2026-05-15T18:00:00Z',
  tags: ['English'],
}))

const page = jsonAnswer(200, { data: rows, pagination: { cursor: 'here' } })

function aRequest(known: Partial<ApiRequest> = {}): ApiRequest {
  return {
    method: 'GET',
    path: '/helix/streams',
    query: new URLSearchParams({ first: '100', after: 'here' }),
    headers: { authorization: 'Bearer one' },
    form: new URLSearchParams(),
    ...known,
  }
}

/** What so many requests, a second after another, are answered. */
function ask(specs: readonly FaultSpec[], times: number, known: Partial<ApiRequest> = {}) {
  const faults = createFaults(specs)
  return Array.from({ length: times }, (_, i) =>
    faults.serve('twitch', aRequest(known), start + i * 1_000, () => page),
  )
}

const recordsOf = (...asked: Parameters<typeof ask>): AnswerRecord[] =>
  ask(...asked).map(served => served.record())

test('the same requests meet the same faults, with another seed others', () => {
  for (const { name } of faultTable) {
    // Of YouTube alone.
    if (name === 'quota') continue
    const [first, again, other] = [1, 1, 2].map(seed =>
      ask([{ name, rate: 0.4, seed }], 60).map(({ delivery, record }) => [delivery, record()]),
    )
    assert.deepEqual(again, first, name)
    if (name !== 'hidden' && name !== 'latency') assert.notDeepEqual(other, first, name)
  }
})

test('a fault strikes its share of the requests, and so often at most', () => {
  const struck = (specs: readonly FaultSpec[]) =>
    recordsOf(specs, 2_000).filter(({ faults }) => faults.length > 0).length
  const share = struck([{ name: 'html', rate: 0.1 }]) / 2_000
  assert.ok(share > 0.08 && share < 0.12, `${share}`)
  assert.equal(struck([{ name: 'html', rate: 0.1, times: 7 }]), 7)
  assert.equal(struck([{ name: 'html', rate: 0 }]), 0)
  assert.equal(struck([{ name: 'html', rate: 1, platform: 'kick' }]), 0)
})

test('a fault of streams strikes its share of them, for its time', () => {
  const missing = (atMs: number) => {
    const faults = createFaults([{ name: 'flapping', rate: 0.2, seconds: 300 }])
    const { record } = faults.serve('twitch', aRequest(), atMs, () => page)
    const listed = new Set(record().rows?.map(row => (row as { id: string }).id))
    return rows.filter(({ id }) => !listed.has(id)).length
  }
  const counts = Array.from({ length: 40 }, (_, i) => missing(start + i * 300_000))
  const share = counts.reduce((sum, count) => sum + count, 0) / 40 / rows.length
  assert.ok(share > 0.15 && share < 0.25, `${share}`)
})

test('a storm hits every request until it is over', () => {
  const storm: FaultSpec = { name: 'limited', rate: 1, times: 1, seconds: 5, reset: 3 }
  const statuses = recordsOf([storm], 8).map(({ status }) => status)
  assert.deepEqual(statuses, [429, 429, 429, 429, 429, 200, 200, 200])
  const [first] = ask([storm], 1)
  assert.equal(first?.delivery.answer.headers['Ratelimit-Reset'], `${start / 1_000 + 3}`)
})

const kinds: readonly [known: Partial<ApiRequest>, at: readonly string[]][] = [
  [{}, ['pages', 'api']],
  [{ query: new URLSearchParams({ user_id: '1' }) }, ['api']],
  [{ path: '/helix/users' }, ['api']],
  [{ path: '/oauth2/token', method: 'POST' }, ['tokens']],
]

test('a fault acts at the requests it is meant for', () => {
  for (const [known, expected] of kinds) {
    const met = (['pages', 'api', 'tokens'] as const).filter(
      at => recordsOf([{ name: 'unavailable', rate: 1, at }], 1, known)[0]?.status !== 200,
    )
    assert.deepEqual(met, expected)
  }
})

test('faults add up, and the record names those that acted', () => {
  const [record] = recordsOf(
    [
      { name: 'hidden', rate: 1, platform: 'twitch', twitch: 'null' },
      { name: 'latency', ms: 5 },
      { name: 'unavailable', rate: 0 },
    ],
    1,
  )
  assert.deepEqual(record, {
    platform: 'twitch',
    askedAtMs: start,
    kind: 'page',
    target: '/helix/streams?first=100&after=here',
    faults: ['hidden', 'latency'],
    status: 200,
    rows: rows.map(row => ({ ...row, viewer_count: null })),
    quota: null,
  })
})

test('without faults an answer passes as it is', () => {
  const [served] = ask([], 1)
  assert.equal(served?.delivery.answer, page)
  assert.deepEqual(served?.record().rows, rows)
})

test('rows of an answer that does not arrive whole are not told', () => {
  const breaking: FaultSpec[] = [
    { name: 'reset', rate: 1 },
    { name: 'truncated', rate: 1 },
    { name: 'html', rate: 1, status: '200' },
    { name: 'drip', rate: 1, ends: 'no' },
    { name: 'limited', rate: 1 },
  ]
  for (const fault of breaking) assert.equal(recordsOf([fault], 1)[0]?.rows, null)
  assert.ok(recordsOf([{ name: 'drip', rate: 1 }], 1)[0]?.rows)
})

test('a fault there is not, or a value it does not take, is refused', () => {
  const wrong = [{ name: 'floods' }, { name: 'html', rate: 2 }, { name: 'html', share: 1 }]
  for (const spec of wrong)
    assert.throws(() => createFaults([spec as FaultSpec]), { code: 'invalid' })
})
