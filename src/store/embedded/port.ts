// A free port for the server.

import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'
import { AppError } from '../../domain/error.ts'

/**
 * Below the ports that systems give to outgoing connections: no client can sit on it while the
 * server is down, least of all our own pool, which could then connect to itself.
 */
const range = { from: 20_000, to: 30_000 }
const tries = 50

/** A port of 127.0.0.1 that nobody listens on now. */
export async function findFreePort(): Promise<number> {
  for (let attempt = 0; attempt < tries; attempt++) {
    const port = randomInt(range.from, range.to)
    if (await isFree(port)) return port
  }
  throw new AppError(
    'unavailable',
    `No free port between ${range.from} and ${range.to} for the embedded PostgreSQL: free one, or set DATABASE_URL.`,
  )
}

function isFree(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () =>
      probe.close(() => resolve(true)),
    )
  })
}
