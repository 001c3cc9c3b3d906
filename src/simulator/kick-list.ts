// Kick's live list as pages from the oldest start to the newest: a cursor is a place in that order,
// so what starts comes at the end, and what ends moves nothing.

import type { Broadcast } from './broadcast.ts'
import { keep } from './keep.ts'
import { type StartPosition, writeStartCursor } from './kick-cursor.ts'
import { countUpTo, type KickFilters, selectPlaces, sortByStart } from './kick-order.ts'
import { addRow, type KickRowText, versionOneRow, writeRowText } from './kick-row.ts'
import type { Ranking } from './ranking.ts'
import type { World } from './world.ts'

const minute = 60
/** Filtered lists kept for the present minute. */
const mostFiltered = 64

export interface KickPageQuestion {
  readonly limit: number
  readonly after: StartPosition | null
  readonly filters: KickFilters
}

/** Of the old list, which has no pages. */
export interface KickTopQuestion {
  readonly limit: number
  readonly sort: 'viewer_count' | 'started_at'
  readonly filters: KickFilters
  readonly channelIds: readonly number[] | null
}

/** Moments are whole epoch seconds; bodies are byte text but for the old list's. */
export interface KickList {
  pageAt(at: number, question: KickPageQuestion): string
  /** Those of the channels that are live. */
  streamsOf(at: number, channelIds: readonly number[]): string
  totalAt(at: number): number
  /** Viewers of all streams in a category. */
  viewersIn(at: number, categoryId: number): number
  /** The rows of the deprecated list. */
  topAt(at: number, question: KickTopQuestion): readonly object[]
}

/** The live list of a minute: places of its ranking, the oldest start first. */
interface Order {
  readonly ranking: Ranking
  readonly places: Int32Array
  /** Places by channel, laid out when they are first asked for. */
  channels: ReadonlyMap<number, number> | null
  readonly filtered: Map<string, Int32Array>
}

/** The list is renewed at every full minute: that is how often counts change. */
export function createKickList(world: World): KickList {
  let kept: Order | null = null
  const texts = new WeakMap<Broadcast, KickRowText>()
  const channelIds = new WeakMap<Broadcast, number>()

  function orderAt(at: number): Order {
    const from = Math.floor(at / minute) * minute
    if (kept?.ranking.at === from) return kept
    const ranking = world.rankingAt(from)
    kept = { ranking, places: sortByStart(ranking), channels: null, filtered: new Map() }
    return kept
  }

  /** Kept over the minutes: to work out 15,000 ids takes longer than to look them up. */
  function channelIdOf(broadcast: Broadcast): number {
    const known = channelIds.get(broadcast)
    if (known !== undefined) return known
    const id = Number(world.namesOf(broadcast).channelId)
    channelIds.set(broadcast, id)
    return id
  }

  function placesOf(order: Order, filters: KickFilters): Int32Array {
    if (filters.categoryIds === null && filters.languages === null) return order.places
    return keep(order.filtered, mostFiltered, JSON.stringify(filters), () =>
      selectPlaces(world, order.ranking, order.places, filters),
    )
  }

  function channelsOf(order: Order): ReadonlyMap<number, number> {
    order.channels ??= new Map(
      Array.from(order.places, place => [channelIdOf(order.ranking.broadcastAt(place)), place]),
    )
    return order.channels
  }

  function textOf(broadcast: Broadcast, at: number): KickRowText {
    const known = texts.get(broadcast)
    if (known !== undefined && known.from <= at && at < known.until) return known
    const written = writeRowText(world, broadcast, at)
    texts.set(broadcast, written)
    return written
  }

  function writeBody({ ranking }: Order, places: Iterable<number>, rest: string): string {
    const pieces: string[] = ['{"data":[']
    for (const place of places) {
      if (pieces.length > 1) pieces.push(',')
      const text = textOf(ranking.broadcastAt(place), ranking.at)
      addRow(pieces, text, ranking.viewersAt(place) ?? 0)
    }
    pieces.push(`],"message":"OK"${rest}}`)
    return pieces.join('')
  }

  return {
    pageAt(at, { after, filters, limit }) {
      const order = orderAt(at)
      const places = placesOf(order, filters)
      const from = after === null ? 0 : countUpTo(order.ranking, places, after)
      const page = places.subarray(from, from + limit)
      const last = from + limit < places.length ? page.at(-1) : undefined
      const cursor = last === undefined ? '' : writeStartCursor(order.ranking.broadcastAt(last))
      return writeBody(order, page, `,"pagination":{"next_cursor":"${cursor}"}`)
    },

    streamsOf(at, ids) {
      const order = orderAt(at)
      const channels = channelsOf(order)
      const places = [...new Set(ids)].map(id => channels.get(id)).filter(isPlace)
      return writeBody(order, places, '')
    },

    totalAt: at => orderAt(at).places.length,

    viewersIn(at, categoryId) {
      const order = orderAt(at)
      const places = placesOf(order, { categoryIds: [categoryId], languages: null })
      return places.reduce((sum, place) => sum + (order.ranking.viewersAt(place) ?? 0), 0)
    },

    topAt(at, { channelIds: wanted, filters, limit, sort }) {
      const order = orderAt(at)
      const { ranking } = order
      const channels = wanted && new Set(wanted)
      const places = [...placesOf(order, filters)].filter(
        place => channels === null || channels.has(channelIdOf(ranking.broadcastAt(place))),
      )
      // The newest first: so say the clients of others, Kick's own words do not.
      if (sort === 'viewer_count') places.sort((a, b) => a - b)
      else places.reverse()
      return places
        .slice(0, limit)
        .map(place =>
          versionOneRow(
            world,
            ranking.broadcastAt(place),
            ranking.at,
            ranking.viewersAt(place) ?? 0,
          ),
        )
    },
  }
}

const isPlace = (place: number | undefined) => place !== undefined
