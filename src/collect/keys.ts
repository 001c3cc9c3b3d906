// Finds or makes the keys that a sweep's rows need before its changes can be planned.

import type { OpenBroadcast } from '../domain/broadcast.ts'
import type { LiveStream } from '../domain/live-stream.ts'
import type { Platform } from '../domain/platform.ts'
import { readEndedBroadcasts } from '../store/broadcasts.ts'
import { ensureCategories } from '../store/categories.ts'
import {
  type ChannelProfile,
  ensureChannels,
  type KnownChannel,
  updateProfiles,
} from '../store/channels.ts'
import type { Queryable } from '../store/database.ts'
import { type ChannelTitles, readTitles } from '../store/titles.ts'
import type { Matches } from './match.ts'
import type { SweepKeys } from './plan.ts'

/** Resolves the keys inside the sweep's transaction; `at` is its collected_at. */
export async function resolveKeys(
  sql: Queryable,
  platform: Platform,
  matches: Matches,
  at: number,
): Promise<SweepKeys> {
  const { known, unknown } = matches
  const categories = await ensureCategories(sql, platform, categoryNames(matches), at)
  const channels = await ensureChannels(sql, platform, profilesOf(unknown), at)
  await updateProfiles(sql, changedProfiles(known), at)
  const channelOf = (channelId: string) => expect(channels.get(channelId), 'channel')

  // A channel without a broadcast has no titles and nothing that could be seen again.
  const returning = unknown
    .map(stream => ({ ...channelOf(stream.channelId), ...stream }))
    .filter(row => row.lastBroadcastNo > 0)
  const retitled = known
    .filter(({ stream, open, staysInSegment }) => !staysInSegment && stream.title !== open.title)
    .map(({ stream, open }) => ({ channelKey: open.channelKey, title: stream.title }))
  const ended = await readEndedBroadcasts(sql, returning)
  const titles = await readTitles(sql, withTitle([...returning, ...retitled]))

  const endedOf = new Map(ended.map(row => [`${row.channelKey} ${row.streamId}`, row]))
  return {
    channel: channelId => channelOf(channelId).channelKey,
    nextBroadcastNo: broadcastNumbers(channels),
    category: categoryId => expect(categories.get(categoryId), 'category'),
    title: titleNumbers(titles),
    ended: (channelKey, streamId) => endedOf.get(`${channelKey} ${streamId}`) ?? null,
  }
}

/** The names of the categories that a row shows for the first time or under another name. */
function categoryNames({ known, unknown }: Matches): Map<string, string | null> {
  const names = new Map<string, string | null>()
  const note = (categoryId: string, name: string | null) =>
    names.set(categoryId, name || (names.get(categoryId) ?? name))
  for (const { stream, open, staysInSegment } of known)
    if (stream.categoryId !== null && (!staysInSegment || stream.gameName !== open.gameName))
      note(stream.categoryId, stream.gameName)
  for (const { categoryId, gameName } of unknown)
    if (categoryId !== null) note(categoryId, gameName)
  return names
}

/** One profile a channel, the last one read. */
function profilesOf(streams: readonly LiveStream[]): ChannelProfile[] {
  return [...new Map(streams.map(stream => [stream.channelId, stream])).values()]
}

function changedProfiles(known: Matches['known']) {
  const byChannel = new Map(
    known
      .filter(({ stream, open }) => hasNewName(stream, open))
      .map(({ stream, open: { channelKey, username, displayName } }) => [
        channelKey,
        {
          channelKey,
          username: stream.username ?? username,
          displayName: stream.displayName ?? displayName,
        },
      ]),
  )
  return [...byChannel.values()]
}

/** Whether a row tells a name that is not the known one; telling none changes nothing. */
function hasNewName(stream: LiveStream, open: OpenBroadcast): boolean {
  return (
    (stream.username !== null && stream.username !== open.username) ||
    (stream.displayName !== null && stream.displayName !== open.displayName)
  )
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
