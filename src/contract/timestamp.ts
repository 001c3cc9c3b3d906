// Times on the wire: RFC 3339, UTC, whole seconds.

import { Type } from 'typebox'
import { writeRfc3339 } from '../domain/rfc3339.ts'
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

/** Whole epoch seconds as text; null where the time is not known. */
export function toTimestampOrNull(epochSeconds: number | null): string | null {
  return epochSeconds === null ? null : writeRfc3339(epochSeconds)
}
