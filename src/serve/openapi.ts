// The description of the API: made from the routes' own schemas, shown by /openapi.json and /docs.

import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { Pagination } from '../contract/list.ts'
import { ParameterFault, Problem } from '../contract/problem.ts'
import type { GivenQuery } from '../contract/query.ts'
import type { Server } from './deps.ts'
import { docsPolicy } from './headers.ts'
import { refuseParameters } from './query-error.ts'

const description = `A self-hosted census of live streaming.

- Times are RFC 3339 in UTC with whole seconds. Ids are texts.
- What is unknown is \`null\`, never zero and never left out.
- Answers are \`{data, meta}\`, those that can be read on in pages \`{data, meta, pagination}\`. In a
  demo \`meta.demo\` is set: its rows are invented.
- Failures are problems (RFC 9457) of the media type \`application/problem+json\`.
- Parameters that are not known and values that are not allowed are refused, all at once.`

/** Begins to collect the routes; must come before the first of them. */
export async function addOpenApi(server: Server, version: string): Promise<void> {
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Livecensus',
        version,
        description,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/', description: 'This server.' }],
      security: [],
      tags: [
        { name: 'Live', description: 'What is live now.' },
        { name: 'Channels', description: 'What channels and their broadcasts were like.' },
        { name: 'Stats', description: 'Sums over many channels.' },
        { name: 'Server', description: 'This server itself.' },
      ],
    },
    refResolver: {
      buildLocalReference: (schema, _baseUri, _fragment, i) =>
        typeof schema.$id === 'string' ? schema.$id : `schema-${i}`,
    },
  })
  // Those that many routes point at; each route adds its own.
  server.addSchema(ParameterFault).addSchema(Problem).addSchema(Pagination)
}

/** Adds /openapi.json and /docs. */
export async function addDocs(server: Server): Promise<void> {
  server.get<{ Querystring: GivenQuery }>(
    '/openapi.json',
    { schema: { hide: true } },
    async (request, reply) => {
      refuseParameters(request.query)
      reply.header('cache-control', 'no-cache')
      return server.swagger()
    },
  )
  await server.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: docsPolicy,
    theme: { title: 'Livecensus API' },
    uiConfig: {
      layout: 'BaseLayout',
      docExpansion: 'list',
      tryItOutEnabled: true,
      displayRequestDuration: true,
    },
  })
}
