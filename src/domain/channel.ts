// Channels: broadcasters on one platform.

/** What a platform tells of a channel beside its streams. Unknown is null. */
export interface Profile {
  /** The platform's id of the channel, as text. */
  readonly channelId: string
  readonly username: string | null
  readonly displayName: string | null
  readonly avatarUrl: string | null
  /** '' = none. */
  readonly description: string | null
  /** The platform's own word for its standing, such as `partner`; '' = none. */
  readonly broadcasterType: string | null
  /** When it came to the platform, whole epoch seconds. */
  readonly registeredAt: number | null
}
