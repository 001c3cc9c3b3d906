// Picks one of several things by their weights.

export interface Picker<T> {
  /** The thing a share of 0–1 falls on. */
  pick(share: number): T
}

/** Things with their weights; the weights need not add up to anything. */
export function createPicker<T>(items: readonly (readonly [item: T, weight: number])[]): Picker<T> {
  const ends = new Float64Array(items.length)
  let total = 0
  for (const [place, [, weight]] of items.entries()) {
    total += weight
    ends[place] = total
  }
  return {
    pick(share) {
      const wanted = share * total
      let low = 0
      let high = items.length - 1
      while (low < high) {
        const middle = (low + high) >> 1
        if ((ends[middle] ?? 0) > wanted) high = middle
        else low = middle + 1
      }
      const found = items[low]
      if (found === undefined) throw new Error('There is nothing to pick from.')
      return found[0]
    },
  }
}

/** The member of a list a share of 0–1 falls on, all being equally likely. */
export function pickEvenly<T>(list: readonly T[], share: number): T {
  const found = list[Math.min(list.length - 1, Math.floor(share * list.length))]
  if (found === undefined) throw new Error('There is nothing to pick from.')
  return found
}
