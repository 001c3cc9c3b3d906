// sweep: one platform, once.

import { reportSweep, sweepLine } from '../collect/report.ts'
import { sweepPlatform } from '../collect/sweep.ts'
import { readSweepTime, type SweepTime } from '../collect/sweep-time.ts'
import { readPlatform } from '../domain/platform.ts'
import { clearStatus, printLine } from '../lib/terminal.ts'
import type { PlatformClient } from '../platforms/client.ts'
import { refuseDemo } from '../store/demo.ts'
import { createClient } from './clients.ts'
import { runCommand } from './command.ts'
import { type House, withHouse } from './house.ts'
import { sweepDeps } from './sweeping.ts'

/** Prints one JSON line; the exit code says how the sweep went. */
export async function runSweep(name: string, options: { readonly at?: string }): Promise<void> {
  const time = readSweepTime(options.at)
  const platform = readPlatform(name)
  await runCommand('sweep', command => {
    const client = createClient(command.config, platform)
    return withHouse(command, house => sweepOnce(house, client, time))
  })
}

async function sweepOnce(house: House, client: PlatformClient, time: SweepTime): Promise<void> {
  await refuseDemo(house.sql)
  const sweep = await sweepPlatform(sweepDeps(house, client), time)
  clearStatus()
  if (sweep === null) return
  reportSweep(house.log, sweep)
  await printLine(sweepLine(sweep))
  process.exitCode = { complete: 0, partial: 3, failed: 4 }[sweep.status]
}
