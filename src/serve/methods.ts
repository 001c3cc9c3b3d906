// Answers 405 where a path exists but not with this method.

import type { HTTPMethods, RouteOptions } from 'fastify'
import type { Server } from './deps.ts'
import { httpProblem, sendProblem } from './problems.ts'

const refusable: readonly HTTPMethods[] = ['POST', 'PUT', 'PATCH', 'DELETE']

/** Begins to collect the routes; returns what refuses the other methods, to be called last. */
export function addMethodRefusals(server: Server): () => void {
  const methodsOf = new Map<string, Set<string>>()
  server.addHook('onRoute', ({ url, method }: RouteOptions) => {
    const methods = methodsOf.get(url) ?? new Set(['OPTIONS'])
    for (const name of [method].flat()) methods.add(name)
    methodsOf.set(url, methods)
  })
  return () => {
    for (const [url, methods] of [...methodsOf]) {
      if (url.includes('*')) continue
      const allow = [...methods].sort().join(', ')
      server.route({
        url,
        method: refusable.filter(method => !methods.has(method)),
        schema: { hide: true },
        // Before the body is looked at.
        onRequest: async (request, reply) =>
          sendProblem(
            reply.header('allow', allow),
            httpProblem(405, `${request.url.split('?', 1)[0]} answers ${allow} only.`),
          ),
        handler: () => undefined,
      })
    }
  }
}
