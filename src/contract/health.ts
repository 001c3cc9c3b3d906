// How the census is: the answer of GET /health.

import { type Static, Type } from 'typebox'
import { quotaBuckets } from '../domain/daily-quota.ts'
import { Demo } from './demo.ts'
import { PlatformName, SweepScopeName, SweepStatusName } from './platform.ts'
import { named, nullable, oneOf, reference } from './schema.ts'
import { timestamp } from './timestamp.ts'

/** The newest sweep of a platform. */
export const LastSweep = Type.Object(
  {
    slot: timestamp('The time of the clock grid it was due.'),
    collected_at: timestamp('When its first page was asked for.', {
      examples: ['2026-11-22T18:00:01Z'],
    }),
    status: SweepStatusName,
    reason: nullable(
      Type.String({
        description:
          'Why it is not complete: `page_failed`, `page_cap`, `short` (the platform counts more), `shrunk`, `unreadable` (too many rows), `loop` (it led back to its beginning), `time_limit`, `quota` (that of the day is spent), `unreachable` or `unauthorized`; null when it is.',
        examples: [null],
      }),
    ),
    error: nullable(
      Type.String({
        description:
          'What went wrong, in a sentence for the operator; null when nothing did. A complete sweep has one where only its second way through the list broke off.',
        examples: [null],
      }),
    ),
    scope: SweepScopeName,
    streams: Type.Integer({ description: 'Live streams it read.', examples: [98_412] }),
    duration_ms: Type.Integer({
      description: 'How long it took, milliseconds.',
      examples: [41_870],
    }),
  },
  { description: 'The newest sweep, whatever came of it; null before the first one.' },
)

export type LastSweep = Static<typeof LastSweep>

/** One bucket of a daily quota. */
const QuotaBucketHealth = Type.Object(
  {
    bucket: oneOf(quotaBuckets, {
      description:
        'What it is for: searches (`search`), or look-ups and everything else (`default`).',
      examples: ['default'],
    }),
    size: Type.Integer({
      minimum: 0,
      description: 'Units a day, as the settings say.',
      examples: [10_000],
    }),
    spent: Type.Integer({
      minimum: 0,
      description: 'Units that were taken today, by all processes on this database together.',
      examples: [6_213],
    }),
    left: Type.Integer({
      minimum: 0,
      description: 'Units that can still be taken today; 0 when the platform closed it.',
      examples: [3_787],
    }),
    closed_at: nullable(
      timestamp(
        'When the platform said that nothing is left, whatever is counted here; null when it has not.',
        { examples: [null] },
      ),
    ),
  },
  { description: 'One bucket of it, counted apart.' },
)

/** The daily quota of a platform that rations requests. */
export const QuotaHealth = Type.Object(
  {
    resets_at: timestamp('When all buckets are whole again: the next midnight of the platform.', {
      examples: ['2026-11-23T08:00:00Z'],
    }),
    buckets: Type.Array(QuotaBucketHealth, { description: 'Its buckets.' }),
    follows_at_most: Type.Integer({
      minimum: 0,
      description:
        'Live streams that a key of this size can follow: the most watched every five minutes, others every ten or thirty. Where more are known, those with few viewers are looked up less often.',
      examples: [3_013],
    }),
  },
  {
    description:
      'What is left of the daily quota; null where the platform has none that is counted here, and while it cannot be read.',
  },
)

export type QuotaHealth = Static<typeof QuotaHealth>

/** How the census of one platform is. */
export const PlatformHealth = named(
  'PlatformHealth',
  Type.Object(
    {
      platform: PlatformName,
      status: oneOf(['ok', 'waiting', 'late', 'partial', 'failed'], {
        description:
          '`ok`; `waiting` for its first sweep, or until a demo has replayed its past; `late`: the last complete sweep is older than 2.5 times the time between sweeps; `partial` or `failed`: the newest sweep was, the last complete one is not that old yet.',
        examples: ['ok'],
      }),
      message: nullable(
        Type.String({
          description: 'What is wrong, in words; null when the status is ok.',
          examples: [null],
        }),
      ),
      swept: Type.Boolean({
        description:
          'Whether this server is set up to sweep it. Where it is not, its rows come from elsewhere or from earlier.',
        examples: [true],
      }),
      last_sweep: nullable(LastSweep),
      complete_at: nullable(
        timestamp('The last complete sweep; null before the first one.', {
          examples: ['2026-11-22T18:00:01Z'],
        }),
      ),
      age_seconds: nullable(
        Type.Integer({
          minimum: 0,
          description: 'Seconds since the last complete sweep; null before the first one.',
          examples: [137],
        }),
      ),
      next_sweep_at: nullable(
        timestamp('The next time of the clock grid; null when it is not swept here.', {
          examples: ['2026-11-22T18:05:00Z'],
        }),
      ),
      quota: nullable(QuotaHealth),
    },
    { description: 'How the census of one platform is.' },
  ),
)

export type PlatformHealth = Static<typeof PlatformHealth>

/** The answer of GET /health. */
export const Health = named(
  'Health',
  Type.Object(
    {
      status: oneOf(['ok', 'degraded', 'unavailable'], {
        description:
          '`ok`; `degraded`: answers are given, but what they rest on is missing, late or not whole; `unavailable`: there is no database (HTTP status 503).',
        examples: ['ok'],
      }),
      message: nullable(
        Type.String({
          description: 'Why the status is not ok, in words; null when it is.',
          examples: [null],
        }),
      ),
      checked_at: timestamp('When this was looked at.', { examples: ['2026-11-22T18:02:18Z'] }),
      version: Type.String({ description: 'The version of Livecensus.', examples: ['0.1.0'] }),
      database: Type.Object(
        {
          status: oneOf(['ok', 'unavailable'], {
            description: 'Whether the database answers.',
            examples: ['ok'],
          }),
          latency_ms: nullable(
            Type.Number({
              minimum: 0,
              description: 'How long its answer took, milliseconds; null when it gave none.',
              examples: [0.8],
            }),
          ),
        },
        { description: 'The database.' },
      ),
      demo: nullable(Demo),
      platforms: Type.Array(reference(PlatformHealth), {
        description:
          'Every platform that is swept here or was ever swept. Those that are not swept here count in the status only where none is. Empty without the database.',
      }),
    },
    { description: 'How the census is.' },
  ),
)

export type Health = Static<typeof Health>
