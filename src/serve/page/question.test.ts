import assert from 'node:assert/strict'
import { test } from 'node:test'
import { importPageModule } from '../../../test/page-modules.ts'

const { isFiltered, pagePath, readQuestion, rowsPath } = await importPageModule<{
  isFiltered(question: object): boolean
  pagePath(question: object): string
  readQuestion(search: string): object
  rowsPath(question: object, more?: object): string
}>('question.js')
const { ranksOf } = await importPageModule<{
  ranksOf(values: readonly (number | null)[]): (number | null)[]
}>('ranks.js')

const none = { platform: '', language: '', category: '', sort: '' }

test('an address and a question say the same', () => {
  const cases: [search: string, question: object, path: string][] = [
    ['', none, '/'],
    ['?platform=kick', { ...none, platform: 'kick' }, '/?platform=kick'],
    [
      '?category=Tom+%26+Jerry&language=PT-br&utm_source=x',
      { ...none, language: 'pt-br', category: 'Tom & Jerry' },
      '/?language=pt-br&category=Tom+%26+Jerry',
    ],
    ['?sort=viewers', none, '/'],
    ['?sort=started_at', { ...none, sort: 'started_at' }, '/?sort=started_at'],
  ]
  for (const [search, question, path] of cases) {
    assert.deepEqual(readQuestion(search), question)
    assert.equal(pagePath(question), path)
  }
})

test('the call has the same question, and where the list is cut', () => {
  assert.equal(rowsPath(none), '/live/top')
  assert.equal(
    rowsPath({ ...none, category: 'Just Chatting' }, { limit: 50, cursor: 'a-b' }),
    '/live/top?category=Just+Chatting&limit=50&cursor=a-b',
  )
})

test('an order is no filter', () => {
  assert.equal(isFiltered({ ...none, sort: 'started_at' }), false)
  assert.equal(isFiltered({ ...none, language: 'en' }), true)
})

test('equal values share a rank, and what is unknown has none', () => {
  assert.deepEqual(ranksOf([9, 7, 7, 4, null, null]), [1, 2, 2, 4, null, null])
  assert.deepEqual(ranksOf([]), [])
})
