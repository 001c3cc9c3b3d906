// What an answer says of a demo: that its rows are invented, and how far its past is filled in.

import { type Static, Type } from 'typebox'
import { nullable } from './schema.ts'
import { timestamp } from './timestamp.ts'

/** A demo's invented world. */
export const Demo = Type.Object(
  {
    seed: Type.Integer({ description: 'Which invented world it is.', examples: [1] }),
    scale: Type.Integer({
      description: 'Mean of live streams on its largest platform.',
      examples: [3_000],
    }),
    replaying: Type.Boolean({
      description: 'Whether its past is still being filled in; what is answered is of `as_of`.',
      examples: [false],
    }),
    replay_from: nullable(
      timestamp('Where the stretch that is being filled in begins; null when none is.'),
    ),
    replay_until: nullable(timestamp('Where it ends; null when none is being filled in.')),
  },
  { description: 'The invented world this shows; null when the rows are real.' },
)

export type Demo = Static<typeof Demo>
