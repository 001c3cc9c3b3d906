// Times on the wire: RFC 3339, UTC, whole seconds.

import { Type } from 'typebox'
import type { SchemaWords } from './schema.ts'

/** A time, such as 2026-11-22T18:00:00Z. */
export function timestamp(description: string, words: Partial<SchemaWords> = {}) {
  return Type.String({
    format: 'date-time',
    description,
    examples: ['2026-11-22T18:00:00Z'],
    ...words,
  })
}

/** Whole epoch seconds as text. */
export function toTimestamp(epochSeconds: number): string {
  return new Date(epochSeconds * 1_000).toISOString().replace('.000Z', 'Z')
}

/** The same where the time may be unknown. */
export function toTimestampOrNull(epochSeconds: number | null): string | null {
  return epochSeconds === null ? null : toTimestamp(epochSeconds)
}
