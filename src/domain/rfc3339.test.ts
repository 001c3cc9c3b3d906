import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readRfc3339, writeRfc3339 } from './rfc3339.ts'

const times: { text: string; at: number | null }[] = [
  { text: '2026-11-22T18:00:00Z', at: 1_795_370_400 },
  { text: '2026-11-22t18:00:00z', at: 1_795_370_400 },
  { text: '2026-11-22T18:00:00.000Z', at: 1_795_370_400 },
  { text: '2026-11-22T19:30:00+01:30', at: 1_795_370_400 },
  { text: '2026-11-22T13:00:00-05:00', at: 1_795_370_400 },
  { text: '2026-11-23T00:00:00+06:00', at: 1_795_370_400 },
  { text: '1970-01-01T00:00:00-00:00', at: 0 },
  { text: '2028-02-29T00:00:00Z', at: 1_835_395_200 },
  { text: '2000-02-29T00:00:00Z', at: 951_782_400 },
  { text: '', at: null },
  { text: 'now', at: null },
  { text: '1795370400', at: null },
  { text: '2026-11-22', at: null },
  { text: '2026-11-22T18:00Z', at: null },
  { text: '2026-11-22T18:00:00', at: null },
  { text: '2026-11-22 18:00:00Z', at: null },
  { text: '2026-11-22T18:00:00.5Z', at: null },
  { text: '2026-11-22T18:00:00+0100', at: null },
  { text: '2026-11-22T18:00:00+24:00', at: null },
  { text: '2026-11-22T18:00:00+01:60', at: null },
  { text: ' 2026-11-22T18:00:00Z', at: null },
  { text: '2026-11-22T18:00:00Z\n', at: null },
  { text: '2026-02-29T00:00:00Z', at: null },
  { text: '2100-02-29T00:00:00Z', at: null },
  { text: '2026-04-31T00:00:00Z', at: null },
  { text: '2026-11-00T00:00:00Z', at: null },
  { text: '2026-00-01T00:00:00Z', at: null },
  { text: '2026-13-01T00:00:00Z', at: null },
  { text: '2026-11-22T24:00:00Z', at: null },
  { text: '2026-11-22T25:00:00Z', at: null },
  { text: '2026-11-22T18:60:00Z', at: null },
  { text: '2026-12-31T23:59:60Z', at: null },
]

for (const { text, at } of times)
  test(`${JSON.stringify(text)} is ${at === null ? 'no time' : at}`, () =>
    assert.equal(readRfc3339(text), at))

test('a time is written in UTC, in whole seconds', () => {
  assert.equal(writeRfc3339(1_795_370_400), '2026-11-22T18:00:00Z')
  assert.equal(writeRfc3339(0), '1970-01-01T00:00:00Z')
})

test('a time that is written is read as itself', () =>
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 253_402_300_799 }), at =>
      assert.equal(readRfc3339(writeRfc3339(at)), at),
    ),
  ))

test('a time is written as Date writes it, one after the other', () =>
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -8e9, max: 3e11 })), times => {
      for (const at of times)
        assert.equal(writeRfc3339(at), new Date(at * 1_000).toISOString().replace('.000Z', 'Z'))
    }),
  ))
