// Chance without a dice box: every draw is a hash of what it is for, so any draw can be repeated in
// any order and nothing is remembered.

/** What a draw is for; no two draws of one key may share a purpose and an index. */
export const purpose = {
  tier: 1,
  permutation: 2,
  language: 3,
  zone: 4,
  homeKind: 5,
  home: 6,
  jitter: 7,
  fullHour: 8,
  length: 9,
  usualLength: 10,
  weekdays: 11,
  size: 12,
  broadcast: 13,
  level: 14,
  category: 15,
  otherCategories: 16,
  categoryChange: 17,
  titleChange: 18,
  title: 19,
  raid: 20,
  raidSize: 21,
  noise: 22,
  count: 23,
  hidden: 24,
  name: 25,
  display: 26,
  tags: 27,
  restart: 28,
  event: 29,
  release: 30,
  channelId: 31,
  noCategory: 32,
  opener: 33,
  streamId: 34,
  login: 35,
  drop: 36,
  late: 37,
  flicker: 38,
  missing: 39,
  spell: 40,
  tiedRaid: 41,
  uuid: 42,
  mature: 43,
  joined: 44,
  followers: 45,
  profile: 46,
} as const

/** The 32-bit mix "lowbias32" of C. Wellons' hash prospector. */
function mix(value: number): number {
  let x = value
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d)
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b)
  return x ^ (x >>> 16)
}

/** A whole number from 0 to 2³² − 1; key and index count by their lower 32 bits. */
export function hash(seed: number, use: number, key = 0, index = 0): number {
  return mix(mix(mix(seed ^ Math.imul(use, 0x9e3779b1)) + (key | 0)) + (index | 0)) >>> 0
}

const steps = 4_096
const quantiles = Float64Array.from({ length: steps }, (_, step) =>
  normalQuantile((step + 0.5) / steps),
)

/** A normal draw in 4,096 steps within ±3.7, at a third of the price of `normal`. */
export function steppedNormal(seed: number, use: number, key: number, index: number): number {
  return quantiles[hash(seed, use, key, index) >>> 20] ?? 0
}

/** A number above 0 and below 1. */
export function uniform(seed: number, use: number, key = 0, index = 0): number {
  return (hash(seed, use, key, index) + 0.5) / 4_294_967_296
}

/** A draw of the standard normal distribution, within ±6.4. */
export function normal(seed: number, use: number, key = 0, index = 0): number {
  return normalQuantile(uniform(seed, use, key, index))
}

/** Poisson by inversion for means up to about 100: the count that `share` of all draws stay below. */
export function poissonQuantile(mean: number, share: number): number {
  let term = Math.exp(-mean)
  let sum = term
  let count = 0
  while (sum < share && count < 1_000) {
    count += 1
    term *= mean / count
    sum += term
  }
  return count
}

/** The inverse of the normal distribution (P. J. Acklam's rational approximation, error 1e-9). */
export function normalQuantile(share: number): number {
  if (share < 0.02425) return tailQuantile(share)
  if (share > 0.97575) return -tailQuantile(1 - share)
  const q = share - 0.5
  const r = q * q
  return (
    ((((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r +
      138.357751867269) *
      r -
      30.66479806614716) *
      r +
      2.506628277459239) *
      q) /
    (((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r +
      66.80131188771972) *
      r -
      13.28068155288572) *
      r +
      1)
  )
}

function tailQuantile(share: number): number {
  const q = Math.sqrt(-2 * Math.log(share))
  return (
    (((((-0.007784894002430293 * q - 0.3223964580411365) * q - 2.400758277161838) * q -
      2.549732539343734) *
      q +
      4.374664141464968) *
      q +
      2.938163982698783) /
    ((((0.007784695709041462 * q + 0.3224671290700398) * q + 2.445134137142996) * q +
      3.754408661907416) *
      q +
      1)
  )
}
