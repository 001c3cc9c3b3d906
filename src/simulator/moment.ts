// What is the same for all broadcasts at one second: season, event, the hour in every zone, and where
// the wandering noise stands between its knots. Worked out once, it makes a count three times cheaper.

import type { Category } from './categories.ts'
import { type Event, eventAt } from './events.ts'
import { audience, localHour, viewerSeason } from './seasons.ts'

const minute = 60

/** Periods in seconds and amplitudes in ln; 0.037 at 5 min, 0.080 at 15 min, 0.148 at an hour. */
const octaves = [
  [11 * minute, 0.048],
  [37 * minute, 0.082],
  [127 * minute, 0.137],
] as const

/** Between two knots of noise: the weights are amplitudes, smoothstep between the knots. */
export interface Octave {
  readonly period: number
  readonly knot: number
  readonly leftWeight: number
  readonly rightWeight: number
}

export interface Moment {
  /** Whole epoch seconds. */
  readonly at: number
  readonly season: number
  readonly event: Event | null
  readonly octaves: readonly Octave[]
  /** Who watches at this hour ÷ the day's mean, in a zone so many hours ahead of UTC. */
  watchingIn(zone: number): number
}

export function createMoment(seed: number, head: readonly Category[], at: number): Moment {
  // Zones are whole or half hours from −12 to 14.
  const watching = new Float64Array(56)
  return {
    at,
    season: viewerSeason(at),
    event: eventAt(seed, head, at),
    octaves: octaves.map(([period, amplitude]) => {
      const knot = Math.floor(at / period)
      const share = at / period - knot
      const step = share * share * (3 - 2 * share)
      return { period, knot, leftWeight: amplitude * (1 - step), rightWeight: amplitude * step }
    }),
    watchingIn(zone) {
      const place = Math.round(zone * 2) + 26
      const known = watching[place]
      if (known) return known
      const found = audience(localHour(at, zone))
      watching[place] = found
      return found
    },
  }
}
