// The command line: reads the settings, wires the rooms, runs one command. Decides nothing.

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Command, Option } from 'commander'
import { reportFailure, reportSweep, sweepLine } from './collect/report.ts'
import { runSchedule } from './collect/schedule.ts'
import { sweepPlatform } from './collect/sweep.ts'
import { readSweepTime, type SweepTime } from './collect/sweep-time.ts'
import { type Config, childEnvironment, loadConfig } from './config.ts'
import { AppError, exitCodeOf } from './domain/error.ts'
import { type Platform, platforms, readPlatform } from './domain/platform.ts'
import { orAborted, untilAborted } from './lib/abort.ts'
import { keepChild } from './lib/child.ts'
import { systemClock } from './lib/clock.ts'
import { createLog, type Logger } from './lib/log.ts'
import { createShutdown, type Shutdown } from './lib/shutdown.ts'
import { clearStatus, printLine, showStatus } from './lib/terminal.ts'
import type { PlatformClient } from './platforms/client.ts'
import { createTwitchClient } from './platforms/twitch/client.ts'
import { listen } from './serve/listen.ts'
import { createServer } from './serve/server.ts'
import {
  askUntilUp,
  closeDatabase,
  openDatabase,
  type Sql,
  toDatabaseError,
} from './store/database.ts'
import { deleteChannel } from './store/delete-channel.ts'
import { openEmbeddedServer } from './store/embedded/server.ts'
import { migrate, readMigrations } from './store/migrate.ts'
import { readPreviousSweeps } from './store/sweeps.ts'

const nodeMajor = 24
/** How long requests that are under way may hold up the end. Milliseconds. */
const closeMs = 2_000
/** The exit code of what a signal ended before it was done, as shells have it. */
const interrupted = 130
/** Whatever still hangs then is left: no end takes longer. Milliseconds. */
const longestEndMs = 8_000
/** A database that says nothing for so long is none. Milliseconds. */
const silenceMs = 20_000
const { version } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
) as { version: string }

/** A question whose asker has gone must not go on for long. */
const servingPool = { statementTimeoutMs: 10_000 }

/** What every command works with. */
interface House {
  readonly config: Config
  readonly log: Logger
  readonly sql: Sql
  readonly shutdown: Shutdown
}

function createProgram(): Command {
  const program = new Command('livecensus')
    .description('A self-hosted census of live streaming.')
    .version(version)
    .showHelpAfterError('(--help shows what there is)')
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : exitCodeOf('invalid')))
  program
    .command('up')
    .description('serve and collect, the collector in a process of its own (npm start)')
    .action(() => withHouse('up', up, servingPool))
  program
    .command('serve')
    .description('answer the API')
    .action(() => withHouse('serve', serve, servingPool))
  program
    .command('work')
    .description('sweep every platform that has keys, each SWEEP_INTERVAL')
    .addOption(new Option('--supervised', 'ends with the process that started it').hideHelp())
    .action(({ supervised: isSupervised = false }: { supervised?: boolean }) =>
      withHouse('work', work, { isSupervised }),
    )
  program
    .command('sweep')
    .description('sweep one platform now and print one JSON line')
    .argument('<platform>', platforms.join(', '))
    .addOption(new Option('--at <time>', 'RFC 3339: the sweep counts as of then'))
    .addHelpText('after', '\nExit codes: 0 complete, 2 refused, 3 partial, 4 failed.')
    .action((platform: string, options: { at?: string }) => {
      const time = readSweepTime(options.at)
      const name = readPlatform(platform)
      return withHouse('sweep', house => sweepOnce(house, name, time))
    })
  program
    .command('migrate')
    .description('bring the database up to date (every other command does so too)')
    .action(() => withHouse('migrate', async () => undefined))
  program
    .command('channels')
    .description('channels as wholes')
    .command('delete')
    .description('delete a channel and everything kept of it; prints what went as JSON')
    .argument('<platform>', platforms.join(', '))
    .argument('<channel_id>', "the platform's id of the channel")
    .action((platform: string, channelId: string) => {
      const name = readPlatform(platform)
      return withHouse('channels', house => removeChannel(house, name, channelId))
    })
  return program
}

/** Opens what a command needs, runs it, and closes everything in the order of need. */
async function withHouse(
  name: string,
  run: (house: House) => Promise<void>,
  pool: { statementTimeoutMs?: number; isSupervised?: boolean } = {},
): Promise<void> {
  const config = loadConfig()
  const log = createLog({ level: config.logLevel, name, isTerminal: process.stderr.isTTY })
  const shutdown = createShutdown({
    source: process,
    now: Date.now,
    hasParent: pool.isSupervised ?? false,
  })
  shutdown.signal.addEventListener('abort', () =>
    setTimeout(() => process.exit(interrupted), longestEndMs).unref(),
  )
  try {
    await withDatabase(config, log, shutdown.signal, { ...pool, name }, async sql => {
      const { signal } = shutdown
      await orAborted(askUntilUp(sql, silenceMs), signal)
      const applied = await orAborted(migrate(sql, await readMigrations()), signal)
      if (applied.length > 0) log.info({ applied }, 'the database is up to date')
      await run({ config, log, sql, shutdown })
    })
  } catch (error) {
    if (error !== shutdown.signal.reason) throw toDatabaseError(error)
    process.stderr.write('livecensus: stopped before it was done\n')
    process.exitCode = interrupted
  } finally {
    shutdown.dispose()
  }
}

