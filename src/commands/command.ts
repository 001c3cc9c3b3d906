// What every command lives in: its settings, its log, and the signal that ends it.

import { type Config, loadConfig } from '../config.ts'
import { createLog, type Logger } from '../lib/log.ts'
import { createShutdown, type Shutdown } from '../lib/shutdown.ts'
import { toDatabaseError } from '../store/database.ts'

/** The exit code of what a signal ended before it was done, as shells have it. */
const interrupted = 130
/** Whatever still hangs then is left: no end takes longer. Milliseconds. */
const longestEndMs = 8_000

/** What every command works with. */
export interface Command {
  /** As the command line has it, such as `sweep`. */
  readonly name: string
  readonly config: Config
  readonly log: Logger
  readonly shutdown: Shutdown
}

export interface CommandOptions {
  /** Whether a parent at the other end of a channel decides when it ends. */
  readonly isSupervised?: boolean
}

/** Runs a command to its end; stopped before it was done, it says so and exits with 130. */
export async function runCommand(
  name: string,
  run: (command: Command) => Promise<void>,
  { isSupervised = false }: CommandOptions = {},
): Promise<void> {
  const config = loadConfig()
  const log = createLog({ level: config.logLevel, name, isTerminal: process.stderr.isTTY })
  const shutdown = createShutdown({ source: process, now: Date.now, hasParent: isSupervised })
  shutdown.signal.addEventListener('abort', () =>
    setTimeout(() => process.exit(interrupted), longestEndMs).unref(),
  )
  try {
    await run({ name, config, log, shutdown })
  } catch (error) {
    if (error !== shutdown.signal.reason) throw toDatabaseError(error)
    // Who is supervised was told to stop by somebody who says so.
    if (!isSupervised) process.stderr.write('livecensus: stopped before it was done\n')
    process.exitCode = interrupted
  } finally {
    shutdown.dispose()
  }
}
