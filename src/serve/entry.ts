// GET /: where everything is.

import { Entry } from '../contract/entry.ts'
import type { GivenQuery } from '../contract/query.ts'
import { reference } from '../contract/schema.ts'
import type { Server, ServerDeps } from './deps.ts'
import { problemResponses } from './problem-responses.ts'
import { refuseParameters } from './query-error.ts'

const schema = {
  tags: ['Server'],
  operationId: 'getEntry',
  summary: 'Where everything is',
  description: 'Names this server and its paths.',
  response: { 200: reference(Entry), ...problemResponses(400) },
}

const links: Entry['links'] = {
  live_top: '/live/top',
  health: '/health',
  openapi: '/openapi.json',
  docs: '/docs',
  redoc: '/redoc',
}

/** Adds the route. */
export function addEntry(server: Server, { version }: ServerDeps): void {
  server.addSchema(Entry)
  const entry: Entry = { name: 'Livecensus', version, links }
  server.get<{ Querystring: GivenQuery }>('/', { schema }, async (request, reply) => {
    refuseParameters(request.query)
    reply.header('cache-control', 'no-cache')
    return entry
  })
}
