// What every list has besides its data.

import { type Static, Type } from 'typebox'
import { named, nullable } from './schema.ts'

/** Where a list was cut and how it goes on. */
export const Pagination = named(
  'Pagination',
  Type.Object(
    {
      limit: Type.Integer({
        description: 'The most rows this answer could have held.',
        examples: [50],
      }),
      next_cursor: nullable(
        Type.String({
          description:
            'Send it as `cursor` with the same question to read on after the last row. Null at the end of the list. Its text means nothing and may change.',
          examples: ['WzEsMCw0MTUwLDkwMjEsM10'],
        }),
      ),
    },
    { description: 'Where the list was cut and how it goes on.' },
  ),
)

export type Pagination = Static<typeof Pagination>
