// How a benchmark speaks: figures, each beside its limit.

export interface Figure {
  readonly what: string
  readonly value: number
  readonly unit: string
  /** The value must not be above it. */
  readonly limit?: number
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2
}

/** How long something takes, milliseconds. */
export async function timeMs(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

/** Prints the figures as a table; true when every limit holds. */
export function printFigures(figures: readonly Figure[]): boolean {
  for (const { what, value, unit, limit } of figures) {
    const number = `${value.toFixed(2)} ${unit}`.padStart(12)
    const bar = limit === undefined ? '' : `limit ${limit} ${unit}`.padEnd(14)
    const verdict = limit === undefined ? '' : value <= limit ? 'holds' : 'MISSED'
    process.stdout.write(`${number}  ${bar.padEnd(14)} ${verdict.padEnd(6)}  ${what}\n`)
  }
  return figures.every(({ value, limit }) => limit === undefined || value <= limit)
}
