// The collector as a process of its own, kept running beside the server.

import { fileURLToPath } from 'node:url'
import { collectorFlags } from '../collect/collector-flags.ts'
import { childEnvironment } from '../config.ts'
import { keepChild } from '../lib/child.ts'
import { systemClock } from '../lib/clock.ts'
import type { Command } from './command.ts'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))

/** Runs `work` with these arguments until the signal; started again whenever it ends unasked. */
export function superviseCollector(
  { log, shutdown }: Command,
  args: readonly string[] = [],
  onMessage: (message: unknown) => void = () => undefined,
): Promise<void> {
  return keepChild({
    file: process.execPath,
    args: [...collectorFlags, main, 'work', '--supervised', ...args],
    env: childEnvironment(),
    clock: systemClock,
    signal: shutdown.signal,
    onStart: pid => log.info({ pid }, 'the collector is started'),
    onUnexpectedEnd: (how, restartMs) =>
      log.error({ how, restart_ms: restartMs }, 'the collector ended and is started again'),
    onMessage,
  })
}
