// The HTTP server as tests run it: a clock they drive and a log they can read.

import { createServer as createTcpServer, type Server as TcpServer } from 'node:net'
import { after } from 'node:test'
import { pino } from 'pino'
import { usualPolicyOf } from '../src/domain/policy.ts'
import { createManualClock, type ManualClock } from '../src/lib/manual-clock.ts'
import type { Server, ServerDeps } from '../src/serve/deps.ts'
import { createServer } from '../src/serve/server.ts'
import { openDatabase, type Sql } from '../src/store/database.ts'
import { sweptAt } from './serve-live-rows.ts'

export interface TestHttpServer {
  readonly server: Server
  readonly clock: ManualClock
  /** Every line logged so far. */
  readonly lines: readonly LogLine[]
}

/** A line of pino's as JSON. */
export interface LogLine {
  readonly level: number
  readonly msg: string
  readonly err?: { readonly message: string; readonly stack: string }
  readonly reqId?: string
}

/** A server of Twitch's census at 18:02; it closes with the test file. */
export async function createTestServer(
  sql: Sql,
  given: Partial<ServerDeps> = {},
): Promise<TestHttpServer> {
  const lines: LogLine[] = []
  const clock = createManualClock((sweptAt + 120) * 1_000)
  const server = await createServer({
    sql,
    log: pino({ level: 'trace' }, { write: line => lines.push(JSON.parse(line)) }),
    clock,
    corsOrigins: '*',
    sweptPlatforms: ['twitch'],
    sweepIntervalMs: 300_000,
    quotas: {},
    policyOf: usualPolicyOf,
    version: '1.2.3',
    ...given,
  })
  after(() => server.close())
  return { server, clock, lines }
}

/** A pool to a port; it ends with the test file. */
export function openPoolTo(port: number): Sql {
  const sql = openDatabase({
    url: `postgres://nobody:secret@127.0.0.1:${port}/none`,
    poolSize: 2,
    applicationName: 'livecensus tests',
  })
  after(() => sql.end({ timeout: 0 }))
  return sql
}

/** A port that nothing listens on. */
export async function findClosedPort(): Promise<number> {
  const { port, close } = await openSilentPort()
  await close()
  return port
}

/** A port that takes connections and never says a word. */
export async function openSilentPort(): Promise<{ port: number; close(): Promise<void> }> {
  const sockets = new Set<{ destroy(): void }>()
  const silent: TcpServer = createTcpServer(socket => sockets.add(socket))
  await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve))
  const address = silent.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const close = () =>
    new Promise<void>(resolve => {
      for (const socket of sockets) socket.destroy()
      silent.close(() => resolve())
    })
  return { port, close }
}
