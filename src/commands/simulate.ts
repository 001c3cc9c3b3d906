// simulate: an invented live world over HTTP, for collectors to be tried on.

import { untilAborted } from '../lib/abort.ts'
import { systemClock } from '../lib/clock.ts'
import { printText } from '../lib/terminal.ts'
import { describeFaults, readFault } from '../simulator/faults/words.ts'
import { startSimulator } from '../simulator/server.ts'
import { createWorlds, simulatedPlatforms } from '../simulator/worlds.ts'
import { runCommand } from './command.ts'

export interface SimulateOptions {
  readonly scale: number
  readonly seed: number
  readonly host: string
  readonly port: number
  /** Points a minute for each client; false = no limit. */
  readonly rateLimit: number | false
  /** Searches a day for all keys of YouTube together; 100 unless given. */
  readonly youtubeSearches?: number
  /** Units a day for all else that YouTube is asked; 10,000 unless given. */
  readonly youtubeUnits?: number
  /** As written: names, each with its parameters; `help` lists them. */
  readonly fault?: readonly string[]
}

/** Prints the settings that lead a collector to it, one a line, and serves until the signal. */
export async function runSimulate(options: SimulateOptions): Promise<void> {
  const { fault = [], scale, seed, host, port, rateLimit } = options
  const { youtubeSearches: search, youtubeUnits: units } = options
  if (fault.includes('help')) return printText(describeFaults())
  const faults = fault.flatMap(readFault)
  await runCommand('simulate', async ({ log, shutdown }) => {
    const simulator = await startSimulator({
      worlds: createWorlds({ seed, scale, platforms: simulatedPlatforms }),
      clock: systemClock,
      host,
      port,
      rateLimit: rateLimit === false ? null : rateLimit,
      youtubeQuota: {
        ...(search === undefined ? {} : { search }),
        ...(units === undefined ? {} : { units }),
      },
      faults,
    })
    log.info({ url: simulator.url, scale, seed }, `simulating at ${simulator.url}`)
    const settings = Object.entries({
      ...simulator.environment,
      ...(search === undefined ? {} : { YOUTUBE_SEARCHES_PER_DAY: search }),
      ...(units === undefined ? {} : { YOUTUBE_UNITS_PER_DAY: units }),
    }).map(([name, value]) => `${name}=${value}`)
    await printText(settings.join('\n'))
    await untilAborted(shutdown.signal)
    await simulator.close()
  })
}
