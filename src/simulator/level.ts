// How many watch a channel on an ordinary day: its place among all that are live decides, by a table
// of viewers (docs/world.md, section 11, "Size").

import { permanentTier, type Tier, type WorldPlatform } from './tiers.ts'

type Table = readonly (readonly [place: number, viewers: number])[]

const levels: Readonly<Record<WorldPlatform, Table>> = {
  twitch: [
    [1e-5, 90_000],
    [1e-4, 18_000],
    [2.3e-4, 9_000],
    [1e-3, 3_200],
    [2.2e-3, 1_500],
    [5e-3, 600],
    [0.01, 300],
    [0.018, 165],
    [0.031, 85],
    [0.05, 42],
    [0.1, 15],
    [0.14, 9.5],
    [0.25, 5],
    [0.4, 3],
    [0.5, 2.2],
    [0.6, 1.6],
    [0.75, 1.05],
    [0.9, 0.65],
    [1, 0.35],
  ],
  kick: [
    [1e-4, 60_000],
    [1e-3, 12_000],
    [3e-3, 4_500],
    [0.01, 1_300],
    [0.02, 520],
    [0.04, 170],
    [0.07, 60],
    [0.12, 20],
    [0.2, 8],
    [0.35, 3.2],
    [0.5, 1.6],
    [0.7, 0.8],
    [1, 0.25],
  ],
  youtube: [
    [1e-4, 90_000],
    [1e-3, 18_000],
    [0.01, 2_600],
    [0.03, 800],
    [0.1, 190],
    [0.25, 45],
    [0.5, 9],
    [0.75, 2],
    [1, 0.3],
  ],
}

/** The tables in logarithms, between which lines are straight. */
const curves: Readonly<Record<WorldPlatform, Table>> = {
  twitch: levels.twitch.map(inLogarithms),
  kick: levels.kick.map(inLogarithms),
  youtube: levels.youtube.map(inLogarithms),
}

function inLogarithms([place, viewers]: Table[number]): Table[number] {
  return [Math.log(place), Math.log(viewers)]
}

/** The most a level can be: the table's own head, which the largest channels of all reach. */
const headroom = 1.2

/**
 * Viewers of a channel by its place, 0 (most watched) to 1. `stretch` lifts the head of a small
 * world, so that it has stars too.
 */
export function levelAt(platform: WorldPlatform, place: number, stretch: boolean): number {
  const x = Math.log(stretch && place < 0.1 ? 0.1 * (place / 0.1) ** 1.3 : place)
  const curve = curves[platform]
  let [left, leftLn] = curve[0] ?? [0, 0]
  if (x <= left) return Math.exp(leftLn) * headroom
  for (const [right, rightLn] of curve) {
    if (x <= right) return Math.exp(leftLn + ((rightLn - leftLn) * (x - left)) / (right - left))
    left = right
    leftLn = rightLn
  }
  return Math.exp(leftLn)
}

/**
 * The place among what is live of a channel whose own draw is `share` (0–1): large ones broadcast
 * more often, so a tier's exponent pushes its channels up, and the sum over tiers is uniform again.
 */
export function placeOf(
  tiers: readonly Tier[],
  kappa: number,
  share: number,
  permanentShare: number,
): number {
  const x = share ** (1 / kappa)
  let comers = 0
  for (const tier of tiers) comers += tier.liveShare * x ** tier.kappa
  return (1 - permanentShare) * comers + permanentShare * x ** permanentTier.kappa
}
