// A month as it may come: faults at low rates, and now and then a platform that is away for half an
// hour.

import type { FaultSpec } from '../../src/simulator/faults/table.ts'

/** What of a fault strikes, in times of a quiet month: requests of each platform, and streams. */
interface Factors {
  readonly twitch: number
  readonly kick: number
  readonly youtube: number
  readonly streams: number
}

/** For a month of some thousand streams. */
export const quietFaults: readonly FaultSpec[] = faultsOf({
  twitch: 1,
  kick: 1,
  youtube: 1,
  streams: 1,
})

/** For a day of so few streams that each platform answers a page or two a sweep. */
export const busyFaults: readonly FaultSpec[] = faultsOf({
  twitch: 150,
  kick: 10,
  youtube: 10,
  streams: 10,
})

/** Twitch answers many pages a sweep, Kick and YouTube a few: their requests are struck more often. */
function faultsOf(factors: Factors): FaultSpec[] {
  const twitch = (rate: number) => ({ platform: 'twitch' as const, rate: rate * factors.twitch })
  const kick = (rate: number) => ({ platform: 'kick' as const, rate: rate * factors.kick })
  const youtube = (rate: number) => ({ platform: 'youtube' as const, rate: rate * factors.youtube })
  const streams = (rate: number) => ({ platform: 'any' as const, rate: rate * factors.streams })
  return [
    { name: 'latency', ms: 60, jitter: 60, at: 'api' },
    { name: 'limited', ...twitch(0.00002), seconds: 15, reset: 10 },
    { name: 'limited', ...kick(0.0005), seconds: 5, retry_after: 3 },
    { name: 'unavailable', ...twitch(0.0001), seconds: 20 },
    { name: 'unavailable', ...kick(0.002), seconds: 20 },
    { name: 'unavailable', ...youtube(0.001), seconds: 20 },
    { name: 'unavailable', ...twitch(0.000015), seconds: 2_000, seed: 2 },
    { name: 'unavailable', ...kick(0.0002), seconds: 2_000, seed: 2 },
    { name: 'unavailable', ...youtube(0.0002), seconds: 2_000, seed: 2 },
    { name: 'html', ...twitch(0.0002) },
    { name: 'html', ...kick(0.002) },
    { name: 'html', ...youtube(0.001) },
    { name: 'truncated', ...twitch(0.0002) },
    { name: 'truncated', ...kick(0.002) },
    { name: 'truncated', ...youtube(0.001) },
    { name: 'reset', ...twitch(0.0002) },
    { name: 'reset', ...kick(0.002) },
    { name: 'reset', ...youtube(0.001) },
    { name: 'expired', ...twitch(0.0002) },
    { name: 'expired', ...kick(0.002) },
    { name: 'cursor_rejected', ...twitch(0.0002) },
    { name: 'drift', ...twitch(0.002) },
    { name: 'loop', ...twitch(0.0002) },
    { name: 'flapping', ...streams(0.0005), seconds: 1_200 },
    { name: 'ones', ...streams(0.0003) },
    { name: 'hidden', ...streams(0.0003) },
    { name: 'skew', ...streams(0.001) },
    { name: 'surprises', ...streams(0.001), unreadable: 0.0001 * factors.streams },
  ]
}
