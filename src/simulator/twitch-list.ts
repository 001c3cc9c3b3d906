// Twitch's live list as pages of a moving order: a cursor is a place among viewer counts, so rows
// that overtake it between two pages come twice or not at all, as they do on Twitch.

import type { Broadcast } from './broadcast.ts'
import type { Ranking } from './ranking.ts'
import { type Position, writeCursor } from './twitch-cursor.ts'
import { createTwitchMinutes, type TwitchMinute } from './twitch-minute.ts'
import { addRow, type RowText, writeRowText } from './twitch-row.ts'
import type { World } from './world.ts'

/** Filtered lists kept for the present minute. */
const mostFiltered = 64

/** Each filter lets any of its values pass; null = none is set. */
export interface Filters {
  readonly language: readonly string[] | null
  readonly game_id: readonly string[] | null
  readonly user_id: readonly string[] | null
  readonly user_login: readonly string[] | null
}

export interface PageQuestion {
  readonly first: number
  readonly after: Position | null
  readonly before: Position | null
  readonly filters: Filters
}

export interface TwitchList {
  /** The body of a page at a moment, whole epoch seconds, as byte text. */
  pageAt(at: number, question: PageQuestion): string
}

/** Some places of a ranking, all or those that pass a filter. */
interface Selection {
  readonly ranking: Ranking
  readonly size: number
  readonly placeOf: (row: number) => number
}

/** The list of a world; `minuteAt` is shared with who else asks for the minute. */
export function createTwitchList(
  world: World,
  minuteAt: (at: number) => TwitchMinute = createTwitchMinutes(world),
): TwitchList {
  let current: TwitchMinute | null = null
  const filtered = new Map<string, Selection>()
  const texts = new WeakMap<Broadcast, RowText>()

  function currentAt(at: number): TwitchMinute {
    const found = minuteAt(at)
    if (current !== found) filtered.clear()
    current = found
    return found
  }

  function selectionOf(minute: TwitchMinute, filters: Filters): Selection {
    const { ranking } = minute
    if (Object.values(filters).every(values => values === null))
      return { ranking, size: ranking.size, placeOf: row => row }
    const key = JSON.stringify(filters)
    const known = filtered.get(key)
    if (known !== undefined) return known
    const [oldest] = filtered.keys()
    if (filtered.size >= mostFiltered && oldest !== undefined) filtered.delete(oldest)
    const made = select(world, minute, filters)
    filtered.set(key, made)
    return made
  }

  function textOf(broadcast: Broadcast, at: number): RowText {
    const known = texts.get(broadcast)
    if (known !== undefined && known.from <= at && at < known.until) return known
    const written = writeRowText(
      broadcast,
      world.partAt(broadcast, at),
      world.namesOf(broadcast),
      world.tagsOf(broadcast),
    )
    texts.set(broadcast, written)
    return written
  }

  return {
    pageAt(at, question) {
      const selection = selectionOf(currentAt(at), question.filters)
      const [from, to] = boundsOf(selection, question)
      const pieces: string[] = ['{"data":[']
      for (let row = from; row < to; row += 1) {
        const { broadcast, viewers } = rowOf(selection, row)
        if (row > from) pieces.push(',')
        addRow(pieces, textOf(broadcast, selection.ranking.at), viewers)
      }
      const hasNext = to > from && to < selection.size
      const cursor = hasNext
        ? `"cursor":"${writeCursor(positionOf(selection, from), positionOf(selection, to - 1))}"`
        : ''
      pieces.push(`],"pagination":{${cursor}}}`)
      return pieces.join('')
    },
  }
}

function rowOf({ placeOf, ranking }: Selection, row: number) {
  const place = placeOf(row)
  return { broadcast: ranking.broadcastAt(place), viewers: ranking.viewersAt(place) ?? 0 }
}

function positionOf(selection: Selection, row: number): Position {
  const { broadcast, viewers } = rowOf(selection, row)
  return { viewers, streamNo: broadcast.streamNo }
}

/** The cheap questions first; who is asked for by name is found without asking all. */
function select(world: World, minute: TwitchMinute, filters: Filters): Selection {
  const { ranking } = minute
  const hasLanguage = passes(filters.language)
  const hasGame = passes(filters.game_id)
  const hasId = passes(filters.user_id)
  const hasLogin = passes(filters.user_login)
  const candidates = placesByName(world, minute, filters)
  const places: number[] = []
  for (let next = 0; next < (candidates?.length ?? ranking.size); next += 1) {
    const place = candidates?.[next] ?? next
    const broadcast = ranking.broadcastAt(place)
    if (
      hasLanguage(() => broadcast.language.code) &&
      hasId(() => world.namesOf(broadcast).channelId) &&
      hasLogin(() => world.namesOf(broadcast).login) &&
      hasGame(() => world.categoryAt(broadcast, ranking.at)?.id ?? '')
    )
      places.push(place)
  }
  return { ranking, size: places.length, placeOf: row => places[row] ?? -1 }
}

function passes(values: readonly string[] | null): (read: () => string) => boolean {
  const set = values === null ? null : new Set(values)
  return read => set === null || set.has(read())
}

/** The places of those named that are live; null = the filters name nobody. */
function placesByName(
  { channels }: World,
  { placeOf, ranking }: TwitchMinute,
  { user_id: ids, user_login: logins }: Filters,
): readonly number[] | null {
  const named =
    ids?.map(id => channels.byId(id, ranking.at)) ??
    logins?.map(login => channels.byLogin(login, ranking.at))
  if (named === undefined) return null
  const places = named.map(channel => (channel === null ? -1 : placeOf(channel.channelNo)))
  return [...new Set(places)].filter(place => place >= 0).toSorted((a, b) => a - b)
}

function boundsOf(
  selection: Selection,
  { after, before, first }: PageQuestion,
): readonly [from: number, to: number] {
  if (before !== null) {
    const to = rowsBefore(selection, before, false)
    return [Math.max(0, to - first), to]
  }
  const from = after === null ? 0 : rowsBefore(selection, after, true)
  return [from, Math.min(selection.size, from + first)]
}

/** How many rows stand before a position, with `isPast` the one on it too. */
function rowsBefore(selection: Selection, position: Position, isPast: boolean): number {
  let low = 0
  let high = selection.size
  while (low < high) {
    const middle = (low + high) >> 1
    const order = compare(positionOf(selection, middle), position)
    if (order < 0 || (isPast && order === 0)) low = middle + 1
    else high = middle
  }
  return low
}

function compare(row: Position, position: Position): number {
  return position.viewers - row.viewers || row.streamNo - position.streamNo
}
