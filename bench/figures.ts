// How a benchmark speaks: figures, each beside its limit.

export interface Figure {
  readonly what: string
  readonly value: number
  readonly unit: string
  /** The value must not be above it. */
  readonly limit?: number
  /** The value must not be below it. */
  readonly atLeast?: number
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
  for (const figure of figures) {
    const { what, value, unit } = figure
    const number = `${value.toFixed(value < 1_000 ? 2 : 0)} ${unit}`.padStart(16)
    const verdict = isBarred(figure) ? (holds(figure) ? 'holds' : 'MISSED') : ''
    process.stdout.write(`${number}  ${barOf(figure).padEnd(25)} ${verdict.padEnd(6)}  ${what}\n`)
  }
  return figures.every(holds)
}

function isBarred({ limit, atLeast }: Figure): boolean {
  return limit !== undefined || atLeast !== undefined
}

function barOf({ unit, limit, atLeast }: Figure): string {
  if (limit !== undefined) return `limit ${limit} ${unit}`
  return atLeast === undefined ? '' : `at least ${atLeast} ${unit}`
}

function holds({ value, limit, atLeast }: Figure): boolean {
  return (limit === undefined || value <= limit) && (atLeast === undefined || value >= atLeast)
}
