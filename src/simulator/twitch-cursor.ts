// Twitch's cursors: a place in the order of viewers, wrapped twice in base64.

/** A place in the order: viewers first, then the number of the stream. */
export interface Position {
  readonly viewers: number
  readonly streamNo: number
}

/** The place a cursor names; null = it is none of ours. */
export function readCursor(cursor: string): Position | null {
  const outer = readBase64(cursor)
  const side = outer?.a ?? null
  const inner = isRecord(side) && typeof side.Cursor === 'string' ? readBase64(side.Cursor) : null
  const viewers = inner?.s
  const streamNo = inner?.i
  if (typeof viewers !== 'number' || typeof streamNo !== 'number') return null
  return { viewers, streamNo }
}

/** Twitch's own wrapping, with the stream's number instead of a fraction to break ties. */
export function writeCursor(first: Position, last: Position): string {
  return toBase64({ b: { Cursor: inner(first) }, a: { Cursor: inner(last) } })
}

function inner({ streamNo, viewers }: Position): string {
  return toBase64({ s: viewers, i: streamNo, d: false, t: true })
}

function toBase64(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64')
}

function readBase64(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64').toString())
    return isRecord(value) ? value : null
  } catch {
    return null
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
