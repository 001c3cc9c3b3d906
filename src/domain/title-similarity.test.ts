import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { titleSimilarity } from './title-similarity.ts'

// Trigrams of "word": `  w`, ` wo`, `wor`, `ord`, `rd `.
const cases: { what: string; a: string; b: string; shared: number; all: number }[] = [
  {
    what: 'two titles that are the same',
    a: 'Ranked all day',
    b: 'Ranked all day',
    shared: 1,
    all: 1,
  },
  { what: 'titles that differ in case', a: 'RANKED ÉTÉ', b: 'ranked été', shared: 1, all: 1 },
  {
    what: 'titles that differ in signs',
    a: '[PL] Ranked!!',
    b: 'pl - ranked 🔥',
    shared: 1,
    all: 1,
  },
  { what: 'the order of the words', a: 'day all ranked', b: 'ranked all day', shared: 1, all: 1 },
  { what: 'a word that is told twice', a: 'drops drops', b: 'drops', shared: 1, all: 1 },
  { what: 'one letter more', a: 'word', b: 'words', shared: 4, all: 7 },
  { what: 'one word more', a: 'word', b: 'word two', shared: 5, all: 9 },
  { what: 'nothing in common', a: 'abc', b: 'xyz', shared: 0, all: 1 },
  { what: 'a title of one letter', a: 'x', b: 'x y', shared: 2, all: 4 },
  { what: 'two empty titles', a: '', b: '', shared: 0, all: 1 },
  { what: 'two titles of signs alone', a: '!!! 🔥', b: '!!! 🔥', shared: 0, all: 1 },
  { what: 'words of another script', a: '日本語', b: '日本', shared: 2, all: 5 },
  { what: 'letters of two code units', a: '𐐨𐐩𐐪', b: '𐐨𐐩𐐪', shared: 1, all: 1 },
]

for (const { what, a, b, shared, all } of cases)
  test(`${what} share ${shared} of ${all} trigrams`, () => {
    assert.equal(titleSimilarity(a, b), shared / all)
    assert.equal(titleSimilarity(b, a), shared / all)
  })

test('a similarity lies between none and all, and is the same both ways', () =>
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
      const similarity = titleSimilarity(a, b)
      assert.ok(similarity >= 0 && similarity <= 1)
      assert.equal(titleSimilarity(b, a), similarity)
      if (similarity > 0) assert.equal(titleSimilarity(a, a), 1)
    }),
  ))
