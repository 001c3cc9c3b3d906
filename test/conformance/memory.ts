// Nothing that was read is kept.

import assert from 'node:assert/strict'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Pages of a walk that is long enough to tell, of `rowsAPage` rows each. */
export const longWalk = { pages: 340, rowsAPage: 20, title: 'ő'.repeat(2_000) }

/** Reads so many pages; once it runs smoothly, the heap must not grow with them. */
export async function holdNothingKept(readNext: () => Promise<unknown>): Promise<void> {
  const collect = exposeGc()
  let before = 0
  for (let read = 1; read <= longWalk.pages; read += 1) {
    await readNext()
    if (read !== 40) continue
    collect()
    before = process.memoryUsage().heapUsed
  }
  collect()
  const grown = process.memoryUsage().heapUsed - before
  // 300 pages are 20 rows of 4 kB each: 24 MB if they were kept. The log of the fake stays.
  assert.ok(grown < 6_000_000, `the heap grew by ${grown} bytes`)
}

/** V8's own full collection, without a flag at the start of the process. */
function exposeGc(): () => void {
  setFlagsFromString('--expose-gc')
  // The flag puts `gc` into contexts that are made after it.
  return runInNewContext('gc') as () => void
}
