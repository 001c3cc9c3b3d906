// The contract of a platform that shows no list of all that is live: streams are discovered by
// searches and then tracked by their ids. What may be asked is rationed by the day, in buckets; the
// ledger of it is the caller's.

import type { ListedCategory } from '../domain/category.ts'
import type { Profile } from '../domain/channel.ts'
import type { QuotaBucket } from '../domain/daily-quota.ts'
import type { LiveStream } from '../domain/live-stream.ts'
import type { Platform, PlatformCapabilities } from '../domain/platform.ts'
import type { PlatformPolicy } from '../domain/policy.ts'
import type { SearchQuestion } from '../domain/search.ts'
import type { Budget, CallContext, ReadRows } from './client.ts'

/** What one request takes, also one that fails: a call costs this once for each of its tries. */
export interface QuotaCost {
  readonly bucket: QuotaBucket
  readonly units: number
}

/** The caller's ledger of what is spent. */
export interface QuotaLedger {
  /**
   * Is asked before every request, tries after the first included. True: the units are booked and
   * the request goes out. False: the bucket is closed, nothing is sent.
   */
  spend(bucket: QuotaBucket, units: number): Promise<boolean>
  /** The platform says that nothing is left in a bucket today, whatever the ledger holds. */
  onExhausted(bucket: QuotaBucket): Promise<void>
}

/** A stream as a search shows it. The index is late by minutes: it may have ended or begun. */
export interface FoundStream {
  readonly streamId: string
  readonly channelId: string
  readonly title: string | null
  readonly channelTitle: string | null
  /** Scheduled and not begun. */
  readonly isUpcoming: boolean
}

/** One page of a search. */
export interface SearchPage {
  readonly found: readonly FoundStream[]
  /** Where the next page begins; null at the end. Opaque. */
  readonly nextPageToken: string | null
  /** Rows that could not be read: no stream or no channel. */
  readonly skipped: number
}

/** A stream that was asked for by its id, as it is now. */
export type TrackedStream = LiveNow | Upcoming | Ended

export interface LiveNow {
  readonly kind: 'live'
  readonly streamId: string
  /** Its start is null as long as the platform does not tell it: it is live all the same. */
  readonly stream: LiveStream
  /** A finished video that is shown for the first time as if it were live. */
  readonly isPremiere: boolean
}

export interface Upcoming {
  readonly kind: 'upcoming'
  readonly streamId: string
  readonly channelId: string
  readonly title: string | null
  readonly channelTitle: string | null
  /** Whole epoch seconds; null = not told. */
  readonly scheduledAt: number | null
}

/** It is over, or never was a stream. */
export interface Ended {
  readonly kind: 'ended'
  readonly streamId: string
  /** Whole epoch seconds; null = not told. */
  readonly endedAt: number | null
}

/** What a look-up of streams found, in no order. */
export interface StreamLookUp {
  readonly streams: readonly TrackedStream[]
  /**
   * Ids that the answer does not hold: deleted, hidden or unknown. None where a row came without an
   * id, which may be that of any.
   */
  readonly missing: readonly string[]
  /** Rows that could not be read. They say nothing: no end, no absence. */
  readonly skipped: number
}

/** A channel with its subscribers, rounded as the platform rounds them; null = hidden. */
export interface SubscribedProfile extends Profile {
  readonly subscribers: number | null
}

/** The questions that can be asked. */
export type TrackedQuestion =
  | 'search'
  | 'readVideos'
  | 'readChannels'
  | 'readUploads'
  | 'readVideoCategories'

/**
 * The gate to one tracked platform. Every call counts its requests in the context's tally, also when
 * it fails. It throws `AppError` when its answer cannot be had after all tries; `rate_limited` without
 * having sent anything where the ledger says that the bucket is closed, and at once when the platform
 * says that it is exhausted; it rejects with the signal's reason once that is aborted.
 */
export interface TrackedClient {
  readonly platform: Platform
  readonly capabilities: PlatformCapabilities
  /** What its terms allow. */
  readonly policy: PlatformPolicy
  /** What a request of each question costs, and which bucket it takes from. */
  readonly costs: Readonly<Record<TrackedQuestion, QuotaCost>>
  /** Ids that one look-up can name; more are a mistake of the caller. */
  readonly mostIds: number
  /** What may be sent now by the client's own pace, whatever the day's quota. */
  budget(): Budget | null
  /** One page of a search, the first where no token is given: 1 unit of `search`. */
  search(
    question: SearchQuestion,
    pageToken: string | null,
    context: CallContext,
  ): Promise<SearchPage>
  /** Streams by id: 1 unit of `default`; no ids, no request. */
  readVideos(streamIds: readonly string[], context: CallContext): Promise<StreamLookUp>
  /**
   * Channels by id, in no order: 1 unit of `default`; no ids, no request. Those the platform does not
   * know are missing.
   */
  readChannels(
    channelIds: readonly string[],
    context: CallContext,
  ): Promise<ReadRows<SubscribedProfile>>
  /**
   * Ids of what a channel has uploaded lately, each once, the newest first, streams that are live or
   * scheduled among them: 1 unit of `default`. `not_found` where the platform has no such list: an
   * unknown channel, one without any, or, with nothing sent, an id that no list can belong to.
   */
  readUploads(channelId: string, context: CallContext): Promise<ReadRows<string>>
  /** The categories of a country, ISO 3166-1: 1 unit of `default`. */
  readVideoCategories(regionCode: string, context: CallContext): Promise<ReadRows<ListedCategory>>
}
