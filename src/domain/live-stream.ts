// What a platform said of one live stream at one moment, in the census' own words.
// Foreign field names end in each platform's payload.ts; nothing here is stored as it is.

/** The orders of live broadcasts: most watched, latest started or most followed; unknown last. */
export const liveSorts = ['viewers', 'started_at', 'followers'] as const

export type LiveSort = (typeof liveSorts)[number]

/**
 * What a stream says of itself in words, and how it can be shown. Texts are well-formed Unicode
 * without NUL; otherwise they are as received, an empty title stays empty. Unknown is null, never
 * ''.
 */
export interface StreamTexts {
  /** The name in the channel's address; lower case where the platform has it so. */
  readonly username: string | null
  /** The name as the channel writes it, in any script. */
  readonly displayName: string | null
  readonly title: string | null
  /** The platform's id of the category; null = no category. */
  readonly categoryId: string | null
  /** The category's name as received; '' stays '', also where there is no category. */
  readonly gameName: string | null
  /** The language code as received, in lower case. */
  readonly language: string | null
  readonly tags: readonly string[]
  /** A picture of the stream, ready to load. */
  readonly thumbnailUrl: string | null
  /** The channel's own picture, ready to load; null = not told, which unlearns nothing. */
  readonly avatarUrl: string | null
}

/** One live stream as read in a sweep. Unknown is null, never zero. */
export interface LiveStream extends StreamTexts {
  /** The platform's id of the broadcast, as text; null where a list gives none. */
  readonly streamId: string | null
  /** The platform's id of the channel, as text. */
  readonly channelId: string
  /** Viewers at this moment; null = hidden or absent. */
  readonly viewers: number | null
  /** When the broadcast started, whole epoch seconds; null where the platform does not say. */
  readonly startedAt: number | null
}
