// Kick's cursors: places in an order that only grows at its end, so a walk loses and repeats
// nothing. Wrapped like a recorded one, `{"c_cursor":10}` in base64; what Kick puts in is not known.

/** A place in the live list: start in whole epoch seconds, then the number of the stream. */
export interface StartPosition {
  readonly startedAt: number
  readonly streamNo: number
}

/** The place a cursor of the live list names; null = it is none of ours. */
export function readStartCursor(cursor: string): StartPosition | null {
  const [, startedAt, streamNo] = /^\[(\d{1,12}),(\d{1,15})\]$/.exec(unwrap(cursor)) ?? []
  if (startedAt === undefined || streamNo === undefined) return null
  return { startedAt: Number(startedAt), streamNo: Number(streamNo) }
}

export function writeStartCursor({ startedAt, streamNo }: StartPosition): string {
  return wrap(`[${startedAt},${streamNo}]`)
}

/** The id behind which a list goes on; null = it is none of ours. */
export function readIdCursor(cursor: string): number | null {
  const [, id] = /^(\d{1,15})$/.exec(unwrap(cursor)) ?? []
  return id === undefined ? null : Number(id)
}

export function writeIdCursor(id: number): string {
  return wrap(String(id))
}

function wrap(place: string): string {
  return Buffer.from(`{"c_cursor":${place}}`).toString('base64')
}

/** '' = it is not wrapped as ours are. */
function unwrap(cursor: string): string {
  const text = Buffer.from(cursor, 'base64').toString()
  return /^\{"c_cursor":(.+)\}$/.exec(text)?.[1] ?? ''
}
