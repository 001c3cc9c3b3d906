import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { aSweep, emptyTables } from '../../test/builders.ts'
import { createTestDatabase } from '../../test/postgres.ts'
import { recordSweepRow } from '../../test/serve-live-rows.ts'
import { readClosedDay } from './closed-days.ts'

const { sql } = await createTestDatabase()
const day = Date.UTC(2027, 0, 14) / 1_000
const end = day + 86_400
const hour = 3_600

beforeEach(() => emptyTables(sql))

const cases = [
  { title: 'an hour after its end', sweeps: [day, end + 1], at: end + hour, closed: day },
  { title: 'not sooner', sweeps: [day - 1, end + 1], at: end + hour - 1, closed: day - 86_400 },
  {
    title: 'not before a complete sweep later than its end',
    sweeps: [day - 1, end],
    at: end + 2 * hour,
    closed: day - 86_400,
  },
  { title: 'also long after the last sweep', sweeps: [day, end + 1], at: end * 2, closed: day },
  { title: 'not before the first sweep', sweeps: [end + 1], at: end + 2 * hour, closed: null },
  { title: 'never without a sweep', sweeps: [], at: end + 2 * hour, closed: null },
]

for (const { title, sweeps, at, closed } of cases)
  test(`a day is closed ${title}`, async () => {
    for (const collectedAt of sweeps) await recordSweepRow(sql, aSweep({ collectedAt }))
    assert.equal(await readClosedDay(sql, 'twitch', at), closed)
    assert.equal(await readClosedDay(sql, 'kick', at), null)
  })

test('partial and failed sweeps close no day', async () => {
  await recordSweepRow(sql, aSweep({ collectedAt: day }))
  await recordSweepRow(sql, aSweep({ collectedAt: end + 60, status: 'partial' }))
  await recordSweepRow(sql, aSweep({ collectedAt: end + 360, status: 'failed' }))
  assert.equal(await readClosedDay(sql, 'twitch', end + 2 * hour), null)
})
