// The airtime of channels that can have several broadcasts at once: time that these share counts
// once. It is worked out of the samples of a day that is closed, and anew where more of it is booked.

import type { Platform } from '../domain/platform.ts'
import { type BookedBroadcast, partsOf } from '../domain/sum-broadcast.ts'
import { type Airtime, airtimeOf } from '../domain/sum-channel.ts'
import type { Sample } from '../domain/sum-stretches.ts'
import { numbers } from './columns.ts'
import type { Queryable, Sql } from './database.ts'
import { dayOf } from './partitions.ts'
import { withPlatformTurn } from './platform-turn.ts'

/** A day (its first second) and the channels whose airtime of it is not worked out. */
export interface UnsettledDay {
  readonly day: number
  readonly channelKeys: readonly number[]
}

const daySeconds = 86_400

/** The days up to one (its first second) that have samples and channels to be settled, in order. */
export async function listUnsettled(
  sql: Queryable,
  platform: Platform,
  lastDay: number,
): Promise<UnsettledDay[]> {
  const rows = await sql<UnsettledDay[]>`
    with unsettled as (
      select d.day, d.channel_id
      from channel_days d
      where d.platform = ${platform}
        and d.day <= ${dayOf(lastDay)}::date
        and d.airtime_seconds is null
      union
      select (l.last_sample_at at time zone 'UTC')::date, l.channel_id
      from live_broadcasts l
      where l.platform = ${platform}
        and l.last_sample_at < to_timestamp(${lastDay + daySeconds})
        and not exists (
          select 1
          from channel_days s
          where s.channel_id = l.channel_id
            and s.day = (l.last_sample_at at time zone 'UTC')::date
            and s.airtime_seconds is not null
        )
    )
    select
      extract(epoch from u.day)::bigint as "day",
      array_agg(u.channel_id order by u.channel_id) as "channelKeys"
    from unsettled u
    join days y
      on y.platform = ${platform}
      and y.day = u.day
    group by u.day
    order by u.day`
  return rows.map(({ day, channelKeys }) => ({ day, channelKeys: channelKeys.map(Number) }))
}

/** Works out the airtimes of some channels on a day; no sweep books meanwhile, so they must be few. */
export async function settleAirtimes(
  sql: Sql,
  platform: Platform,
  { day, channelKeys }: UnsettledDay,
): Promise<void> {
  await withPlatformTurn(sql, platform, async tx => {
    const broadcasts = await readBooked(tx, platform, day, channelKeys)
    const airtimes = channelKeys.map(key => {
      const parts = broadcasts
        .filter(({ channelKey }) => channelKey === key)
        .flatMap(partsOf)
        .filter(part => part.day === day)
      return airtimeOf(parts)
    })
    await writeAirtimes(tx, platform, day, channelKeys, airtimes)
  })
}

/** A row that is made here has no sums: those are still with what is live. */
async function writeAirtimes(
  tx: Queryable,
  platform: Platform,
  day: number,
  channelKeys: readonly number[],
  airtimes: readonly Airtime[],
): Promise<void> {
  await tx`
    insert into channel_days (
      channel_id, day, platform, airtime_seconds, airtime_present_seconds, airtime_observed_seconds
    )
    select
      i.channel_id, ${dayOf(day)}::date, ${platform}::platform, i.airtime, i.present, i.observed
    from unnest(
      ${numbers(channelKeys)}::bigint[],
      ${numbers(airtimes.map(row => row.airtimeSeconds))}::int[],
      ${numbers(airtimes.map(row => row.airtimePresentSeconds))}::int[],
      ${numbers(airtimes.map(row => row.airtimeObservedSeconds))}::int[]
    ) as i (channel_id, airtime, present, observed)
    on conflict (channel_id, day) do update
    set
      airtime_seconds = excluded.airtime_seconds,
      airtime_present_seconds = excluded.airtime_present_seconds,
      airtime_observed_seconds = excluded.airtime_observed_seconds`
}

/** A broadcast as far as a day follows from it: its samples then, and the one on either side. */
type BookedDay = BookedBroadcast & { readonly channelKey: number }

interface FoundBroadcast {
  readonly channelKey: number
  readonly broadcastNo: number
  readonly firstSampleAt: number
  readonly lastSampleAt: number
  readonly headStartedAt: number | null
  readonly bookedFromAt: number | null
  readonly ends: readonly { readonly lastSampleAt: number; readonly endedAt: number }[]
}

