import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { GivenQuery } from '../contract/query.ts'
import { writeLiveCursor } from './live-cursor.ts'
import { readLiveQuestion } from './live-question.ts'
import { QueryError } from './query-error.ts'

const position = { value: 41, channelKey: 7, broadcastNo: 2 }
const cursor = writeLiveCursor({ sort: 'viewers', position })

const everything = {
  platform: null,
  category: null,
  language: null,
  sort: 'viewers',
  limit: 50,
  after: null,
}

const read: [given: GivenQuery, difference: object][] = [
  [{}, {}],
  [{ platform: 'kick' }, { platform: 'kick' }],
  [{ category: '509658' }, { category: '509658' }],
  [{ category: ' Just Chatting ' }, { category: ' Just Chatting ' }],
  [{ language: 'en' }, { language: 'en' }],
  [{ language: 'PT-BR' }, { language: 'pt-br' }],
  [{ language: 'other' }, { language: 'other' }],
  [
    { sort: 'followers', limit: '500' },
    { sort: 'followers', limit: 500 },
  ],
  [{ cursor }, { after: position }],
  [{ cursor, sort: 'viewers' }, { after: position }],
]

for (const [given, difference] of read)
  test(`${JSON.stringify(given)} is a question`, () => {
    assert.deepEqual(readLiveQuestion(given), { ...everything, ...difference })
  })

const refused: [given: GivenQuery, parameters: string[]][] = [
  [{ platform: 'Twitch' }, ['platform']],
  [{ platform: '' }, ['platform']],
  [{ category: '' }, ['category']],
  [{ category: 'a\0' }, ['category']],
  [{ category: 'x'.repeat(201) }, ['category']],
  [{ language: 'e' }, ['language']],
  [{ language: 'en_US' }, ['language']],
  [{ language: 'en\n' }, ['language']],
  [{ limit: '0' }, ['limit']],
  [{ limit: '501' }, ['limit']],
  [{ limit: '1e2' }, ['limit']],
  [{ sort: 'viewer_count' }, ['sort']],
  [{ cursor: 'abc' }, ['cursor']],
  [{ cursor, sort: 'followers' }, ['cursor']],
  [{ cursor, sort: 'unknown' }, ['sort']],
  [{ cursor: [cursor, cursor] }, ['cursor']],
  [{ offset: '5' }, ['offset']],
  [{ cursor, sort: 'started_at', limit: 'ten', page: '2' }, ['limit', 'page', 'cursor']],
]

for (const [given, parameters] of refused)
  test(`${JSON.stringify(given).slice(0, 60)} is refused for ${parameters.join(', ')}`, () => {
    assert.throws(
      () => readLiveQuestion(given),
      error => {
        assert.ok(error instanceof QueryError)
        assert.equal(error.code, 'invalid')
        assert.deepEqual(
          error.faults.map(({ parameter }) => parameter),
          parameters,
        )
        for (const name of parameters) assert.match(error.message, new RegExp(`\\b${name} m?`))
        return true
      },
    )
  })
