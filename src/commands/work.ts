// work: sweeps every platform on the clock grid until it is asked to stop.

import { keepPurging } from '../collect/purge.ts'
import { reportNotPurged, reportPurge } from '../collect/report-purge.ts'
import { systemClock } from '../lib/clock.ts'
import { refuseDemo } from '../store/demo.ts'
import { listUnbooked } from '../store/unbooked.ts'
import { createGate, missingKeys, policiesOf } from './clients.ts'
import { runCommand } from './command.ts'
import { workDemo } from './demo.ts'
import { type House, withHouse } from './house.ts'
import { keepDays, keepSweeping } from './sweeping.ts'

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
  const { config, log, sql, shutdown } = house
  await refuseDemo(sql)
  for (const platform of await listUnbooked(sql))
    if (policiesOf(config)(platform).allowDerived)
      log.warn(
        { platform },
        'sums are missing for days before an upgrade, or before its terms allowed them: these are shown as if nothing was seen until rederive is run once',
      )
  await Promise.all([
    ...config.platforms.map(platform => keepSweeping(house, createGate(config, platform))),
    keepPurging({
      sql,
      clock: systemClock,
      policyOf: policiesOf(config),
      signal: shutdown.signal,
      onPurged: report => reportPurge(log, report),
      onError: (platform, error) => reportNotPurged(log, platform, error),
    }),
    keepDays(house, policiesOf(config)),
  ])
}
