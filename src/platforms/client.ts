// The one contract of the gate: what the census needs from a platform. Each platform is a folder
// that implements it; nothing outside that folder knows the platform's own words or addresses.

import type { ListedCategory } from '../domain/category.ts'
import type { Profile } from '../domain/channel.ts'
import type { LiveStream } from '../domain/live-stream.ts'
import type { Platform, PlatformCapabilities } from '../domain/platform.ts'
import type { PlatformPolicy } from '../domain/policy.ts'

/** Counts what is sent; the client adds to it as it goes. */
export interface RequestTally {
  requests: number
  retries: number
}

/** What goes with every call to a platform. */
export interface CallContext {
  readonly signal: AbortSignal
  readonly tally: RequestTally
}

/** Rows of an answer, and how many of it could not be read. */
export interface ReadRows<T> {
  readonly rows: readonly T[]
  readonly skipped: number
}

/** One page of the platform's live list. */
export interface LivePage {
  readonly kind: 'page'
  readonly streams: readonly LiveStream[]
  /** Rows that could not be read: no channel id or no start. */
  readonly skipped: number
  /** Where the next page begins; null at the end. Opaque. */
  readonly nextCursor: string | null
  /** Not null: the platform lists no more than so many, the most watched, and here they are. */
  readonly onlyTop: number | null
}

/** One page of the platform's directory of categories. */
export interface DirectoryPage extends ReadRows<ListedCategory> {
  readonly kind: 'page'
  /** Where the next page begins; null at the end. Opaque. */
  readonly nextCursor: string | null
}

/** The platform no longer takes the cursor: the walk must find its place again. */
export interface CursorRejected {
  readonly kind: 'cursor_rejected'
}

/** What is left of the platform's rate limit. */
export interface Budget {
  /** Points a minute. */
  readonly limit: number
  /** Points left; none while the platform asks for patience. */
  readonly left: number
}

/** A list that can be asked for in parts, each with the streams of some languages. */
export interface LanguageSplit {
  /** Languages the platform is known to have, with a rough share of its streams each. */
  readonly languages: Readonly<Record<string, number>>
  /** How many can be asked for at once. */
  readonly mostLanguages: number
}

/** The platform's directory of categories. */
export interface Directory {
  /** Most watched first: then its order is worth keeping. */
  readonly isRanked: boolean
  /** Seconds after which it is read again. */
  readonly staleSeconds: number
  /** Pages after which no more is read. */
  readonly mostPages: number
  /** Reads the page at a cursor, null = the first. */
  readPage(cursor: string | null, context: CallContext): Promise<DirectoryPage | CursorRejected>
}

/**
 * The gate to one platform. What a platform cannot tell is missing. Every call throws `AppError`
 * when its answer cannot be had after all tries, and rejects with the signal's reason once it is
 * aborted.
 */
export interface PlatformClient {
  readonly platform: Platform
  readonly capabilities: PlatformCapabilities
  /** What its terms allow. */
  readonly policy: PlatformPolicy
  /** How the live list goes: most watched first, or oldest start first. */
  readonly order: 'viewers' | 'started_at'
  /** Missing: the list can only be read as a whole. */
  readonly split?: LanguageSplit
  /**
   * What may be sent now, by the last answers or by a pace of the client's own; null as long as
   * neither tells.
   */
  budget(): Budget | null
  /**
   * Reads the page of the live list at a cursor, null = the first; with `languages` of the part of
   * the list that they are, which takes a `split`.
   */
  readLivePage(
    cursor: string | null,
    context: CallContext,
    languages?: readonly string[],
  ): Promise<LivePage | CursorRejected>
  /**
   * How many streams are live by the platform's own count, null when it cannot be had, for which no
   * sweep fails.
   */
  readTotal?(context: CallContext): Promise<number | null>
  /**
   * Looks channels up: the streams of those that are live. While rows could not be read, a channel
   * that is missing may be live.
   */
  refresh(channelIds: readonly string[], context: CallContext): Promise<ReadRows<LiveStream>>
  /** Profiles of channels, in no order; those the platform does not know are missing. */
  readProfiles?(channelIds: readonly string[], context: CallContext): Promise<ReadRows<Profile>>
  /** The followers of a channel; null where the platform does not tell. */
  readFollowers?(channelId: string, context: CallContext): Promise<number | null>
  /** Categories by id; those the platform does not know are missing. */
  readCategories?(
    categoryIds: readonly string[],
    context: CallContext,
  ): Promise<ReadRows<ListedCategory>>
  readonly directory?: Directory
}
