// Samples: the viewers of one broadcast at one sweep, one partition a day and platform.

import type { Due, SeenAt } from '../domain/sweep.ts'
import { numbers } from './columns.ts'
import type { Queryable } from './database.ts'
import { dayOf } from './partitions.ts'

/** Columns of one sweep's samples as array literals; the update of live rows shares them. */
export interface SampleColumns {
  readonly channelKeys: string
  readonly broadcastNos: string
  readonly viewers: string
}

/** The literals of three columns of the same length; null = no rows. */
export function sampleColumns(
  channelKeys: readonly number[],
  broadcastNos: readonly number[],
  viewers: readonly (number | null)[],
): SampleColumns | null {
  if (channelKeys.length === 0) return null
  return {
    channelKeys: numbers(channelKeys),
    broadcastNos: numbers(broadcastNos),
    viewers: numbers(viewers),
  }
}

/** Adds a sweep's samples, all of one tier; the partition of its day must be there. */
export async function insertSamples(
  sql: Queryable,
  { platform, collectedAt, tier }: SeenAt & Pick<Due, 'tier'>,
  columns: SampleColumns,
): Promise<void> {
  await sql`
    insert into samples (
      channel_id, collected_at, broadcast_no, collected_on, viewers, platform, tier
    )
    select
      i.channel_id, to_timestamp(${collectedAt}), i.broadcast_no, ${dayOf(collectedAt)}::date,
      i.viewers, ${platform}::platform, ${tier}::smallint
    from unnest(
      ${columns.channelKeys}::bigint[], ${columns.broadcastNos}::int[], ${columns.viewers}::int[]
    ) as i (channel_id, broadcast_no, viewers)`
}
