// Reads the platform's directory of categories, and the art of those that are streamed.

import { AppError } from '../domain/error.ts'
import {
  listArtless,
  markDirectoryRead,
  readDirectoryAt,
  writeArt,
  writeDirectoryPage,
} from '../store/directory.ts'
import {
  daySeconds,
  dueAtATime,
  type EnrichRound,
  idsAtATime,
  secondsOf,
  takeBatches,
} from './enrich-round.ts'

/** A category may get its art later. */
const artAgainAfter = 7 * daySeconds

/** Reads the directory from its top when it is stale, which a part of it also is; the part is kept. */
export async function readDirectory(round: EnrichRound): Promise<void> {
  const { sql, client, clock, context, counts, mayGoOn } = round
  const { platform, directory } = client
  if (directory === undefined) return
  const { isRanked, staleSeconds, mostPages } = directory
  const at = secondsOf(clock)
  const readAt = await readDirectoryAt(sql, platform)
  if (readAt !== null && at - readAt < staleSeconds) return
  const listed = new Set<string>()
  let cursor: string | null = null
  for (let pages = 0; pages < mostPages; pages += 1) {
    if (!(await mayGoOn())) return
    const page = await directory.readPage(cursor, context)
    if (page.kind === 'cursor_rejected')
      throw new AppError('unavailable', 'The directory of categories takes no cursor any more.')
    // One that has moved down a page meanwhile keeps the place it had.
    const added = page.rows.flatMap(row => {
      if (listed.has(row.categoryId)) return []
      const rank = listed.add(row.categoryId).size
      return [{ ...row, rank: isRanked ? rank : null }]
    })
    await writeDirectoryPage(sql, platform, added, at)
    counts.categories += added.length
    if (page.nextCursor === null) break
    cursor = page.nextCursor
  }
  await markDirectoryRead(sql, platform, at)
}

/** Reads the art of categories that are streamed now and have none. */
export async function readArt(round: EnrichRound): Promise<void> {
  const { sql, client, clock, context, counts } = round
  const { platform } = client
  if (client.readCategories === undefined) return
  const due = { at: secondsOf(clock), againAfter: artAgainAfter, limit: dueAtATime }
  const artless = await listArtless(sql, platform, due)
  for await (const asked of takeBatches(round, artless, idsAtATime)) {
    const { rows } = await client.readCategories(asked, context)
    await writeArt(sql, platform, asked, rows, secondsOf(clock))
    counts.categories += rows.length
  }
}
