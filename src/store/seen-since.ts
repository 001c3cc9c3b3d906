// What "live" means, for every question about it: fragments, no statement of their own.

import type { Queryable } from './database.ts'

/**
 * The platforms, each with the moment (`at`) from which an open broadcast must have been seen to be
 * live: the last complete sweep of all of it; under sweeps of its top, two and a half cadences before
 * the last complete one; before any, whenever. Broadcasts in one of `languages` must have been seen
 * by the last complete sweep of these as well (`languages_at`). Where streams are tracked, each must
 * have been seen two and a half of its own cadences before the last complete sweep (`tracked_at`), and
 * not be missing since. To be named in a `with`.
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
          where ${isComplete(sql, 'all')}
        ),
        (
          select
            case
              when s.scope = 'top'
                then s.collected_at - make_interval(secs => 2.5 * s.cadence)
            end
          from sweeps s
          where s.platform = p.platform and s.status = 'complete'
          order by s.collected_at desc
          limit 1
        ),
        '-infinity'
      ) as at,
      n.collected_at as languages_at,
      n.scope_languages as languages,
      (
        select case when s.scope = 'tracked' then s.collected_at end
        from sweeps s
        where s.platform = p.platform and s.status = 'complete'
        order by s.collected_at desc
        limit 1
      ) as tracked_at
    from platforms p
    left join sweeps n
      on n.platform = p.platform
      and n.collected_at = (
        select max(s.collected_at)
        from sweeps s
        where ${isComplete(sql, 'languages')}
      )`
}

/** The newest of them is found down the index of scopes, however long ago it was. */
function isComplete(sql: Queryable, scope: 'all' | 'languages') {
  return sql`s.platform = p.platform and s.scope = ${scope} and s.status = 'complete'`
}

/** Whether a live row `l` was seen late enough to be live, beside the row `f` of its platform. */
export function isSeen(sql: Queryable) {
  return sql`
    l.last_sample_at >= f.at
    and (
      l.last_sample_at >= f.languages_at
      or f.languages_at is null
      or l.language is null
      or l.language <> all (f.languages)
    )
    and (
      f.tracked_at is null
      or (
        l.missed_at is null
        and l.last_sample_at >= f.tracked_at - make_interval(secs => 2.5 * l.cadence)
      )
    )`
}
