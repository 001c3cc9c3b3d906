// What "live" means, for every question about it: a fragment, no statement of its own.

import type { Queryable } from './database.ts'

/**
 * The platforms, each with the moment (`at`) from which an open broadcast must have been seen to be
 * live: the last complete sweep of all of it; under sweeps of less, two and a half cadences before
 * the last complete one; before any, whenever. To be named in a `with`.
 */
export function seenSince(sql: Queryable) {
  return sql`
    select
      p.platform,
      p.stream_url,
      greatest(
        (
          select max(s.collected_at)
          from sweeps s
          where s.platform = p.platform and s.status = 'complete' and s.scope = 'all'
        ),
        (
          select s.collected_at - make_interval(secs => 2.5 * s.cadence)
          from sweeps s
          where s.platform = p.platform and s.status = 'complete'
          order by s.collected_at desc
          limit 1
        ),
        '-infinity'
      ) as at
    from platforms p`
}
