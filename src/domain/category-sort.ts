// The orders of categories.

/** What lists of categories can be put in order by; `change` is that of average viewers. */
export const categorySorts = [
  'hours_watched',
  'average_viewers',
  'peak_viewers',
  'average_streams',
  'viewers_per_stream',
  'change',
] as const

export type CategorySort = (typeof categorySorts)[number]
