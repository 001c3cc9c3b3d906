// The command line: which commands there are and what they take. What they do is in commands/.

import { Command, InvalidArgumentError, Option } from 'commander'
import { runDeleteChannel } from './commands/channels.ts'
import { runDoctor } from './commands/doctor/doctor.ts'
import { runImport } from './commands/import.ts'
import { runMigrate } from './commands/migrate.ts'
import { runPurge } from './commands/purge.ts'
import { runRederive } from './commands/rederive.ts'
import { runServe } from './commands/serve.ts'
import { runSimulate } from './commands/simulate.ts'
import { runSweep } from './commands/sweep.ts'
import { runUp } from './commands/up.ts'
import { neededNode, version } from './commands/version.ts'
import { runWork } from './commands/work.ts'
import { largestDemoScale, smallestDemoScale, usualDemoScale } from './domain/demo.ts'
import { AppError, exitCodeOf } from './domain/error.ts'
import { platforms } from './domain/platform.ts'

function createProgram(): Command {
  const program = new Command('livecensus')
    .description('A self-hosted census of live streaming.')
    .version(version)
    .showHelpAfterError('(--help shows what there is)')
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : exitCodeOf('invalid')))
  program
    .command('up')
    .description('serve and collect (npm start); without any keys, a demo of an invented world')
    .action(runUp)
  program.command('serve').description('answer the API').action(runServe)
  program
    .command('work')
    .description('sweep every platform that has keys, each SWEEP_INTERVAL')
    .addOption(new Option('--supervised', 'ends with the process that started it').hideHelp())
    .addOption(new Option('--demo', 'sweeps the world of the demo').hideHelp())
    .action(runWork)
  program
    .command('sweep')
    .description('sweep one platform now and print one JSON line')
    .argument('<platform>', platforms.join(', '))
    .addOption(new Option('--at <time>', 'RFC 3339: the sweep counts as of then'))
    .addHelpText('after', '\nExit codes: 0 complete, 2 refused, 3 partial, 4 failed.')
    .action(runSweep)
  program
    .command('simulate')
    .description("serve an invented live world in the format of the platforms' own APIs")
    .option(
      '--scale <streams>',
      'mean of live streams',
      wholeNumber(smallestDemoScale, largestDemoScale),
      usualDemoScale,
    )
    .option('--seed <number>', 'which invented world', wholeNumber(0, 4_294_967_295), 1)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option(
      '--port <number>',
      'port to listen on, 0 takes a free one',
      wholeNumber(0, 65_535),
      8100,
    )
    .option(
      '--rate-limit <points>',
      "Twitch's points a minute for each client",
      wholeNumber(1, 1e9),
      800,
    )
    .option('--no-rate-limit', 'as many requests as can be answered')
    .option(
      '--youtube-searches <number>',
      "searches that YouTube's keys have a day, 100 unless given",
      wholeNumber(0, 10_000_000),
    )
    .option(
      '--youtube-units <number>',
      "units that YouTube's keys have a day for all else, 10000 unless given",
      wholeNumber(1, 1_000_000_000),
    )
    .option(
      '--fault <name[:parameter=value,...]>',
      'what goes wrong; can be repeated; help lists what there is, all takes each of them',
      (fault: string, faults: readonly string[] = []) => [...faults, fault],
    )
    .addHelpText('after', '\nPrints the settings that lead a collector to it.')
    .action(runSimulate)
  program
    .command('doctor')
    .description('look at settings, database, keys and quotas; say what is wrong and what to do')
    .option('--json', 'print one JSON object')
    .option('--offline', 'ask nothing of the platforms')
    .addHelpText('after', '\nExit codes: 0 nothing is wrong, 1 something is.')
    .action(runDoctor)
  program
    .command('purge')
    .description("delete what platforms' terms do not let be kept any longer; prints JSON lines")
    .option('--dry-run', 'say what would go, and touch nothing')
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 2 refused, 3 some samples are in use and go later.',
    )
    .action(runPurge)
  program
    .command('import')
    .description('bring in older data, from a CSV file or from another database')
    .argument('<source>', 'postgres://… or a file that ends in .csv or .csv.gz')
    .requiredOption(
      '--cadence <duration>',
      'how often the source has looked: 90s, 5m, 1h',
      readCadence,
    )
    .option('--platform <platform>', `only the rows of one of ${platforms.join(', ')}`)
    .option('--dry-run', 'look the source through, and write nothing')
    .addHelpText(
      'after',
      '\nExit codes: 0 all is in, 2 refused, 3 some rows were skipped, 4 failed.',
    )
    .action(runImport)
  program
    .command('rederive')
    .description('work all sums of the open days out again from their samples; prints JSON lines')
    .argument('[platform...]', `${platforms.join(', ')}; all of them unless named`)
    .option('--check', 'say what differs, and write nothing')
    .addHelpText(
      'after',
      '\nExit codes: 0 sums are right, or are now; 2 refused; 3 some differ (with --check).',
    )
    .action(runRederive)
  program
    .command('migrate')
    .description('bring the database up to date (every other command does so too)')
    .action(runMigrate)
  program
    .command('channels')
    .description('channels as wholes')
    .command('delete')
    .description('delete a channel and everything kept of it; prints what went as JSON')
    .argument('<platform>', platforms.join(', '))
    .argument('<channel_id>', "the platform's id of the channel")
    .action(runDeleteChannel)
  return program
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return text => {
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= least && value <= most) return value
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`)
  }
}

const secondsOf = { s: 1, m: 60, h: 3_600 } as const

/** Seconds, a day at most. */
function readCadence(text: string): number {
  const [, count, unit] = /^(\d+)(s|m|h)$/.exec(text) ?? []
  const seconds = Number(count) * (secondsOf[unit as keyof typeof secondsOf] ?? Number.NaN)
  if (seconds >= 1 && seconds <= 86_400) return seconds
  throw new InvalidArgumentError('It must be a time such as 90s, 5m or 1h, from 1s to 24h.')
}

async function main(): Promise<void> {
  // The doctor says so itself, beside all else.
  const isDoctor = process.argv[2] === 'doctor'
  if (!isDoctor && Number(process.versions.node.split('.')[0]) !== neededNode)
    throw new AppError(
      'invalid',
      `Livecensus runs on Node ${neededNode}, this is ${process.version}: use npm start or npm run livecensus.`,
    )
  await createProgram().parseAsync()
}

try {
  await main()
} catch (error) {
  process.exitCode = error instanceof AppError ? exitCodeOf(error.code) : 1
  const text =
    error instanceof AppError ? error.message : error instanceof Error ? error.stack : error
  process.stderr.write(`livecensus: ${text}\n`)
}
process.exit()
