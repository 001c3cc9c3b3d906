// The one contract of the gate: what the census needs from a platform. Each platform is a folder
// that implements it; nothing outside that folder knows the platform's own words or addresses.

import type { LiveStream } from '../domain/live-stream.ts'
import type { Platform } from '../domain/platform.ts'

/** Counts what a sweep sends; the client adds to it as it goes. */
export interface RequestTally {
  requests: number
  retries: number
}

/** What goes with every call to a platform. */
export interface CallContext {
  readonly signal: AbortSignal
  readonly tally: RequestTally
}

/** One page of the platform's live list. */
export interface LivePage {
  readonly kind: 'page'
  readonly streams: readonly LiveStream[]
  /** Rows that could not be read: no stream id, channel id, start or viewer count. */
  readonly skipped: number
  /** Where the next page begins; null at the end. Opaque. */
  readonly nextCursor: string | null
}

/** The platform no longer takes the cursor: the walk must find its place again. */
export interface CursorRejected {
  readonly kind: 'cursor_rejected'
}

/** The gate to one platform. Throws `AppError` when a page cannot be had after all tries. */
export interface PlatformClient {
  readonly platform: Platform
  /** How the live list goes: most watched first, or oldest start first. */
  readonly order: 'viewers' | 'started_at'
  /** Reads the page at a cursor, null = the first. */
  readLivePage(cursor: string | null, context: CallContext): Promise<LivePage | CursorRejected>
  /**
   * How many streams are live by the platform's own count, null when it cannot be had, for which no
   * sweep fails. Missing where a platform counts nothing.
   */
  readTotal?(context: CallContext): Promise<number | null>
}
