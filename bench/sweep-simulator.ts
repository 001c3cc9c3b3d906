// The platform that bench/sweep.ts sweeps: simulated Twitch streams, 100 k in the mean of a year, no
// rate limit, and a clock that stands still until it is moved.

import { createManualClock } from '../src/lib/manual-clock.ts'
import { startSimulator } from '../src/simulator/server.ts'
import { createWorld } from '../src/simulator/world.ts'
import { answerAsPart } from './part.ts'

/** Moves the world to a moment, whole epoch seconds. */
export interface WorldQuestion {
  readonly at: number
}

/** The settings with which a collector finds it. */
export type WorldAnswer = Readonly<Record<string, string>>

const clock = createManualClock(0)
const simulator = await startSimulator({
  worlds: {
    twitch: createWorld({ seed: 1, platform: 'twitch', scale: 100_000, stretch: false }),
  },
  clock,
  host: '127.0.0.1',
  port: 0,
  rateLimit: null,
})

answerAsPart<WorldQuestion, WorldAnswer>(
  async ({ at }) => {
    clock.advance(at * 1_000 - clock.now())
    return simulator.environment
  },
  () => simulator.close(),
)
