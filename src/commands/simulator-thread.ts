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

/** Small young generations leave less garbage lying; lists of 120 k streams need the rest. */
const resourceLimits = { maxYoungGenerationSizeMb: 24, maxOldGenerationSizeMb: 2_048 }

/**
 * Serves a world on a free port; rejects when it cannot. A thread that breaks later ends the
 * process: its clients could do nothing any more.
 */
export async function startSimulatorThread(
  world: WorldsOptions,
  clock: SettableClock,
): Promise<SimulatorThread> {
  const told: ThreadData = { world, aheadMs: clock.shared }
  const thread = new Worker(new URL(import.meta.url), { workerData: told, resourceLimits })
  const environment = await new Promise<SimulatorThread['environment']>((resolve, reject) => {
    thread.once('message', resolve)
    thread.once('error', reject)
  })
  return {
    environment,
    close: async () => {
      await thread.terminate()
    },
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
