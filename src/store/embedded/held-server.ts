// A share in a running server, whether it has to be started for it or not. Several processes may
// come at once: whoever is late finds the server that another one started.

import { AppError } from '../../domain/error.ts'
import { systemClock } from '../../lib/clock.ts'
import { type Cluster, readLastPort, writeLastPort } from './cluster.ts'
import { databaseName, ownerName } from './cluster-build.ts'
import { type Holder, tryHold } from './holder.ts'
import { findFreePort } from './port.ts'
import { findPostmaster, startPostmaster, stopPostmaster } from './postmaster.ts'

export interface HeldServer {
  readonly holder: Holder
  readonly pid: number
  readonly port: number
  readonly url: string
  /** Whether it was started for this. */
  readonly isStarted: boolean
}

export interface HoldOptions {
  readonly settings: Readonly<Record<string, string>>
  /** The only port that will do; null = any, preferably the last one. */
  readonly port: number | null
  readonly signal?: AbortSignal | undefined
  readonly onLost: () => void
}

/** The recovery after a crash may take as long. */
const startLimitMs = 60_000
const letGoLimitMs = 5_000
const pollMs = 30
/** Starting anew while processes of a killed server end only slows them down. */
const againMs = 100
const mostRetries = 5

/** Takes a share in the cluster's server, starting it when it does not run. */
export async function holdServer(cluster: Cluster, options: HoldOptions): Promise<HeldServer> {
  const { settings, signal, onLost } = options
  const deadline = performance.now() + startLimitMs
  let port = options.port ?? readLastPort(cluster) ?? (await findFreePort())
  let retries = 0
  let isStarted = false
  let reason: unknown = null
  while (performance.now() < deadline) {
    signal?.throwIfAborted()
    const postmaster = findPostmaster(cluster)
    if (postmaster?.isReady) {
      const url = addressOf(cluster, postmaster.port)
      const attempt = await tryHold(url, onLost)
      if (attempt.kind === 'held') {
        writeLastPort(cluster, postmaster.port)
        return { ...postmaster, holder: attempt.holder, url, isStarted }
      }
      reason = attempt.reason
    } else if (postmaster === null) {
      const limitMs = deadline - performance.now()
      const outcome = await startPostmaster(cluster, { port, settings, signal, limitMs })
      if (outcome.kind === 'ready') {
        isStarted = true
        continue
      }
      reason = outcome.error
      if (outcome.kind !== 'again' && ++retries > mostRetries) throw outcome.error
      if (outcome.kind === 'port_taken' && options.port === null) port = await findFreePort()
      else await systemClock.sleep(againMs, signal)
      continue
    }
    await systemClock.sleep(pollMs, signal)
  }
  if (reason instanceof AppError && findPostmaster(cluster) === null) throw reason
  throw new AppError(
    'unavailable',
    `The embedded PostgreSQL in ${cluster.folder} is not ready after ${startLimitMs / 1_000} s: it may still be recovering, see server.log there and start again later.`,
    { cause: reason },
  )
}

/**
 * Gives a share up; the last one stops the server and waits for its end. True when it did. A
 * share whose connection breaks meanwhile counts as lost.
 */
export async function letGoOf(cluster: Cluster, held: HeldServer | null): Promise<boolean> {
  const isStopped = held === null ? null : await giveUp(cluster, held).catch(refuseOnlyOurs)
  return isStopped ?? (await letGo(cluster))
}

async function giveUp(cluster: Cluster, held: HeldServer): Promise<boolean> {
  try {
    const isLast = await held.holder.giveUp()
    if (isLast) await stopPostmaster(cluster, held.pid)
    return isLast
  } finally {
    await held.holder.close()
  }
}

/**
 * Stops the server if nobody holds it, for who has lost his share or never got it. What cannot
 * be reached is left: the next start adopts it. True when it was stopped.
 */
export async function letGo(cluster: Cluster): Promise<boolean> {
  const deadline = performance.now() + letGoLimitMs
  while (performance.now() < deadline) {
    const postmaster = findPostmaster(cluster)
    if (postmaster === null) return false
    const url = addressOf(cluster, postmaster.port)
    // What refuses for good is another's server, in a folder that was replaced meanwhile.
    const attempt = await tryHold(url, () => undefined).catch(() => null)
    if (attempt === null) return false
    if (attempt.kind === 'held') {
      const held = { ...postmaster, holder: attempt.holder, url, isStarted: false }
      const isStopped = await giveUp(cluster, held).catch(refuseOnlyOurs)
      if (isStopped !== null) return isStopped
    }
    await systemClock.sleep(pollMs)
  }
  return false
}

/** A connection that breaks on the way out is no failure: null, for another look. */
function refuseOnlyOurs(error: unknown): null {
  if (error instanceof AppError) throw error
  return null
}

function addressOf(cluster: Cluster, port: number): string {
  return `postgres://${ownerName}:${cluster.password}@127.0.0.1:${port}/${databaseName}`
}
