// How much is live now: the answer of GET /live/totals.

import { type Static, Type } from 'typebox'
import { Demo } from './demo.ts'
import { PlatformBasis } from './live.ts'
import { PlatformName } from './platform.ts'
import { named, nullable, reference } from './schema.ts'
import { timestamp } from './timestamp.ts'

/** What is live on one platform. */
export const PlatformTotals = named(
  'PlatformTotals',
  Type.Object(
    {
      platform: PlatformName,
      streams: nullable(
        Type.Integer({
          minimum: 0,
          description:
            'Broadcasts that are live, of those that are kept here: under the scope `tracked` never all of the platform. Null before a sweep has read anything.',
          examples: [98_412],
        }),
      ),
      viewers: nullable(
        Type.Integer({
          minimum: 0,
          description:
            "Their viewers, those counts added up that are known: a sum of this census, no figure of the platform's. Null when none is known, and where the platform's terms forbid sums (`policy_left_out` says so).",
          examples: [2_314_870],
        }),
      ),
      hidden: nullable(
        Type.Integer({
          minimum: 0,
          description:
            'How many of them have a count that is not known and is not in `viewers`. Like `streams` it counts rows that are kept here, so no terms leave it out. Null before a sweep has read anything.',
          examples: [0],
        }),
      ),
    },
    { description: 'What is live on one platform.' },
  ),
)

export type PlatformTotals = Static<typeof PlatformTotals>

/** The answer of GET /live/totals. */
export const LiveTotals = named(
  'LiveTotals',
  Type.Object(
    {
      data: Type.Array(reference(PlatformTotals), {
        description: 'Every platform that was ever swept or is swept here, once.',
      }),
      meta: Type.Object(
        {
          as_of: nullable(
            timestamp('The newest sweep that read anything; null before there is one.'),
          ),
          platforms: Type.Array(reference(PlatformBasis), {
            description: 'The same platforms, with how far each is known.',
          }),
          demo: nullable(Demo),
        },
        { description: 'What the totals are based on.' },
      ),
    },
    { description: 'How much is live, by platform.' },
  ),
)

export type LiveTotals = Static<typeof LiveTotals>
