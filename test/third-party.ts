// The simulator on a port for clients that are not ours. Their requests go there, whichever address
// of Twitch they are written for, and nowhere else.

import type { TestContext } from 'node:test'
import { createManualClock, type ManualClock } from '../src/lib/manual-clock.ts'
import { startSimulator } from '../src/simulator/server.ts'
import type { World } from '../src/simulator/world.ts'
import { createWorlds } from '../src/simulator/worlds.ts'

/** A Friday evening, epoch seconds, a full minute. */
export const evening = Date.UTC(2026, 4, 15, 20) / 1_000

export interface Stage {
  readonly clock: ManualClock
  readonly environment: Readonly<Record<string, string>>
  /** How many requests came so far, by path. */
  readonly asked: ReadonlyMap<string, number>
  /** The worlds as they are told to the clients, made a second time. */
  readonly twitch: World
  readonly kick: World
}

/** Stands until the test ends. */
export async function setStage(t: TestContext): Promise<Stage> {
  const clock = createManualClock(evening * 1_000)
  const simulator = await startSimulator({
    worlds: worldsOf(),
    clock,
    host: '127.0.0.1',
    port: 0,
    rateLimit: 800,
  })
  t.after(() => simulator.close())
  const { environment } = simulator
  const { kick, twitch } = worldsOf()
  if (kick === undefined || twitch === undefined) throw new Error('A world is missing.')
  return { clock, environment, asked: redirect(t, environment), kick, twitch }
}

const worldsOf = () => createWorlds({ seed: 3, scale: 700, platforms: ['twitch', 'kick'] })

/** Puts the simulator in the place of Twitch's addresses; any other but its own is refused. */
function redirect(
  t: TestContext,
  {
    KICK_API_URL: kick = '',
    TWITCH_API_URL: api = '',
    TWITCH_AUTH_URL: auth = '',
  }: Stage['environment'],
): ReadonlyMap<string, number> {
  const asked = new Map<string, number>()
  const places = [
    ['https://api.twitch.tv/helix/', `${api}/`],
    ['https://id.twitch.tv/oauth2/', `${auth}/`],
    [`${kick}/`, `${kick}/`],
  ] as const
  const trueFetch = globalThis.fetch
  globalThis.fetch = (input, init) => {
    const address = input instanceof Request ? input.url : String(input)
    const [from, to] = places.find(([begins]) => address.startsWith(begins)) ?? []
    if (from === undefined || to === undefined || input instanceof Request)
      return Promise.reject(new Error('A client asked an address that is not simulated.'))
    const { pathname } = new URL(address)
    asked.set(pathname, (asked.get(pathname) ?? 0) + 1)
    return trueFetch(to + address.slice(from.length), init)
  }
  t.after(() => {
    globalThis.fetch = trueFetch
  })
  return asked
}
