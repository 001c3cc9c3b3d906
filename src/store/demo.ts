// The mark of a demo's database: which invented world it holds, and how far its past is filled in.

import { demoWorldVersion } from '../domain/demo.ts'
import { AppError } from '../domain/error.ts'
import type { Queryable, Sql } from './database.ts'

/** An invented world, as its database is marked with it. */
export interface DemoWorld {
  readonly seed: number
  /** Mean of live streams on its largest platform. */
  readonly scale: number
}

/** A demo; times are whole epoch seconds. */
export interface Demo extends DemoWorld {
  /** The stretch of its past that is being replayed, null = it is all there. */
  readonly replay: { readonly from: number; readonly until: number } | null
}

/** What the database is marked with; null = it is no demo's. */
export async function readDemo(sql: Queryable): Promise<Demo | null> {
  const [row] = await sql<(DemoWorld & { from: number | null; until: number | null })[]>`
    select
      seed,
      scale,
      extract(epoch from replay_from)::bigint as "from",
      extract(epoch from replay_until)::bigint as "until"
    from demo`
  if (row === undefined) return null
  const { seed, scale, from, until } = row
  return { seed, scale, replay: from === null || until === null ? null : { from, until } }
}

/**
 * Marks an empty database as a demo's. Throws `conflict` where it holds real sweeps, or another
 * demo's world: neither must ever be mixed.
 */
export async function claimForDemo(sql: Sql, world: DemoWorld): Promise<void> {
  const found = await sql.begin(async tx => {
    // Two demos that begin at once: the second one finds the first one's mark.
    await tx`select pg_advisory_xact_lock(hashtext('livecensus demo'))`
    const [demo] = await tx<(DemoWorld & { version: number })[]>`
      select version, seed, scale
      from demo`
    if (demo !== undefined) return demo
    const [sweep] = await tx`
      select 1
      from sweeps
      limit 1`
    if (sweep !== undefined)
      throw new AppError(
        'conflict',
        'The database for the demo holds real sweeps: empty it, or set the keys of a platform.',
      )
    await tx`
      insert into demo (version, seed, scale)
      values (${demoWorldVersion}, ${world.seed}, ${world.scale})`
    return { ...world, version: demoWorldVersion }
  })
  if (found.version !== demoWorldVersion)
    throw new AppError(
      'conflict',
      'The database for the demo holds a world of another version of Livecensus: delete it (DATA_DIR/demo, or the database that ends in _demo), and another one is made.',
    )
  if (found.seed !== world.seed || found.scale !== world.scale)
    throw new AppError(
      'conflict',
      `The database for the demo holds a world of DEMO_SCALE=${found.scale}: set it so, or delete that database to begin another one.`,
    )
}

/** Throws `conflict` where the database is a demo's: nothing real may be swept into it. */
export async function refuseDemo(sql: Queryable): Promise<void> {
  if ((await readDemo(sql)) === null) return
  throw new AppError(
    'conflict',
    'This database holds the invented world of a demo, and real sweeps do not go into it: choose another DATABASE_URL or DATA_DIR.',
  )
}

/** Writes down which stretch of the past is being replayed; null = none any more. */
export async function setReplay(sql: Queryable, replay: Demo['replay']): Promise<void> {
  await sql`
    update demo
    set
      replay_from = to_timestamp(${replay?.from ?? null}),
      replay_until = to_timestamp(${replay?.until ?? null})`
}
