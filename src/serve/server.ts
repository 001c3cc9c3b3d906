// The HTTP server: puts the routes and what they share together. It must never sweep.

import { randomUUID } from 'node:crypto'
import Fastify, { type FastifyBaseLogger, LogController } from 'fastify'
import type { Logger } from 'pino'
import { addBroadcast } from './broadcast.ts'
import { addCategories } from './categories.ts'
import { addChannelBroadcasts } from './channel-broadcasts.ts'
import { mostIdCharacters } from './channel-found.ts'
import { addChannelHistory } from './channel-history.ts'
import { addClosing } from './closing.ts'
import type { Server, ServerDeps } from './deps.ts'
import { addEntry } from './entry.ts'
import { addHeaders } from './headers.ts'
import { addHealth } from './health.ts'
import { addLiveTop } from './live-top.ts'
import { addLiveTotals } from './live-totals.ts'
import { addMethodRefusals } from './methods.ts'
import { addDocs, addOpenApi } from './openapi.ts'
import { addPageAssets } from './page-assets.ts'
import { addProblems, answerError, refuseConnection } from './problems.ts'
import { addRedoc } from './redoc.ts'

const secondMs = 1_000
const kibibyte = 1_024

/**
 * Makes the server, ready to listen. `close` lets requests that are under way finish, for three
 * seconds at most, answers those that still come in on open connections, and ends them all.
 */
export async function createServer(deps: ServerDeps): Promise<Server> {
  const server: Server = Fastify({
    loggerInstance: quietLog(deps.log),
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    requestTimeout: 30 * secondMs,
    bodyLimit: 64 * kibibyte,
    routerOptions: { maxParamLength: mostIdCharacters },
    frameworkErrors: answerError,
    clientErrorHandler: refuseConnection,
  })
  // Queries are read by the contract's tables, which name every fault; the schemas are for show.
  server.setValidatorCompiler(() => value => ({ value }))
  addClosing(server)
  addProblems(server)
  await addHeaders(server, deps)
  await addOpenApi(server, deps.version)
  const refuseOtherMethods = addMethodRefusals(server)

  await addEntry(server, deps)
  addLiveTop(server, deps)
  addLiveTotals(server, deps)
  addChannelHistory(server, deps)
  addChannelBroadcasts(server, deps)
  addBroadcast(server, deps)
  addCategories(server, deps)
  addHealth(server, deps)
  await addDocs(server)
  addRedoc(server)
  await addPageAssets(server)

  refuseOtherMethods()
  await server.ready()
  return server
}

/** What the framework says below a warning is not for operators. */
function quietLog(log: Logger): FastifyBaseLogger {
  return log.isLevelEnabled('warn') ? log.child({}, { level: 'warn' }) : log
}