/** Opens the database, the embedded one where there is no other; the pool closes before it. */
async function withDatabase(
  { databaseUrl, databasePoolSize: poolSize, dataDir }: Config,
  log: Logger,
  signal: AbortSignal,
  { name, statementTimeoutMs }: { name: string; statementTimeoutMs?: number },
  work: (sql: Sql) => Promise<void>,
): Promise<void> {
  const server =
    databaseUrl === null
      ? await openEmbeddedServer({
          dataDir,
          poolSize,
          log: (level, message, fields) => log[level](fields ?? {}, message),
          signal,
        })
      : null
  const url = server?.url ?? databaseUrl ?? ''
  const sql = openDatabase({
    url,
    poolSize,
    applicationName: `livecensus ${name}`,
    statementTimeoutMs,
  })
  try {
    await work(sql)
  } finally {
    await closeDatabase(sql)
    await server?.release()
  }
}

async function up(house: House): Promise<void> {
  const { config, log, shutdown } = house
  await whileServing(house, async () => {
    if (config.platforms.length > 0) return superviseCollector(house)
    log.warn(
      'no platform has keys, so nothing is swept: set TWITCH_CLIENT_ID and TWITCH_CLIENT_SECRET',
    )
    await untilAborted(shutdown.signal)
  })
}

async function serve(house: House): Promise<void> {
  await whileServing(house, () => untilAborted(house.shutdown.signal))
}

async function whileServing(house: House, work: () => Promise<void>): Promise<void> {
  const { config, log, sql, shutdown } = house
  const server = await createServer({
    sql,
    log,
    clock: systemClock,
    version,
    corsOrigins: config.corsOrigins,
    sweptPlatforms: config.platforms,
    sweepIntervalMs: config.sweepIntervalMs,
  })
  const url = await listen(server, config)
  log.info({ url, docs: `${url}/docs` }, `serving at ${url}`)
  const closed = untilAborted(shutdown.signal).then(() => {
    log.info('stopping')
    return Promise.race([server.close(), untilAborted(shutdown.hurry), systemClock.sleep(closeMs)])
  })
  await Promise.all([work(), closed])
}

function superviseCollector({ log, shutdown }: House): Promise<void> {
  return keepChild({
    file: process.execPath,
    args: [fileURLToPath(import.meta.url), 'work', '--supervised'],
    env: childEnvironment(),
    clock: systemClock,
    signal: shutdown.signal,
    onStart: pid => log.info({ pid }, 'the collector is started'),
    onUnexpectedEnd: (how, restartMs) =>
      log.error({ how, restart_ms: restartMs }, 'the collector ended and is started again'),
  })
}

async function work(house: House): Promise<void> {
  const { config, log, sql, shutdown } = house
  if (config.platforms.length === 0) throw missingKeys()
  await Promise.all(
    config.platforms.map(platform => {
      const client = createClient(config, platform)
      return runSchedule({
        clock: systemClock,
        interval: config.sweepIntervalMs / 1_000,
        signal: shutdown.signal,
        newestSweepAt: async () =>
          (await readPreviousSweeps(sql, platform)).newest?.collectedAt ?? null,
        sweep: slot => sweepPlatform(sweepDeps(house, client), { kind: 'grid', slot }),
        onSwept: sweep => reportSweep(log, sweep),
        onError: error => reportFailure(log, platform, toDatabaseError(error)),
      })
    }),
  )
}

async function sweepOnce(house: House, platform: Platform, time: SweepTime): Promise<void> {
  const client = createClient(house.config, platform)
  const sweep = await sweepPlatform(sweepDeps(house, client), time)
  clearStatus()
  if (sweep === null) return
  reportSweep(house.log, sweep)
  await printLine(sweepLine(sweep))
  process.exitCode = { complete: 0, partial: 3, failed: 4 }[sweep.status]
}

async function removeChannel({ sql }: House, platform: Platform, channelId: string) {
  const deleted = await deleteChannel(sql, platform, channelId)
  if (deleted === null)
    throw new AppError('not_found', `There is no channel ${channelId} of ${platform}.`)
  await printLine({ platform, channel_id: channelId, deleted })
}

function createClient(config: Config, platform: Platform): PlatformClient {
  if (platform !== 'twitch' || config.twitch === null || !config.platforms.includes(platform))
    throw missingKeys(platform)
  return createTwitchClient({
    config: config.twitch,
    retryAttempts: config.retryAttempts,
    clock: systemClock,
    random: Math.random,
    userAgent: `livecensus/${version}`,
  })
}

function missingKeys(platform: Platform = 'twitch'): AppError {
  return platform === 'twitch'
    ? new AppError(
        'invalid',
        'No platform can be swept: set TWITCH_CLIENT_ID and TWITCH_CLIENT_SECRET (and let PLATFORMS name twitch or nothing).',
      )
    : new AppError('invalid', `This version cannot sweep ${platform} yet; it can sweep twitch.`)
}

function sweepDeps({ config, sql, shutdown }: House, client: PlatformClient) {
  return {
    sql,
    client,
    clock: systemClock,
    cadence: config.sweepIntervalMs / 1_000,
    maxStreams: config.maxStreamsPerSweep,
    signal: shutdown.signal,
    onProgress: ({ streams, pages }: { streams: number; pages: number }) =>
      showStatus(`${streams} streams read, ${pages} pages`),
  }
}

async function main(): Promise<void> {
  if (Number(process.versions.node.split('.')[0]) !== nodeMajor)
    throw new AppError(
      'invalid',
      `Livecensus runs on Node ${nodeMajor}, this is ${process.version}: use npm start or npm run livecensus.`,
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
