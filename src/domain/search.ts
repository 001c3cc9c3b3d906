// Searches for what is live, where no list of it can be had: what is asked, and what came of it.

/** What is searched for: a selection of the platform's own choice, never all there is. */
export interface SearchQuestion {
  readonly eventType: 'live' | 'upcoming'
  /** Most watched first, latest published first, or as the platform finds fit. */
  readonly order: 'viewers' | 'newest' | 'relevance'
  /** As seen from a country, ISO 3166-1; no strict filter. */
  readonly regionCode?: string
  /** A hint, ISO 639-1; no strict filter. */
  readonly language?: string
  readonly categoryId?: string
}

/** A search that was made. */
export interface PastSearch {
  readonly question: SearchQuestion
  /** 1 = the first. */
  readonly page: number
  /** Whole epoch seconds. */
  readonly searchedAt: number
  /** Where the page after it begins; null = it was the last one. */
  readonly nextPageToken: string | null
  /** Streams on the page. */
  readonly found: number
  /** Those of them that nothing had told of before. */
  readonly newStreams: number
  /** Those of the new ones that their first look-up found live. */
  readonly newLive: number
  /** Those of the live ones that were watched by many. Streams are counted, never viewers summed up. */
  readonly newWatched: number
}

/** So many viewers are many. */
export const manyViewers = 100
