// The titles of each channel, every one once: segments name them by number.

import type { NewTitle } from '../domain/sweep-changes.ts'
import { numbers, texts } from './columns.ts'
import type { Queryable } from './database.ts'

export interface ChannelTitles {
  /** The number of each title asked for that the channel has had before. */
  readonly numberOf: ReadonlyMap<string, number>
  /** The highest number so far; 0 = none. */
  readonly lastTitleNo: number
}

/** What the dictionaries of channels hold of the titles they show now. */
export async function readTitles(
  sql: Queryable,
  wanted: readonly { readonly channelKey: number; readonly title: string }[],
): Promise<Map<number, ChannelTitles>> {
  const dictionaries = new Map<number, { numberOf: Map<string, number>; lastTitleNo: number }>()
  if (wanted.length === 0) return dictionaries
  const found = await sql<
    { channelKey: number; title: string; titleNo: number | null; lastTitleNo: number }[]
  >`
    select
      i.channel_id as "channelKey",
      i.title,
      t.title_no as "titleNo",
      coalesce((
        select max(n.title_no)
        from channel_titles n
        where n.channel_id = i.channel_id
      ), 0) as "lastTitleNo"
    from unnest(
      ${numbers(wanted.map(row => row.channelKey))}::bigint[],
      ${texts(wanted.map(row => row.title))}::text[]
    ) as i (channel_id, title)
    left join channel_titles t
      on t.channel_id = i.channel_id
      and hashtextextended(t.title, 0) = hashtextextended(i.title, 0)
      and t.title = i.title`
  for (const { channelKey, title, titleNo, lastTitleNo } of found) {
    const dictionary = dictionaries.get(channelKey) ?? { numberOf: new Map(), lastTitleNo }
    if (titleNo !== null) dictionary.numberOf.set(title, titleNo)
    dictionaries.set(channelKey, dictionary)
  }
  return dictionaries
}

/** Adds titles to the dictionaries. */
export async function insertTitles(sql: Queryable, titles: readonly NewTitle[]): Promise<void> {
  if (titles.length === 0) return
  await sql`
    insert into channel_titles (channel_id, title_no, title)
    select i.channel_id, i.title_no, i.title
    from unnest(
      ${numbers(titles.map(row => row.channelKey))}::bigint[],
      ${numbers(titles.map(row => row.titleNo))}::int[],
      ${texts(titles.map(row => row.title))}::text[]
    ) as i (channel_id, title_no, title)`
}
