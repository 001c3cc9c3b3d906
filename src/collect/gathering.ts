// What several walks through one live list have brought together: every stream once, as the walk that
// found it read it last, and which of the walks has held it.

import type { LivePage } from '../platforms/client.ts'
import { createRowPacker, type LiveRow, type LiveRows } from './live-rows.ts'

/** How a list is walked: as a whole, or in parts that together are the whole. */
export type Way = 'whole' | 'split'

export interface Gathering extends Pick<LiveRows, 'streamOf'> {
  /** Takes the rows of a page; how many streams no page of this way had held before. */
  take(page: LivePage, way: Way): number
  rows(): LiveRow[]
  readonly size: number
  readonly pages: number
  /** Rows that the same way had held before. */
  readonly duplicates: number
  readonly skipped: number
  /** Streams that only the other way held; null unless both were walked. */
  missed(): { readonly bySplit: number; readonly byWhole: number } | null
}

export function createGathering(): Gathering {
  const { pack, streamOf } = createRowPacker()
  const rows = new Map<string, LiveRow>()
  const heldBy: Readonly<Record<Way, Set<string>>> = { whole: new Set(), split: new Set() }
  let pages = 0
  let duplicates = 0
  let skipped = 0
  return {
    streamOf,
    take(page, way) {
      const held = heldBy[way]
      const before = held.size
      for (const stream of page.streams) {
        const key = stream.streamId ?? `channel ${stream.channelId}`
        // What the other way has read is nearer to the moment the sweep stands for.
        if (held.has(key) || !rows.has(key)) rows.set(key, pack(stream))
        held.add(key)
      }
      const added = held.size - before
      pages += 1
      duplicates += page.streams.length - added
      skipped += page.skipped
      return added
    },
    rows: () => [...rows.values()],
    get size() {
      return rows.size
    },
    get pages() {
      return pages
    },
    get duplicates() {
      return duplicates
    },
    get skipped() {
      return skipped
    },
    missed: () => {
      const { split, whole } = heldBy
      if (split.size === 0 || whole.size === 0) return null
      return { bySplit: countMissing(whole, split), byWhole: countMissing(split, whole) }
    },
  }
}

/** How many of the keys another set does not have. */
function countMissing(keys: ReadonlySet<string>, other: ReadonlySet<string>): number {
  let missing = 0
  for (const key of keys) if (!other.has(key)) missing += 1
  return missing
}
