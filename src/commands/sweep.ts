// sweep: one platform, once.

import { reportSweep, sweepLine } from '../collect/report.ts'
import { readSweepTime, type SweepTime } from '../collect/sweep-time.ts'
import { readPlatform } from '../domain/platform.ts'
import { clearStatus, printLine } from '../lib/terminal.ts'
import { refuseDemo } from '../store/demo.ts'
import { createGate, type Gate } from './clients.ts'
import { runCommand } from './command.ts'
import { type House, withHouse } from './house.ts'
import { createSweeper } from './sweeping.ts'

/** Prints one JSON line; the exit code says how the sweep went. */
export async function runSweep(name: string, options: { readonly at?: string }): Promise<void> {
  const time = readSweepTime(options.at)
  const platform = readPlatform(name)
  await runCommand('sweep', command => {
    const gate = createGate(command.config, platform)
    return withHouse(command, house => sweepOnce(house, gate, time))
  })
}

async function sweepOnce(house: House, gate: Gate, time: SweepTime): Promise<void> {
  await refuseDemo(house.sql)
  const sweep = await createSweeper(house, gate).sweep(time)
  clearStatus()
  if (sweep === null) return
  reportSweep(house.log, sweep)
  await printLine(sweepLine(sweep))
  process.exitCode = { complete: 0, partial: 3, failed: 4 }[sweep.status]
}
