// rederive: works all sums of the open days out again from their samples.

import { type RederiveReport, rederivePlatform } from '../collect/rederive/rederive.ts'
import { countDifferences, rederiveLine, reportRederived } from '../collect/rederive/report.ts'
import { AppError } from '../domain/error.ts'
import { type Platform, platforms, readPlatform } from '../domain/platform.ts'
import { openPolicies } from '../domain/policy.ts'
import { systemClock } from '../lib/clock.ts'
import { drawProgress } from '../lib/progress-bar.ts'
import { clearStatus, printLine, showStatus } from '../lib/terminal.ts'
import { readDemo } from '../store/demo.ts'
import { policiesOf } from './clients.ts'
import { runCommand } from './command.ts'
import { type House, withHouse } from './house.ts'

export interface RederiveOptions {
  /** Says what differs, and writes nothing. */
  readonly check?: boolean
}

/** Prints one JSON line a platform; exit code 3 = sums differ and were only looked at. */
export async function runRederive(
  names: readonly string[],
  { check = false }: RederiveOptions,
): Promise<void> {
  const wanted = names.length === 0 ? platforms : names.map(readPlatform)
  await runCommand('rederive', command =>
    withHouse(command, house => rederiveAll(house, [...new Set(wanted)], check)),
  )
}

async function rederiveAll(
  { sql, config, log, shutdown }: House,
  wanted: readonly Platform[],
  isCheck: boolean,
): Promise<void> {
  const isDemo = (await readDemo(sql)) !== null
  const policyOf = isDemo ? openPolicies : policiesOf(config)
  const refused: string[] = []
  for (const platform of wanted) {
    const policy = policyOf(platform)
    const begunAt = systemClock.now()
    let report: RederiveReport | null
    try {
      report = await rederivePlatform({
        sql,
        platform,
        policy,
        isCheck,
        signal: shutdown.signal,
        onProgress: (done, total) =>
          showStatus(`${platform} ${drawProgress(done, total, systemClock.now() - begunAt)}`),
      })
    } catch (error) {
      // The other platforms can be done all the same.
      if (!(error instanceof AppError && error.code === 'conflict')) throw error
      refused.push(error.message)
      continue
    } finally {
      clearStatus()
    }
    if (report === null) {
      log.warn(
        `${platform}: nothing is worked out, since its terms as they were accepted do not allow it.`,
      )
      continue
    }
    await reportRederived(log, sql, report)
    await printLine(rederiveLine(report))
    if (isCheck && countDifferences(report) > 0) process.exitCode = 3
  }
  if (refused.length > 0) throw new AppError('conflict', refused.join(' '))
}
