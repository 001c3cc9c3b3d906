// What a paged walk of the moving list gets wrong, as a collector's would (docs/world.md, section 10).

import type { Position } from './twitch-cursor.ts'
import { readCursor } from './twitch-cursor.ts'
import { createTwitchList, type Filters } from './twitch-list.ts'
import type { World } from './world.ts'

const noFilters: Filters = { language: null, game_id: null, user_id: null, user_login: null }

export interface WalkFigures {
  /** Rows that came again ÷ all rows. */
  readonly twice: number
  /** Streams that were listed when the walk began and when it ended, and never seen ÷ all rows. */
  readonly missed: number
}

/**
 * Several walks of 100 rows a page, each of so many seconds and from another second of a minute on,
 * half an hour apart.
 */
export function measureWalks(
  world: World,
  from: number,
  { seconds, walks }: { seconds: number; walks: number },
): WalkFigures {
  const list = createTwitchList(world)
  let rows = 0
  let twice = 0
  let missed = 0
  for (let walk = 0; walk < walks; walk += 1) {
    const begun = from + walk * 1_807
    const before = idsAt(world, begun)
    const pageSeconds = (seconds * 100) / before.size
    const seen = new Set<string>()
    let after: Position | null = null
    let at = begun
    for (let page = 0; page === 0 || after !== null; page += 1) {
      at = begun + Math.floor(page * pageSeconds)
      const { cursor, ids } = readPage(
        list.pageAt(at, { first: 100, after, before: null, filters: noFilters }),
      )
      rows += ids.length
      for (const id of ids)
        if (seen.has(id)) twice += 1
        else seen.add(id)
      after = cursor
    }
    const end = idsAt(world, at)
    for (const id of before) if (end.has(id) && !seen.has(id)) missed += 1
  }
  return { twice: twice / rows, missed: missed / rows }
}

function idsAt(world: World, at: number): ReadonlySet<string> {
  const ranking = world.rankingAt(Math.floor(at / 60) * 60)
  return new Set(
    Array.from({ length: ranking.size }, (_, place) => ranking.broadcastAt(place).streamId),
  )
}

/** Read by pattern: parsing a hundred rows for their ids takes longer than writing them. */
function readPage(body: string): { readonly ids: readonly string[]; cursor: Position | null } {
  const cursor = /"cursor":"([^"]+)"\}\}$/.exec(body)?.[1]
  return {
    ids: Array.from(body.matchAll(/\{"id":"(\d+)","user_id"/g), match => match[1] ?? ''),
    cursor: cursor === undefined ? null : readCursor(cursor),
  }
}
