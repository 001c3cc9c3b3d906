// npm run bench: every figure this project promises, beside its limit. Names of benchmarks as
// arguments run only those. Ends with 1 when a limit is missed.

import { createShutdown } from '../src/lib/shutdown.ts'
import { benchCategories } from './categories.ts'
import { type Figure, printFigures } from './figures.ts'
import { benchHistory } from './history.ts'
import { benchRecord } from './record.ts'
import { benchSweep } from './sweep.ts'

/** Each gives back what it opened when the signal aborts, and rejects with its reason. */
const benchmarks: Readonly<Record<string, (signal: AbortSignal) => Promise<Figure[]>>> = {
  categories: benchCategories,
  record: benchRecord,
  sweep: benchSweep,
  history: benchHistory,
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter(name => benchmarks[name] === undefined)
if (unknown.length > 0) {
  process.stderr.write(
    `There is no benchmark ${unknown.join(', ')}; there are ${Object.keys(benchmarks).join(', ')}.\n`,
  )
  process.exit(2)
}

const { signal } = createShutdown({ source: process, now: Date.now, hasParent: false })
let allHold = true
try {
  for (const [name, run] of Object.entries(benchmarks)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    process.stdout.write(`\n${name}\n`)
    allHold = printFigures(await run(signal)) && allHold
  }
} catch (error) {
  if (error !== signal.reason) throw error
  process.stderr.write('stopped before it was done\n')
  process.exit(130)
}
process.exit(allHold ? 0 : 1)
