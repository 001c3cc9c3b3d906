// The answer of GET / to programs: where everything is.

import { type Static, Type } from 'typebox'
import { named } from './schema.ts'

function path(example: string, description: string) {
  return Type.String({ description, examples: [example] })
}

/** What this server is and the paths it has. */
export const Entry = named(
  'Entry',
  Type.Object(
    {
      name: Type.String({ description: 'What this is.', examples: ['Livecensus'] }),
      version: Type.String({ description: 'The version of Livecensus.', examples: ['0.1.0'] }),
      links: Type.Object(
        {
          live_top: path('/live/top', 'Who is live now.'),
          live_totals: path('/live/totals', 'How much is live now, by platform.'),
          stats_categories: path('/stats/categories', 'Categories in a window of time.'),
          health: path('/health', 'How the census is.'),
          openapi: path('/openapi.json', 'This description, for programs.'),
          docs: path('/docs', 'This description, to read and to try.'),
          redoc: path('/redoc', 'This description, to read.'),
        },
        { description: 'The paths of this server.' },
      ),
    },
    { description: 'What this server is and the paths it has.' },
  ),
)

export type Entry = Static<typeof Entry>
