// Holds the similarity of titles, which the domain counts, against PostgreSQL's own pg_trgm.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createEmptyDatabase } from '../../test/postgres.ts'
import { titleSimilarity } from '../domain/title-similarity.ts'
import { texts } from './columns.ts'
import { closeDatabase, openDatabase, type Sql, sqlStateOf } from './database.ts'

type Pair = readonly [a: string, b: string]

const plainTitles = [
  'RANKED ALL DAY | !discord !prime',
  'ranked all day | !discord !prime !merch',
  '[PL] Ranked all day!!!',
  'Day 47 - no-hit run (Elden Ring, any%)',
  'Day 48 - no-hit run (Elden Ring, any%)',
  "it's 3 AM & I can't sleep :)",
  'DROPS ON - 24h stream, subathon day 7/30',
  'drops ON <3 24H stream __ subathon day 8/30',
  'a',
  'a b c a b c',
  'xx',
  '1v1 me, 1v1 me again',
  '...',
  '',
  ' ',
]

const otherTitles = [
  'été à la plage – jour 12',
  'ÉTÉ À LA PLAGE — JOUR 13',
  'Größe zählt: heute Straßenbau',
  'Ночной стрим | общаемся, играем 18+',
  'Ночной эфир | Общаемся и играем, 18+',
  'Καλησπέρα σε όλους, παίζουμε σκάκι',
  'ΚΑΛΗΣΠΈΡΑ ΣΕ ΌΛΟΥΣ',
  '【参加型】スプラトゥーン3 ガチマ配信！',
  '【参加型】スプラトゥーン３　リグマ配信！',
  '雑談しながら勉強する🔥',
  '深夜聊天室 今天玩什么？',
  '오늘도 즐거운 방송 ♥ 롤 듀오',
  '오늘도 즐거운 방송 롤 솔로',
  'بث مباشر: رانك مع الشباب ١٢',
  'שידור חי – משחקים ביחד',
  '🔴LIVE🔴 GTA V RP 🚔👮‍♂️ día 4',
  '🔴 live gta v rp, día 5',
  'naïve café №5, 50 €',
  '１２３ＡＢＣ',
]

const { sql, url } = await createEmptyDatabase()
await sql`create extension pg_trgm`

/**
 * Runs something on a database that knows the letters of all scripts: those of tests and of the
 * embedded server have the LC_CTYPE C. False = the system has no other.
 */
async function onUnicodeDatabase(run: (unicode: Sql) => Promise<void>): Promise<boolean> {
  const address = new URL(url)
  const name = `${address.pathname.slice(1)}_unicode`
  address.pathname = `/${name}`
  if (!(await createUnicodeDatabase(name))) return false
  const options = { url: address.href, poolSize: 1, applicationName: 'livecensus tests' }
  const unicode = openDatabase(options)
  try {
    await unicode`create extension pg_trgm`
    await run(unicode)
  } finally {
    await closeDatabase(unicode)
    await sql.unsafe(`drop database ${name}`)
  }
  return true
}

async function createUnicodeDatabase(name: string): Promise<boolean> {
  for (const locale of ['C.UTF-8', 'en_US.UTF-8', 'UTF-8']) {
    try {
      await sql.unsafe(`create database ${name} template template0 lc_ctype '${locale}'`)
      return true
    } catch (error) {
      if (sqlStateOf(error) !== unknownLocale) throw error
    }
  }
  return false
}

const unknownLocale = '42809'

async function assertCountedAlike(database: Sql, pairs: readonly Pair[]): Promise<void> {
  const found = await database<{ similarity: number }[]>`
    select similarity(i.a, i.b)
    from unnest(
      ${texts(pairs.map(([a]) => a.toLowerCase()))}::text[],
      ${texts(pairs.map(([, b]) => b.toLowerCase()))}::text[]
    ) with ordinality as i (a, b, place)
    order by i.place`
  assert.deepEqual(
    pairs.map(([a, b]) => [a, b, Math.fround(titleSimilarity(a, b))]),
    pairs.map(([a, b], i) => [a, b, Math.fround(found[i]?.similarity ?? Number.NaN)]),
  )
}

const pairsOf = (titles: readonly string[]): Pair[] =>
  titles.flatMap(a => titles.map((b): Pair => [a, b]))

/** Titles of few letters, so that many of their trigrams are the same. */
function somePairs(letters: string): fc.Arbitrary<Pair> {
  const title = fc.string({ unit: fc.constantFrom(...letters), maxLength: 30 })
  return fc.tuple(title, title)
}

test('titles in plain letters are as alike as pg_trgm says', async () => {
  await assertCountedAlike(sql, pairsOf(plainTitles))
  await assertCountedAlike(sql, fc.sample(somePairs("abAB19 -_.!'"), 1_000))
})

test('titles in any script are as alike as pg_trgm says where it knows the letters', async t => {
  const hasUnicode = await onUnicodeDatabase(async unicode => {
    await assertCountedAlike(unicode, pairsOf([...plainTitles, ...otherTitles]))
    // pg_trgm takes two trigrams in 16 million for one: with this seed none.
    const letters = 'aBéßжЖλの日本語한글עש٣３ 9-!🔥—「'
    await assertCountedAlike(unicode, fc.sample(somePairs(letters), { numRuns: 1_000, seed: 1 }))
  })
  if (!hasUnicode) t.skip('the system has no UTF-8 locale')
})
