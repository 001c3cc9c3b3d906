// Categories: games and topics on one platform.

/** A category as the platform's directory tells it. */
export interface ListedCategory {
  /** The platform's id of the category, as text. */
  readonly categoryId: string
  readonly gameName: string
  /** Null where there is no picture. */
  readonly artUrl: string | null
}
