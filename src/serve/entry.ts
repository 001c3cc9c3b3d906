// GET /: the page to browsers, to everything else where everything is.

import { Entry } from '../contract/entry.ts'
import type { GivenQuery } from '../contract/query.ts'
import { reference } from '../contract/schema.ts'
import type { Server, ServerDeps } from './deps.ts'
import { addVary, pagePolicy } from './headers.ts'
import { readPage, sendAsset } from './page-assets.ts'
import { prefersPage } from './page-preference.ts'
import { problemResponses } from './problem-responses.ts'
import { refuseParameters } from './query-error.ts'

const schema = {
  tags: ['Server'],
  operationId: 'getEntry',
  summary: 'Where everything is',
  description:
    'Names this server and its paths. Who asks for `text/html` rather than for JSON, as browsers do, gets the page instead; the parameters in its address are its own.',
  response: {
    200: {
      description: 'What this server is and the paths it has.',
      content: {
        'application/json': { schema: reference(Entry) },
        'text/html': { schema: { type: 'string', description: 'The page.' } },
      },
    },
    ...problemResponses(400),
  },
}

const links: Entry['links'] = {
  live_top: '/live/top',
  live_totals: '/live/totals',
  stats_categories: '/stats/categories',
  health: '/health',
  openapi: '/openapi.json',
  docs: '/docs',
  redoc: '/redoc',
}

/** Adds the route. */
export async function addEntry(server: Server, { version }: ServerDeps): Promise<void> {
  server.addSchema(Entry)
  const entry: Entry = { name: 'Livecensus', version, links }
  const page = await readPage()
  server.get<{ Querystring: GivenQuery }>('/', { schema }, async (request, reply) => {
    addVary(reply, 'Accept')
    if (prefersPage(request.headers.accept)) {
      reply.header('content-security-policy', pagePolicy)
      return sendAsset(request, reply, page)
    }
    refuseParameters(request.query)
    reply.header('cache-control', 'no-cache')
    return entry
  })
}
