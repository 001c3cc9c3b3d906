// Bars of a proof: each figure beside its limit, and whether all of them hold.

/** What a figure must be. */
export interface Limits {
  readonly least?: number
  readonly most?: number
}

export interface Bars {
  /** Prints a figure with its limits. */
  (what: string, value: number, limits: Limits): void
  /** Ends the process: 0 if every bar was met. */
  exit(): never
}

export function createBars(): Bars {
  let met = 0
  let missed = 0
  const bar = (what: string, value: number, { least, most }: Limits): void => {
    const isMet = (least === undefined || value >= least) && (most === undefined || value <= most)
    if (isMet) met += 1
    else missed += 1
    const limits = [
      ...(least === undefined ? [] : [`at least ${least}`]),
      ...(most === undefined ? [] : [`at most ${most}`]),
    ]
    const shown = Number.isInteger(value) ? `${value}` : value.toFixed(3)
    process.stdout.write(`${isMet ? '✔' : '✖'} ${what}: ${shown} (${limits.join(', ')})\n`)
  }
  const exit = (): never => {
    process.stdout.write(`${met} of ${met + missed} bars met\n`)
    process.exit(missed === 0 ? 0 : 1)
  }
  return Object.assign(bar, { exit })
}
