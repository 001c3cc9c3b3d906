// Proof: a fresh clone in an empty folder starts under the host's Node with one command, serves
// its first row within 5 s of the installation's end, ends wholly within 5 s of a Ctrl-C, and
// keeps its data. As an ordinary user and, where this is root, from a folder only root may enter.

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { startFakeTwitch } from '../fake-twitch.ts'
import { tableRows } from '../twitch-fixtures.ts'
import { interrupt, printTime, stages, startClone, withClone } from './fresh-clone.ts'

const limitMs = 5_000

for (const stage of stages) {
  const twitch = await startFakeTwitch({ rows: tableRows() })
  try {
    await withClone(stage, async folder => {
      const env = { ...twitch.environment, SWEEP_INTERVAL: '1h' }
      const dataDir = join(folder, 'data')
      const first = await startClone(stage, folder, env, { installs: true })
      printTime('first row after the installation', first.firstRowMs, limitMs)
      printTime('everything ended after Ctrl-C', await interrupt(first, dataDir), limitMs)

      const second = await startClone(stage, folder, env, { installs: false })
      printTime('second start, first row', second.firstRowMs, limitMs)
      assert.equal(second.rows, 100, 'the data are still there')
      assert.equal(second.collectedAt, first.collectedAt, 'and are those of the first start')
      printTime('everything ended after Ctrl-C', await interrupt(second, dataDir), limitMs)
    })
  } finally {
    await twitch.close()
  }
}
