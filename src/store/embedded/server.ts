// The embedded server: a real PostgreSQL in the data folder, shared by all who open it, in one
// process or several, and stopped by the last one. It must never be stopped under a holder.

import { availableParallelism, totalmem } from 'node:os'
import { systemClock } from '../../lib/clock.ts'
import { openCluster } from './cluster.ts'
import { type HeldServer, holdServer, letGo, letGoOf } from './held-server.ts'
import { type Machine, serverSettings } from './settings.ts'

export interface EmbeddedServer {
  /** `postgres://…` of the database, password included; the same until `release`. */
  readonly url: string
  /** Gives the server up; the last holder stops it, cleanly, and waits for its end. */
  release(): Promise<void>
}

export type ServerLog = (level: 'info' | 'warn' | 'error', message: string, fields?: object) => void

export interface EmbeddedServerOptions {
  /** DATA_DIR, an absolute path; made when missing. */
  readonly dataDir: string
  readonly log: ServerLog
  /** Ends the opening; a server that is open stays so until `release`. */
  readonly signal?: AbortSignal
  /** Connections of one process' pool; 10 unless told. */
  readonly poolSize?: number
}

const retryMs = 1_000

/**
 * Opens the server of a data folder: makes it, starts it or joins it, as needed. Whatever ends
 * the server while it is held, it is started again at the same address. Throws an `AppError`
 * that says what to do, or the signal's reason.
 */
export async function openEmbeddedServer(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
  const { dataDir, log, signal, poolSize = 10 } = options
  const startedMs = performance.now()
  const cluster = await openCluster(dataDir, signal)
  const settings = serverSettings(thisMachine(poolSize))
  const closing = new AbortController()
  let recovery = Promise.resolve()
  let released: Promise<void> | null = null
  let held: HeldServer | null = await hold(null, signal)

  const { url, port, pid, isStarted } = held
  log('info', isStarted ? 'PostgreSQL is started' : 'PostgreSQL runs already and is shared', {
    folder: cluster.folder,
    port,
    pid,
    durationMs: Math.round(performance.now() - startedMs),
  })
  return {
    url,
    release: () => {
      released ??= release()
      return released
    },
  }

  async function hold(
    onlyPort: number | null,
    signal: AbortSignal | undefined,
  ): Promise<HeldServer> {
    try {
      return await holdServer(cluster, { settings, port: onlyPort, signal, onLost })
    } catch (error) {
      if (signal?.aborted) await letGo(cluster)
      throw error
    }
  }

  function onLost(): void {
    held = null
    if (!closing.signal.aborted) recovery = recover()
  }

  /** Brings the server back, however long it takes: pools wait at its address. */
  async function recover(): Promise<void> {
    log('warn', 'The connection to PostgreSQL has ended, it is brought back', { port })
    let complaint = ''
    while (!closing.signal.aborted) {
      try {
        held = await hold(port, closing.signal)
        if (held.port === port) log('info', 'PostgreSQL is back', { port, pid: held.pid })
        else log('error', 'PostgreSQL is back on another port: start this command again')
        return
      } catch (error) {
        if (closing.signal.aborted) return
        const message = error instanceof Error ? error.message : String(error)
        if (message !== complaint) log('error', message)
        complaint = message
        await systemClock.sleep(retryMs, closing.signal).catch(() => undefined)
      }
    }
  }

  async function release(): Promise<void> {
    closing.abort()
    await recovery
    if (await letGoOf(cluster, held))
      log('info', 'PostgreSQL is stopped', { folder: cluster.folder })
  }
}

function thisMachine(poolSize: number): Machine {
  // Zero where no container sets a limit.
  const limit = process.constrainedMemory() || Number.POSITIVE_INFINITY
  return { memoryBytes: Math.min(totalmem(), limit), cores: availableParallelism(), poolSize }
}
