// Every fault there is, at moderate rates.

import type { FaultSpec } from '../../src/simulator/faults/table.ts'

/** A day as bad as a sweep of sixty pages of Twitch and two of Kick can bear. */
export const badDay: readonly FaultSpec[] = faultsOf(1)

/** The same where Twitch has so many times fewer pages. */
export const shortBadDay: readonly FaultSpec[] = faultsOf(5)

/** Kick answers two pages a sweep: its faults strike more of them. */
function faultsOf(factor: number): FaultSpec[] {
  const twitch = (rate: number) => ({ platform: 'twitch' as const, rate: rate * factor })
  const kick = (rate: number) => ({ platform: 'kick' as const, rate })
  return [
    { name: 'latency', ms: 150, jitter: 300, at: 'api' },
    { name: 'limited', ...twitch(0.0005), seconds: 15, reset: 10 },
    { name: 'limited', ...kick(0.01), seconds: 5, retry_after: 3 },
    { name: 'unavailable', ...twitch(0.002), seconds: 0 },
    { name: 'unavailable', ...twitch(0.0003), seconds: 20, seed: 2 },
    { name: 'unavailable', ...kick(0.02), seconds: 0 },
    { name: 'unavailable', ...kick(0.005), seconds: 20, seed: 2 },
    { name: 'html', ...twitch(0.003) },
    { name: 'html', ...kick(0.03) },
    { name: 'truncated', ...twitch(0.003) },
    { name: 'truncated', ...kick(0.03) },
    { name: 'reset', ...twitch(0.003) },
    { name: 'reset', ...kick(0.03) },
    { name: 'drip', rate: 0.005, seconds: 2 },
    // Bodies that never end cost a real timeout each.
    { name: 'drip', rate: 0.002, ends: 'no', times: 2, seed: 2 },
    { name: 'expired', ...twitch(0.001) },
    { name: 'expired', ...kick(0.02) },
    { name: 'cursor_rejected', ...twitch(0.003) },
    { name: 'cursor_rejected', ...kick(0.02) },
    { name: 'drift', rate: 0.1 },
    { name: 'loop', ...twitch(0.003) },
    { name: 'loop', ...kick(0.02) },
    { name: 'flapping', rate: 0.005, seconds: 600 },
    { name: 'ones', rate: 0.01 },
    { name: 'hidden', rate: 0.01, platform: 'any' },
    { name: 'skew', rate: 0.01 },
    { name: 'surprises', rate: 0.02, unreadable: 0.001 },
  ]
}
