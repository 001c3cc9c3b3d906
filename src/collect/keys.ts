// Finds or makes the keys that a sweep's rows need before its changes can be planned.

import type { LiveStream } from '../domain/live-stream.ts'
import type { Platform } from '../domain/platform.ts'
import { ensureCategories } from '../store/categories.ts'
import {
  type ChannelProfile,
  ensureChannels,
  hasNewProfile,
  type KnownChannel,
  updateProfiles,
} from '../store/channels.ts'
import type { Queryable } from '../store/database.ts'
import { type ChannelTitles, readTitles } from '../store/titles.ts'
import { findEarlier } from './earlier-broadcasts.ts'
import type { SweepPart } from './parts.ts'
import type { SweepKeys } from './plan-context.ts'

/** Resolves the keys inside the sweep's transaction; `at` is its collected_at. */
export async function resolveKeys(
  sql: Queryable,
  platform: Platform,
  part: SweepPart,
  at: number,
): Promise<SweepKeys> {
  const { changed, unknown } = part
  // They do not wait for each other: three ways to PostgreSQL and back less.
  const [categories, channels] = await Promise.all([
    ensureCategories(sql, platform, categoryNames(part), at),
    ensureChannels(sql, platform, profilesOf(unknown), at),
    updateProfiles(sql, changedProfiles(changed), at),
  ])
  const channelOf = (channelId: string) => expect(channels.get(channelId), 'channel')

  // A channel without a broadcast has no titles and nothing that could be seen again.
  const returning = unknown
    .map(stream => ({ ...channelOf(stream.channelId), stream, title: stream.title }))
    .filter(row => row.lastBroadcastNo > 0)
  const retitled = changed
    .filter(({ stream, before }) => stream.title !== before.title)
    .map(({ stream, open }) => ({ channelKey: open.channelKey, title: stream.title }))
  const [earlier, titles] = await Promise.all([
    findEarlier(sql, platform, returning, at),
    readTitles(sql, withTitle([...returning, ...retitled])),
  ])
  return {
    channel: channelId => channelOf(channelId).channelKey,
    nextBroadcastNo: broadcastNumbers(channels),
    category: categoryId => expect(categories.get(categoryId), 'category'),
    title: titleNumbers(titles),
    ...earlier,
  }
}

/** The names of the categories that a row shows for the first time or under another name. */
function categoryNames({ changed, unknown }: SweepPart): Map<string, string | null> {
  const names = new Map<string, string | null>()
  const note = (categoryId: string, name: string | null) =>
    names.set(categoryId, name || (names.get(categoryId) ?? name))
  for (const { stream, before, staysInSegment } of changed)
    if (stream.categoryId !== null && (!staysInSegment || stream.gameName !== before.gameName))
      note(stream.categoryId, stream.gameName)
  for (const { categoryId, gameName } of unknown)
    if (categoryId !== null) note(categoryId, gameName)
  return names
}

/** One profile a channel, the last one read. */
function profilesOf(streams: readonly LiveStream[]): ChannelProfile[] {
  return [...new Map(streams.map(stream => [stream.channelId, stream])).values()]
}

function changedProfiles(changed: SweepPart['changed']) {
  const byChannel = new Map(
    changed
      .filter(({ stream, before }) => hasNewProfile(stream, before))
      .map(({ stream, open: { channelKey } }) => [channelKey, { ...stream, channelKey }]),
  )
  return [...byChannel.values()]
}

function withTitle(rows: readonly { channelKey: number; title: string | null }[]) {
  return rows.flatMap(({ channelKey, title }) => (title === null ? [] : [{ channelKey, title }]))
}

function broadcastNumbers(channels: ReadonlyMap<string, KnownChannel>) {
  const taken = new Map<string, number>()
  return (channelId: string) => {
    const last = taken.get(channelId) ?? expect(channels.get(channelId), 'channel').lastBroadcastNo
    taken.set(channelId, last + 1)
    return last + 1
  }
}

function titleNumbers(titles: ReadonlyMap<number, ChannelTitles>): SweepKeys['title'] {
  const added = new Map<number, Map<string, number>>()
  return (channelKey, title) => {
    const dictionary = titles.get(channelKey)
    const own = added.get(channelKey) ?? new Map<string, number>()
    const known = dictionary?.numberOf.get(title) ?? own.get(title)
    if (known !== undefined) return { titleNo: known, isNew: false }
    const titleNo = (dictionary?.lastTitleNo ?? 0) + own.size + 1
    added.set(channelKey, own.set(title, titleNo))
    return { titleNo, isNew: true }
  }
}

function expect<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`a ${what} of the sweep has no key`)
  return value
}
