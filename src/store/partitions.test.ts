import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestDatabase } from '../../test/postgres.ts'
import { platforms } from '../domain/platform.ts'
import { dayOf, ensurePartition } from './partitions.ts'

const { sql } = await createTestDatabase()

/** The partitions of a day (yyyy-mm-dd) with their bounds. */
function readPartitions(day: string) {
  return sql<{ name: string; bounds: string }[]>`
    select c.relname as name, pg_get_expr(c.relpartbound, c.oid) as bounds
    from pg_inherits i
    join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'samples'::regclass
      and c.relname like ${`samples_${day.replaceAll('-', '')}_%`}
    order by c.relname`
}

test('the day of a moment is its UTC day', () => {
  const midnight = Date.UTC(2027, 1, 28, 24) / 1_000
  assert.equal(dayOf(midnight - 1), '2027-02-28')
  assert.equal(dayOf(midnight), '2027-03-01')
})

test('every platform has its own part of a day, and no two overlap', async () => {
  for (const platform of platforms) await ensurePartition(sql, platform, '2027-01-01')
  assert.deepEqual(
    [...(await readPartitions('2027-01-01'))],
    [
      ['kick', "'youtube'"],
      ['owncast', 'MAXVALUE'],
      ['picarto', "'owncast'"],
      ['twitch', "'kick'"],
      ['youtube', "'picarto'"],
    ].map(([platform, to]) => ({
      name: `samples_20270101_${platform}`,
      bounds: `FOR VALUES FROM ('2027-01-01', '${platform}') TO ('2027-01-01', ${to})`,
    })),
  )
})

test('a partition made again is the same partition', async () => {
  for (let i = 0; i < 3; i += 1) await ensurePartition(sql, 'twitch', '2027-01-02')
  assert.equal((await readPartitions('2027-01-02')).length, 1)
})

test('a partition whose day is not written down is taken as it is', async () => {
  await ensurePartition(sql, 'twitch', '2027-01-03')
  await sql`delete from days where day = '2027-01-03'`
  await ensurePartition(sql, 'twitch', '2027-01-03')
  assert.equal((await readPartitions('2027-01-03')).length, 1)
  const days = await sql`select platform, state from days where day = '2027-01-03'`
  assert.deepEqual([...days], [{ platform: 'twitch', state: 'open' }])
})

test('partitions made by many at once are made once each', async () => {
  const days = ['2027-01-04', '2027-01-05']
  await Promise.all(
    days.flatMap(day =>
      platforms.flatMap(platform => [
        ensurePartition(sql, platform, day),
        ensurePartition(sql, platform, day),
        ensurePartition(sql, platform, day),
      ]),
    ),
  )
  for (const day of days) assert.equal((await readPartitions(day)).length, platforms.length)
})

test('a sample is kept under its own UTC day only', async () => {
  await ensurePartition(sql, 'twitch', '2027-01-06')
  const insert = (at: string, day: string) => sql`
    insert into samples (channel_id, collected_at, broadcast_no, collected_on, platform)
    values (1, ${at}, 1, ${day}, 'twitch')`
  await insert('2027-01-06T23:59:59Z', '2027-01-06')
  await assert.rejects(insert('2027-01-07T00:00:00Z', '2027-01-06'), { code: '23514' })
  await assert.rejects(insert('2027-01-05T23:59:59Z', '2027-01-06'), { code: '23514' })
})

test('a partition has the key and the index of the whole', async () => {
  await ensurePartition(sql, 'twitch', '2027-01-07')
  const indexes = await sql<{ definition: string }[]>`
    select pg_get_indexdef(indexrelid) as definition
    from pg_index
    where indrelid = 'samples_20270107_twitch'::regclass
    order by 1`
  assert.match(indexes[0]?.definition ?? '', /using brin \(collected_at\)/i)
  assert.match(indexes[1]?.definition ?? '', /unique .* using btree \(channel_id, broadcast_no/i)
  assert.equal(indexes.length, 2)
})

test('a failure that is no race is told', async () => {
  await assert.rejects(ensurePartition(sql, 'twitch', '2027-02-30'), { code: '22008' })
})
