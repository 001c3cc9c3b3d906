// The embedded server of one whole test run: gone with its data when the run ends, so it waits for
// no disk. Whoever measures or proves something takes the true settings (`postgres.ts`).

import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCluster } from '../src/store/embedded/cluster.ts'
import { holdServer, letGoOf } from '../src/store/embedded/held-server.ts'
import { serverSettings } from '../src/store/embedded/settings.ts'

/**
 * On a busy machine a database is cloned and dropped in 320 ms instead of 650, and PostgreSQL starts
 * in 80 instead of 290: dropping one looks through all buffers.
 */
const hastySettings = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  shared_buffers: '128MB',
}

/** A server in a folder of its own. */
export async function startRunServer(): Promise<{ url: string; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'livecensus-tests-'))
  const cluster = await openCluster(folder, undefined)
  const machine = { memoryBytes: 2 ** 31, cores: availableParallelism(), poolSize: 10 }
  const settings = { ...serverSettings(machine), ...hastySettings }
  const held = await holdServer(cluster, { settings, port: null, onLost: () => undefined })
  return {
    url: held.url,
    stop: async () => {
      await letGoOf(cluster, held)
      await rm(folder, { recursive: true, force: true })
    },
  }
}
