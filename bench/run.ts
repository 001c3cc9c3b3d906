// npm run bench: every figure this project promises, beside its limit. Names of benchmarks as
// arguments run only those. Ends with 1 when a limit is missed.

import { type Figure, printFigures } from './figures.ts'
import { benchRecord } from './record.ts'

const benchmarks: Readonly<Record<string, () => Promise<Figure[]>>> = {
  record: benchRecord,
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter(name => benchmarks[name] === undefined)
if (unknown.length > 0) {
  process.stderr.write(
    `There is no benchmark ${unknown.join(', ')}; there are ${Object.keys(benchmarks).join(', ')}.\n`,
  )
  process.exit(2)
}

let allHold = true
for (const [name, run] of Object.entries(benchmarks)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  process.stdout.write(`\n${name}\n`)
  allHold = printFigures(await run()) && allHold
}
process.exit(allHold ? 0 : 1)
