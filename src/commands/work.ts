// work: sweeps every platform on the clock grid until it is asked to stop.

import { refuseDemo } from '../store/demo.ts'
import { createClient, missingKeys } from './clients.ts'
import { runCommand } from './command.ts'
import { workDemo } from './demo.ts'
import { type House, withHouse } from './house.ts'
import { keepSweeping } from './sweeping.ts'

export interface WorkOptions {
  /** Ends with the process that started it. */
  readonly supervised?: boolean
  /** Sweeps the demo's world. */
  readonly demo?: boolean
}

export function runWork({ supervised = false, demo = false }: WorkOptions): Promise<void> {
  return runCommand(
    'work',
    async command => {
      if (demo) return workDemo(command)
      if (command.config.platforms.length === 0) throw missingKeys()
      await withHouse(command, work)
    },
    { isSupervised: supervised },
  )
}

async function work(house: House): Promise<void> {
  const { config, sql } = house
  await refuseDemo(sql)
  await Promise.all(
    config.platforms.map(platform => keepSweeping(house, createClient(config, platform))),
  )
}
