// Proof: a fresh clone without any keys shows the demo's first rows within 5 s of the installation's
// end, and has replayed the last 7 days at the default scale within 60 s.

import { join } from 'node:path'
import type { LiveTop } from '../../src/contract/live.ts'
import { interrupt, printTime, stages, startClone, withClone } from './fresh-clone.ts'

const firstRowLimitMs = 5_000
const replayLimitMs = 60_000
const endLimitMs = 5_000

for (const stage of stages)
  await withClone(stage, async folder => {
    const demo = await startClone(stage, folder, {}, { installs: true })
    printTime('first rows after the installation', demo.firstRowMs, firstRowLimitMs)
    const line = await demo.waitForLog(/replayed \d+ sweeps in/)
    const { total, duration_ms: replayMs } = JSON.parse(line) as {
      total: number
      duration_ms: number
    }
    printTime(`the last 7 days are replayed, ${total} sweeps`, replayMs, replayLimitMs)
    const { data, meta } = (await (await fetch(`${demo.url}/live/top`)).json()) as LiveTop
    process.stdout.write(`${data.length} rows as of ${meta.as_of}, ${JSON.stringify(meta.demo)}\n`)
    printTime(
      'everything ended after Ctrl-C',
      await interrupt(demo, join(folder, 'data/demo')),
      endLimitMs,
    )
  })
