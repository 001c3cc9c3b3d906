// Times as text: RFC 3339, whole seconds, UTC when written.

const pattern = /^\d{4}-\d\d-\d\d[Tt]([01]\d|2[0-3]):\d\d:\d\d(\.0+)?([Zz]|[+-]\d\d:\d\d)$/

/** Reads a time of whole seconds with its offset, as epoch seconds; null when it is none. */
export function readRfc3339(text: string): number | null {
  if (!pattern.test(text)) return null
  const ms = Date.parse(text.toUpperCase())
  if (Number.isNaN(ms)) return null
  // Date.parse takes the 31st of a short month for a day of the next one.
  const day = Number(text.slice(8, 10))
  const daysInMonth = new Date(
    Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)), 0),
  ).getUTCDate()
  return day > daysInMonth ? null : ms / 1_000
}

/** Writes whole epoch seconds, such as 2026-11-22T18:00:00Z. */
export function writeRfc3339(at: number): string {
  return new Date(at * 1_000).toISOString().replace('.000Z', 'Z')
}
