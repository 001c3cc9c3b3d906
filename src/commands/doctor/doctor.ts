// doctor: looks at everything the census needs and says what is right, what is doubtful and what is
// wrong. It changes nothing; what it asks YouTube costs one unit.

import { join } from 'node:path'
import type { Config } from '../../config.ts'
import { openPolicies } from '../../domain/policy.ts'
import { quotaDayOf } from '../../domain/quota-day.ts'
import { quotaStandingOf } from '../../domain/quota-standing.ts'
import { writeRfc3339 } from '../../domain/rfc3339.ts'
import { type Clock, systemClock } from '../../lib/clock.ts'
import { clearStatus, printLine, printText, showStatus } from '../../lib/terminal.ts'
import type { Sql } from '../../store/database.ts'
import { readDemo, refuseDemo } from '../../store/demo.ts'
import { demoUrlOf } from '../../store/demo-database.ts'
import { countSweeps } from '../../store/examination.ts'
import { listQuotaSpending } from '../../store/quota.ts'
import { listPlatformSweeps } from '../../store/sweeps.ts'
import { listUnbooked } from '../../store/unbooked.ts'
import { policiesOf, quotasOf } from '../clients.ts'
import { type Command, runCommand } from '../command.ts'
import type { DatabasePlace } from '../house.ts'
import { version } from '../version.ts'
import { orFailure, withExaminedDatabase } from './database.ts'
import { createKeyChecks } from './gates.ts'
import { examineKeys, type KeyCheck, skipKeys } from './keys.ts'
import { examineDisk, examineNode, examinePort } from './machine.ts'
import {
  type Finding,
  paintForStdout,
  reportObject,
  reportText,
  type Section,
  verdictOf,
} from './report.ts'
import { examineFaults, examineSettings, readSettings } from './settings.ts'
import { examineSums } from './sums.ts'
import { examineSweeps } from './sweeps.ts'
import { examineQuota, examineTerms } from './terms.ts'

export interface DoctorOptions {
  /** One object for programs. */
  readonly json?: boolean
  /** Nothing is asked of the platforms. */
  readonly offline?: boolean
}

const daySeconds = 86_400

/** Prints what it found; the exit code is 1 where something is wrong. */
export async function runDoctor({ json = false, offline = false }: DoctorOptions): Promise<void> {
  const { config, faults } = readSettings()
  if (config === null) {
    const settings = section('settings', 'Settings', examineFaults(faults))
    return printReport([section('machine', 'This machine', [examineNode()]), settings], json)
  }
  await runCommand('doctor', async command => {
    showStatus('looking at the machine, the database and the platforms')
    const makeChecks = (sql: Sql | null) => (offline ? null : createKeyChecks(config, sql))
    const sections = await examineAll(command, systemClock, makeChecks)
    clearStatus()
    await printReport(sections, json)
  })
}

/** `makeChecks` gives one check for each platform that can be asked; null = none may be. */
export async function examineAll(
  command: Command,
  clock: Clock,
  makeChecks: (sql: Sql | null) => readonly KeyCheck[] | null,
): Promise<Section[]> {
  const { config, shutdown } = command
  return withExaminedDatabase(command, placeOf(config), clock, async ({ sql, findings }) => {
    const machine = [
      examineNode(),
      await examineDisk(config),
      await examinePort(config, shutdown.signal),
    ]
    const keys = await examineKeysOf(config, makeChecks(sql), shutdown.signal)
    return [
      section('machine', 'This machine', machine),
      section('settings', 'Settings', examineSettings(config)),
      section('database', 'Database', findings),
      section('sweeps', 'Sweeps', await orFailure(() => readSweeps(sql, config, clock))),
      section('sums', 'Sums', await orFailure(() => readSums(sql, config))),
      section('keys', 'Keys', keys),
      section('quota', 'Daily quota', await orFailure(() => readQuotas(sql, config, clock))),
      section('terms', 'Terms', examineTerms(config.platforms, policiesOf(config))),
    ]
  })
}

function section(name: string, title: string, findings: readonly Finding[]): Section {
  return { name, title, findings }
}

/** `up` shows the demo where nothing can be swept. */
function isDemo({ platforms }: Config): boolean {
  return platforms.length === 0
}

function placeOf(config: Config): DatabasePlace {
  const { databaseUrl, dataDir } = config
  if (!isDemo(config)) return config
  return {
    databaseUrl: databaseUrl === null ? null : demoUrlOf(databaseUrl),
    dataDir: join(dataDir, 'demo'),
  }
}

async function examineKeysOf(
  { platforms }: Config,
  checks: readonly KeyCheck[] | null,
  signal: AbortSignal,
): Promise<Finding[]> {
  if (checks === null) return skipKeys(platforms, '--offline')
  const rest = platforms.filter(name => !checks.some(({ platform }) => platform === name))
  const why = 'its request is booked in the database first, which cannot be had'
  return [...(await examineKeys(checks, signal)), ...skipKeys(rest, why)]
}

async function readSweeps(sql: Sql | null, config: Config, clock: Clock): Promise<Finding[]> {
  if (sql === null) return []
  if (!isDemo(config)) await refuseDemo(sql)
  const now = nowOf(clock)
  const sweeps = await listPlatformSweeps(sql)
  const counts = await countSweeps(sql, now - daySeconds)
  const swept = isDemo(config) ? sweeps.map(({ platform }) => platform) : config.platforms
  return examineSweeps({ now, sweptPlatforms: swept, sweeps, counts })
}

async function readSums(sql: Sql | null, config: Config): Promise<Finding[]> {
  if (sql === null || (!isDemo(config) && (await readDemo(sql)) !== null)) return []
  const sweeps = await listPlatformSweeps(sql)
  return examineSums({
    recorded: sweeps.filter(({ newest }) => newest !== null).map(({ platform }) => platform),
    unbooked: await listUnbooked(sql),
    policyOf: isDemo(config) ? openPolicies : policiesOf(config),
  })
}

/** Without the database it is not known what was spent. */
async function readQuotas(sql: Sql | null, config: Config, clock: Clock): Promise<Finding[]> {
  const now = nowOf(clock)
  const quotas = quotasOf(config)
  const findings: Finding[] = []
  for (const platform of config.platforms) {
    const quota = quotas[platform]
    if (quota === undefined) continue
    const day = quotaDayOf(now, quota.timeZone)
    const spending = sql === null ? [] : await listQuotaSpending(sql, platform, day)
    const standing = quotaStandingOf(quota, spending, now)
    findings.push(...examineQuota(platform, standing, now, sql !== null))
  }
  return findings
}

function nowOf(clock: Clock): number {
  return Math.floor(clock.now() / 1_000)
}

async function printReport(sections: readonly Section[], json: boolean): Promise<void> {
  const report = { version, checkedAt: writeRfc3339(nowOf(systemClock)), sections }
  const width = process.stdout.isTTY ? process.stdout.columns : null
  if (json) await printLine(reportObject(report))
  else await printText(reportText(report, { width, paint: paintForStdout }))
  if (verdictOf(report) === 'wrong') process.exitCode = 1
}
