// The simulator in a thread of its own beside the collector: each has a core, and one clock shows
// both the time.

import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { systemClock } from '../lib/clock.ts'
import { createSettableClock, type SettableClock } from '../lib/settable-clock.ts'
import { startSimulator } from '../simulator/server.ts'
import { createWorlds, type WorldsOptions } from '../simulator/worlds.ts'

/** What the thread is told. */
interface ThreadData {
  readonly world: WorldsOptions
  readonly aheadMs: SharedArrayBuffer
}

export interface SimulatorThread {
  /** The settings with which a collector takes this for the platforms. */
  readonly environment: Readonly<Record<string, string>>
  close(): Promise<void>
}

/**
 * Serves a world on a free port; rejects when it cannot. A thread that breaks later ends the
 * process: its clients could do nothing any more.
 */
export async function startSimulatorThread(
  world: WorldsOptions,
  clock: SettableClock,
): Promise<SimulatorThread> {
  const told: ThreadData = { world, aheadMs: clock.shared }
  const thread = new Worker(new URL(import.meta.url), { workerData: told })
  const environment = await new Promise<SimulatorThread['environment']>((resolve, reject) => {
    thread.once('message', resolve)
    thread.once('error', reject)
    thread.once('exit', () => reject(new Error('The simulator ended before it had begun.')))
  })
  // From here on nobody waits for it: what breaks it is thrown where nothing catches it.
  thread.removeAllListeners()
  thread.once('exit', end)
  return {
    environment,
    close: async () => {
      thread.off('exit', end)
      await thread.terminate()
    },
  }

  function end(): never {
    throw new Error('The simulator has ended.')
  }
}

async function serve({ world, aheadMs }: ThreadData): Promise<void> {
  const { environment } = await startSimulator({
    worlds: createWorlds(world),
    clock: createSettableClock(systemClock, aheadMs),
    host: '127.0.0.1',
    port: 0,
    rateLimit: null,
  })
  parentPort?.postMessage(environment)
}

if (!isMainThread) await serve(workerData as ThreadData)
