import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { aStream } from '../../test/builders.ts'
import type { StreamTexts } from './live-stream.ts'
import { readTexts, writeTexts } from './stream-texts.ts'

const { streamId, channelId, viewers, startedAt, ...texts } = aStream({
  thumbnailUrl: 'https://example.org/1.jpg',
  avatarUrl: 'https://example.org/anna.jpg',
  tags: ['English', 'Chill'],
})

const changes: { what: string; other: Partial<StreamTexts> }[] = [
  { what: 'another username', other: { username: 'bea' } },
  { what: 'no username', other: { username: null } },
  { what: 'another display name', other: { displayName: 'ANNA' } },
  { what: 'another title', other: { title: 'Hello ' } },
  { what: 'an empty title', other: { title: '' } },
  { what: 'no title', other: { title: null } },
  { what: 'a title that is called null', other: { title: 'null' } },
  { what: 'another category', other: { categoryId: '5096580' } },
  { what: 'no category', other: { categoryId: null } },
  { what: 'another name of the category', other: { gameName: 'Quasseln' } },
  { what: 'another language', other: { language: 'de' } },
  { what: 'another picture', other: { thumbnailUrl: 'https://example.org/2.jpg' } },
  { what: 'another picture of the channel', other: { avatarUrl: 'https://example.org/2.jpg' } },
  { what: 'no picture of the channel', other: { avatarUrl: null } },
  {
    what: 'a picture that has moved on',
    other: { thumbnailUrl: texts.avatarUrl, avatarUrl: null },
  },
  { what: 'no tags', other: { tags: [] } },
  { what: 'one tag more', other: { tags: ['English', 'Chill', ''] } },
  { what: 'tags in another order', other: { tags: ['Chill', 'English'] } },
  { what: 'two tags in one', other: { tags: ['English","Chill'] } },
  { what: 'a text that has moved on', other: { title: texts.displayName, displayName: 'Hello' } },
]

for (const { what, other } of changes)
  test(`a stream with ${what} has another line`, () =>
    assert.notEqual(writeTexts({ ...texts, ...other }), writeTexts(texts)))

test('the line of a stream does not depend on its viewers, its start or the order of its fields', () => {
  const later = aStream({ viewers: 7, startedAt: null, streamId: 's2', channelId: 'c2' })
  assert.equal(writeTexts(later), writeTexts(aStream()))
  const reversed = Object.fromEntries(Object.entries(texts).reverse()) as unknown as StreamTexts
  assert.equal(writeTexts(reversed), writeTexts(texts))
})

const text = fc.option(fc.string({ unit: 'grapheme' }))
const anyTexts: fc.Arbitrary<StreamTexts> = fc.record(
  {
    username: text,
    displayName: text,
    title: text,
    categoryId: text,
    gameName: text,
    language: text,
    tags: fc.array(fc.string({ unit: 'grapheme' })),
    thumbnailUrl: text,
    avatarUrl: text,
  },
  { noNullPrototype: true },
)

test('texts are read as they were written', () =>
  fc.assert(fc.property(anyTexts, some => assert.deepEqual(readTexts(writeTexts(some)), some))))
