// Ranks as the metrics have them: equal values share one, and the next counts them all. Pure.
// @ts-check

/**
 * The ranks of values in their order: 1, 2, 2, 4; null for what is not known.
 *
 * @param {readonly (number | null)[]} values
 * @returns {(number | null)[]}
 */
export function ranksOf(values) {
  let rank = 0
  return values.map((value, i) => {
    if (value === null) return null
    if (i === 0 || value !== values[i - 1]) rank = i + 1
    return rank
  })
}
