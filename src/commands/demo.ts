// The demo: an invented live world, swept over HTTP like a real one, in a database of its own.
// Nothing of it ever gets into a database that holds anything real.

import { join } from 'node:path'
import { readConfig } from '../config.ts'
import { openPolicies } from '../domain/policy.ts'
import { orAborted } from '../lib/abort.ts'
import { systemClock } from '../lib/clock.ts'
import { createSettableClock } from '../lib/settable-clock.ts'
import { claimForDemo, type DemoWorld } from '../store/demo.ts'
import { demoUrlOf, ensureDatabase } from '../store/demo-database.ts'
import { createClient } from './clients.ts'
import { superviseCollector } from './collector.ts'
import type { Command } from './command.ts'
import { type DatabasePlace, withHouse } from './house.ts'
import { replayPast } from './replay-past.ts'
import { readReplayMessage, reportReplay } from './replay-report.ts'
import { servingPool, whileServing } from './serve.ts'
import { startSimulatorThread } from './simulator-thread.ts'
import { keepDays, keepSweeping } from './sweeping.ts'

const demoSeed = 1
const demoPlatforms = ['twitch'] as const

/** Serves the demo, its collector in a process of its own. */
export async function upDemo(command: Command): Promise<void> {
  const { log, shutdown } = command
  log.warn(
    'this is a demo: no platform has keys, so an invented world is shown; set TWITCH_CLIENT_ID and TWITCH_CLIENT_SECRET for the real one',
  )
  const place = placeOf(command)
  if (place.databaseUrl !== null)
    await orAborted(ensureDatabase(place.databaseUrl), shutdown.signal)
  await withHouse(
    command,
    async house => {
      await claimForDemo(house.sql, worldOf(command))
      const collect = () =>
        superviseCollector(house, ['--demo'], message => {
          const progress = readReplayMessage(message)
          if (progress !== null) reportReplay(log, progress)
        })
      await whileServing(house, demoPlatforms, collect, openPolicies)
    },
    { ...servingPool, place },
  )
}

/** Replays the past of the demo's world, then sweeps it as time goes on. */
export function workDemo(command: Command): Promise<void> {
  return withHouse(
    command,
    async house => {
      const world = worldOf(command)
      await claimForDemo(house.sql, world)
      const clock = createSettableClock(systemClock)
      const simulator = await startSimulatorThread(world, clock)
      try {
        const { applications, platforms } = readConfig(simulator.environment)
        const config = { ...house.config, applications, platforms }
        const clients = demoPlatforms.map(platform => createClient(config, platform, clock))
        await replayPast(house, clients, clock)
        const gates = clients.map(
          client => ({ kind: 'listed', platform: client.platform, client }) as const,
        )
        await Promise.all([
          ...gates.map(gate => keepSweeping(house, gate, openPolicies)),
          keepDays(house, openPolicies),
        ])
      } finally {
        await simulator.close()
      }
    },
    { place: placeOf(command) },
  )
}

function worldOf({ config }: Command): DemoWorld {
  return { seed: demoSeed, scale: config.demoScale }
}

/** Never where the real census is or will be. */
function placeOf({ config: { databaseUrl, dataDir } }: Command): DatabasePlace {
  return {
    databaseUrl: databaseUrl === null ? null : demoUrlOf(databaseUrl),
    dataDir: join(dataDir, 'demo'),
  }
}
