// Recorded series are imported as plain samples; the broadcasts, the samples and all that is summed up
// of them are then the oracle's.

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { hasSingleBroadcast, type Platform } from '../src/domain/platform.ts'
import type { Sql } from '../src/store/database.ts'
import { recordedSeries, seenOf, writeCsv } from './import-recorded.ts'
import { importText } from './import-stage.ts'
import { differencesOf, type ToldResult } from './oracle/compare.ts'
import { type Sessions, sessionsOf, sumUpSeen } from './oracle/sessions.ts'
import { createTestDatabase } from './postgres.ts'

/** Each broadcast with its end and its samples, a line each. */
function linesOf({ census, shown }: Sessions): string[] {
  const endOf = new Map(shown.map(({ broadcastId, endedAt }) => [broadcastId, endedAt]))
  return census.broadcasts
    .map(({ id, channelId, samples }) => {
      const told = samples.map(({ at, viewers }) => `${at}:${viewers}`)
      return `${channelId} ${id}, ended ${endOf.get(id)}: ${told.join(' ')}`
    })
    .sort()
}

/** The same of what is stored. */
async function readLines(sql: Sql): Promise<string[]> {
  const rows = await sql<{ line: string }[]>`
    select
      format(
        '%s %s, ended %s: %s',
        c.channel_id,
        ${broadcastId(sql)},
        extract(epoch from b.ended_at)::bigint,
        (
          select string_agg(
            format('%s:%s', extract(epoch from s.collected_at)::bigint, s.viewers),
            ' '
            order by s.collected_at
          )
          from samples s
          where s.channel_id = b.channel_id and s.broadcast_no = b.broadcast_no
        )
      ) as line
    from broadcasts b
    join channels c on c.id = b.channel_id`
  return rows.map(({ line }) => line).sort()
}

/** The oracle's name of broadcasts `b` of channels `c`. */
function broadcastId(sql: Sql) {
  return sql`
    coalesce(
      b.stream_id,
      c.channel_id || ' at ' || extract(epoch from b.first_sample_at)::bigint
    )`
}

type Row<Name extends keyof ToldResult> = NonNullable<ToldResult[Name]>[number]

/** Areas come as text, since they are bigint to the oracle. */
type Stored<Row> = Omit<Row, 'halfViewerSeconds'> & { readonly halfViewerSeconds: string }

function sumColumns(sql: Sql) {
  return sql`
    t.half_viewer_seconds::text as "halfViewerSeconds",
    t.present_seconds as "presentSeconds",
    t.observed_seconds as "observedSeconds",
    t.reported_seconds as "reportedSeconds",
    t.peak_viewers as "peakViewers",
    extract(epoch from t.peak_at)::bigint as "peakAt",
    t.samples,
    t.gaps`
}

/** Where a channel can have several broadcasts at once they are worked out later. */
function airtimeColumns(sql: Sql, platform: Platform) {
  if (!hasSingleBroadcast(platform)) return sql``
  return sql`
    coalesce(t.airtime_seconds, t.reported_seconds) as "airtimeSeconds",
    coalesce(t.airtime_present_seconds, t.present_seconds) as "airtimePresentSeconds",
    coalesce(t.airtime_observed_seconds, t.observed_seconds) as "airtimeObservedSeconds",`
}

async function readSums(sql: Sql, platform: Platform): Promise<ToldResult> {
  const broadcasts = await sql<Stored<Row<'broadcasts'>>[]>`
    select
      ${broadcastId(sql)} as "broadcastId",
      t.outside_days_seconds as "outsideDaysSeconds",
      ${sumColumns(sql)}
    from broadcasts t
    join broadcasts b using (channel_id, broadcast_no)
    join channels c on c.id = t.channel_id`
  const segments = await sql<Stored<Row<'segments'>>[]>`
    select
      ${broadcastId(sql)} as "broadcastId",
      t.segment_no as "segmentNo",
      ${sumColumns(sql)}
    from segments t
    join broadcasts b using (channel_id, broadcast_no)
    join channels c on c.id = t.channel_id`
  const channelDays = await sql<Stored<Row<'channelDays'>>[]>`
    select
      c.channel_id as "channelId",
      extract(epoch from t.day)::bigint as day,
      t.broadcasts_started as "broadcastsStarted",
      ${airtimeColumns(sql, platform)}
      ${sumColumns(sql)}
    from channel_days t
    join channels c on c.id = t.channel_id`
  return {
    broadcasts: broadcasts.map(withArea),
    segments: segments.map(withArea),
    channelDays: channelDays.map(withArea),
  }
}

function withArea<Row extends { readonly halfViewerSeconds: string }>(row: Row) {
  return { ...row, halfViewerSeconds: BigInt(row.halfViewerSeconds) }
}

for (const series of recordedSeries)
  describe(series.name, async () => {
    const { platform, cadence, samples } = series
    const { sql } = await createTestDatabase()
    const { streams, survey } = await importText(sql, writeCsv(series), { cadence })
    const seen = seenOf(series)

    test('all of it comes in, as the broadcasts and samples of the oracle', async () => {
      assert.deepEqual([streams, survey.skipped, survey.duplicates], [samples.length, 0, 0])
      assert.deepEqual(await readLines(sql), linesOf(sessionsOf(seen)))
    })

    test('its sums by broadcast, segment, and channel and day are those of the oracle', async () => {
      const [live] = await sql`select 1 from live_broadcasts`
      assert.equal(live, undefined, 'all is written out')
      const expected = sumUpSeen(seen)
      assert.ok(expected.channelDays.length > 5)
      assert.deepEqual(differencesOf(expected, await readSums(sql, platform)), [])
    })
  })