async function readBooked(
  tx: Queryable,
  platform: Platform,
  day: number,
  channelKeys: readonly number[],
): Promise<BookedDay[]> {
  const to = day + daySeconds
  const found = await tx<FoundBroadcast[]>`
    select
      b.channel_id as "channelKey",
      b.broadcast_no as "broadcastNo",
      extract(epoch from b.first_sample_at)::bigint as "firstSampleAt",
      extract(epoch from coalesce(l.last_sample_at, b.last_sample_at))::bigint as "lastSampleAt",
      extract(epoch from b.head_started_at)::bigint as "headStartedAt",
      extract(epoch from b.booked_from_at)::bigint as "bookedFromAt",
      coalesce((
        select json_agg(json_build_object(
          'lastSampleAt', extract(epoch from e.last_sample_at)::bigint,
          'endedAt', extract(epoch from e.ended_at)::bigint
        ))
        from broadcast_ends e
        where e.channel_id = b.channel_id and e.broadcast_no = b.broadcast_no
      ), '[]') as ends
    from broadcasts b
    left join live_broadcasts l
      on l.channel_id = b.channel_id
      and l.broadcast_no = b.broadcast_no
    where b.channel_id = any(${numbers(channelKeys)}::bigint[])
      and least(b.booked_from_at, b.first_sample_at) < to_timestamp(${to})
      and greatest(b.ended_at, l.last_sample_at, b.last_sample_at) >= to_timestamp(${day})`
  const samples = await readSamples(tx, platform, day, found)
  return found.map(broadcast => ({
    channelKey: broadcast.channelKey,
    samples: samples.get(keyOf(broadcast)) ?? [],
    ends: broadcast.ends,
    segments: [{ segmentNo: 1, startedAt: broadcast.firstSampleAt }],
    ...headOf(broadcast, samples.get(keyOf(broadcast))),
  }))
}

/** The head as it was booked; none where it was not, and where it is of an earlier day. */
function headOf(
  { firstSampleAt, headStartedAt, bookedFromAt }: FoundBroadcast,
  samples: readonly Sample[] | undefined,
) {
  const isHere = samples?.[0]?.at === firstSampleAt && bookedFromAt !== null
  return {
    startedAt: isHere ? headStartedAt : null,
    firstSweepAt: 0,
    previousEndedAt: bookedFromAt,
  }
}

async function readSamples(
  tx: Queryable,
  platform: Platform,
  day: number,
  found: readonly FoundBroadcast[],
): Promise<Map<string, Sample[]>> {
  if (found.length === 0) return new Map()
  const to = day + daySeconds
  const oldest = dayOf(Math.min(...found.map(row => row.firstSampleAt)))
  const newest = dayOf(Math.max(...found.map(row => row.lastSampleAt)))
  const isInReach = tx`s.platform = ${platform}
    and s.collected_on >= ${oldest}::date
    and s.collected_on <= ${newest}::date`
  const rows = await tx<(Sample & { channelKey: number; broadcastNo: number })[]>`
    with spans as materialized (
      select
        s.channel_id,
        s.broadcast_no,
        max(s.collected_at) filter (where s.collected_at < to_timestamp(${day})) as from_at,
        min(s.collected_at) filter (where s.collected_at >= to_timestamp(${to})) as to_at
      from unnest(
        ${numbers(found.map(row => row.channelKey))}::bigint[],
        ${numbers(found.map(row => row.broadcastNo))}::int[]
      ) as i (channel_id, broadcast_no)
      join samples s
        on s.channel_id = i.channel_id
        and s.broadcast_no = i.broadcast_no
      where ${isInReach}
      group by s.channel_id, s.broadcast_no
    )
    select
      s.channel_id as "channelKey",
      s.broadcast_no as "broadcastNo",
      extract(epoch from s.collected_at)::bigint as "at",
      s.viewers,
      coalesce(
        (
          select (t.tier ->> 'cadence')::int
          from jsonb_array_elements(w.tiers) as t (tier)
          where (t.tier ->> 'tier')::int = s.tier
        ),
        w.cadence
      ) as cadence
    from spans p
    join samples s
      on s.channel_id = p.channel_id
      and s.broadcast_no = p.broadcast_no
    join sweeps w
      on w.platform = s.platform
      and w.collected_at = s.collected_at
    where ${isInReach}
      and s.collected_at >= coalesce(p.from_at, '-infinity')
      and s.collected_at <= coalesce(p.to_at, 'infinity')
    order by s.channel_id, s.broadcast_no, s.collected_at`
  const samples = new Map<string, Sample[]>()
  for (const { channelKey, broadcastNo, ...sample } of rows) {
    const key = keyOf({ channelKey, broadcastNo })
    const of = samples.get(key) ?? []
    if (of.length === 0) samples.set(key, of)
    of.push(sample)
  }
  return samples
}

function keyOf({ channelKey, broadcastNo }: { channelKey: number; broadcastNo: number }): string {
  return `${channelKey} ${broadcastNo}`
}
