// Headers that every answer carries: what browsers may do with it, and whose pages may read it.

import cors from '@fastify/cors'
import helmet from '@fastify/helmet'
import type { FastifyReply } from 'fastify'
import type { Server, ServerDeps } from './deps.ts'

/** What the pages of the documents may load: nothing that is not from here. */
export const docsPolicy = [
  `default-src 'none'`,
  `script-src 'self'`,
  // Both pages build their styles in the browser.
  `style-src 'self' 'unsafe-inline'`,
  `img-src 'self' data:`,
  `font-src 'self' data:`,
  `connect-src 'self'`,
  `worker-src 'self' blob:`,
  `base-uri 'none'`,
  `form-action 'self'`,
  `frame-ancestors 'none'`,
].join('; ')

/** What the page at / may load: nothing that is not from here, and nothing written into it. */
export const pagePolicy = [
  `default-src 'none'`,
  `script-src 'self'`,
  `style-src 'self'`,
  `img-src 'self' data:`,
  `font-src 'self'`,
  `connect-src 'self'`,
  `base-uri 'none'`,
  `form-action 'self'`,
  `frame-ancestors 'none'`,
  `require-trusted-types-for 'script'`,
].join('; ')

const day = 86_400

/** Adds the headers to every answer, preflights included. */
export async function addHeaders(server: Server, { corsOrigins }: ServerDeps): Promise<void> {
  await server.register(cors, {
    origin: corsOrigins === '*' ? '*' : [...corsOrigins],
    methods: ['GET', 'HEAD', 'OPTIONS'],
    exposedHeaders: ['ETag', 'Link', 'Retry-After'],
    maxAge: day,
    strictPreflight: false,
  })
  await server.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: [`'none'`], frameAncestors: [`'none'`] },
    },
    // The data is public, also to pages that load it without CORS.
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    frameguard: { action: 'deny' },
    // Whether all of a host speaks TLS is for the proxy in front to say.
    strictTransportSecurity: false,
    // Browsers obey and know these only over TLS, and complain elsewhere.
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
  })
}

/** Says that the answer depends on a header of the request, besides those it depended on before. */
export function addVary(reply: FastifyReply, header: string): void {
  const before = reply.getHeader('vary')
  reply.header('vary', before === undefined ? header : `${before}, ${header}`)
}
