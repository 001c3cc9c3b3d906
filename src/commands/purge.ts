// purge: deletes what platforms' terms let be kept no longer.

import { purgeLine } from '../collect/report-purge.ts'
import { AppError } from '../domain/error.ts'
import { platforms } from '../domain/platform.ts'
import { systemClock } from '../lib/clock.ts'
import { printLine } from '../lib/terminal.ts'
import { readDemo } from '../store/demo.ts'
import { purgePlatform } from '../store/purge.ts'
import { isLimited } from '../store/purge-borders.ts'
import { withPurgeLock } from '../store/purge-lock.ts'
import { policiesOf } from './clients.ts'
import { runCommand } from './command.ts'
import { type House, withHouse } from './house.ts'

export interface PurgeOptions {
  /** Says what would go, and touches nothing. */
  readonly dryRun?: boolean
}

/** Prints one JSON line for each platform whose terms have limits; exit code 3 = some could not go. */
export async function runPurge({ dryRun = false }: PurgeOptions): Promise<void> {
  await runCommand('purge', command => withHouse(command, house => purgeAll(house, dryRun)))
}

async function purgeAll({ sql, config, shutdown }: House, isDryRun: boolean): Promise<void> {
  if ((await readDemo(sql)) !== null)
    throw new AppError(
      'conflict',
      'This database holds the invented world of a demo, which no terms limit: nothing is purged.',
    )
  const policyOf = policiesOf(config)
  const at = Math.floor(systemClock.now() / 1_000)
  const { signal } = shutdown
  for (const platform of platforms) {
    const policy = policyOf(platform)
    if (!isLimited(policy)) continue
    const report = await withPurgeLock(sql, platform, () =>
      purgePlatform({ sql, platform, policy, at, signal, isDryRun }),
    )
    if (report === 'busy')
      throw new AppError('conflict', `Another process is purging ${platform}: try again later.`)
    if (report === null) continue
    await printLine(purgeLine(report))
    if (report.stuckDays.length > 0) process.exitCode = 3
  }
}
