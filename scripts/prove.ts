// npm run prove: the long proofs at full size, what they print is their result. Arguments name
// single proofs.

import { runAll } from './run.ts'

const proofs = ['first-start', 'demo', 'kills', 'world', 'pace', 'gate', 'faults', 'quota', 'sums']
const wanted = process.argv.slice(2)
const unknown = wanted.filter(name => !proofs.includes(name))
if (unknown.length > 0) {
  process.stderr.write(`There is no proof ${unknown.join(', ')}; there are ${proofs.join(', ')}.\n`)
  process.exit(2)
}
await runAll(
  proofs
    .filter(name => wanted.length === 0 || wanted.includes(name))
    .map(name => ({ name, bin: 'node', args: [`test/prove/${name}.ts`] })),
)
