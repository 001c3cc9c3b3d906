// What a sweep costs: 100 k simulated streams over HTTP to commit, collector and simulator each in
// a process of its own. First everything is unknown, then five minutes pass between two sweeps.

import { collectorFlags } from '../src/collect/collector-flags.ts'
import { orAborted } from '../src/lib/abort.ts'
import { systemClock } from '../src/lib/clock.ts'
import type { CursorRejected, LivePage } from '../src/platforms/client.ts'
import { createTwitchClient, type TwitchConfig } from '../src/platforms/twitch/client.ts'
import { openTestDatabase } from '../test/postgres.ts'
import { type Figure, median } from './figures.ts'
import { type Part, startPart } from './part.ts'
import type { SweepAnswer, SweepQuestion } from './sweep-collector.ts'
import type { WorldAnswer, WorldQuestion } from './sweep-simulator.ts'

const ordinarySweeps = 5
const cadence = 300
/** 2026-03-02T04:15:00Z: 100 k streams are live. */
const firstAt = 1_772_424_900
const leastSpeed = 15_000
const mostMegabytes = 350

interface Stage {
  readonly simulator: Part<WorldQuestion, WorldAnswer>
  readonly collector: Part<SweepQuestion, SweepAnswer>
}

/** Runs one first and five ordinary sweeps. */
export async function benchSweep(signal: AbortSignal): Promise<Figure[]> {
  const { url, drop } = await openTestDatabase()
  const stage: Stage = {
    simulator: startPart('sweep-simulator.ts'),
    collector: startPart('sweep-collector.ts', { args: [url], flags: collectorFlags }),
  }
  try {
    return await orAborted(measure(stage, signal), signal)
  } finally {
    await Promise.all([stage.collector.stop(), stage.simulator.stop()])
    await drop()
  }
}

async function measure({ simulator, collector }: Stage, signal: AbortSignal): Promise<Figure[]> {
  const sweeps: SweepAnswer[] = []
  for (let i = 0; i <= ordinarySweeps; i += 1) {
    const at = firstAt + i * cadence
    const config = readConfig(await simulator.ask({ at }))
    await openList(config, i === 0, signal)
    sweeps.push(await collector.ask({ at, config }))
  }
  const [first, ...ordinary] = sweeps
  if (first === undefined) return []
  return [
    ...figuresOf('the very first sweep', [first]),
    ...figuresOf('an ordinary sweep', ordinary),
  ]
}

function readConfig(environment: WorldAnswer): TwitchConfig {
  const setting = (name: string) => environment[name] ?? ''
  return {
    apiUrl: setting('TWITCH_API_URL'),
    authUrl: setting('TWITCH_AUTH_URL'),
    clientId: setting('TWITCH_CLIENT_ID'),
    clientSecret: setting('TWITCH_CLIENT_SECRET'),
  }
}

/**
 * Has the simulator write down its list of the moment before it is measured by: a platform has its
 * rows already. Most of them are kept from one moment to the next, so only the first walk is whole.
 */
async function openList(
  config: TwitchConfig,
  isWhole: boolean,
  signal: AbortSignal,
): Promise<void> {
  const client = createTwitchClient({
    config,
    clock: systemClock,
    random: Math.random,
    retryAttempts: 3,
    userAgent: 'livecensus bench',
  })
  const context = { signal, tally: { requests: 0, retries: 0 } }
  let cursor: string | null = null
  do {
    const page: LivePage | CursorRejected = await client.readLivePage(cursor, context)
    cursor = page.kind === 'page' ? page.nextCursor : null
  } while (isWhole && cursor !== null)
}

function figuresOf(what: string, sweeps: readonly SweepAnswer[]): Figure[] {
  const middle = (value: (sweep: SweepAnswer) => number) => median(sweeps.map(value))
  const peakBytes = Math.max(...sweeps.map(sweep => sweep.peakBytes))
  return [
    {
      what: `${what} of ${middle(sweep => sweep.streams)} streams, start to commit`,
      value: middle(({ streams, ms }) => streams / (ms / 1_000)),
      atLeast: leastSpeed,
      unit: 'streams/s',
    },
    {
      what: "  the collector's peak memory up to then",
      value: peakBytes / 1_048_576,
      limit: mostMegabytes,
      unit: 'MB',
    },
    { what: '  in all', value: middle(sweep => sweep.ms) / 1_000, unit: 's' },
    {
      what: '  of these reading the platform',
      value: middle(sweep => sweep.readMs) / 1_000,
      unit: 's',
    },
    {
      what: '  processor time of the collector',
      value: middle(sweep => sweep.cpuMs) / 1_000,
      unit: 's',
    },
  ]
}
