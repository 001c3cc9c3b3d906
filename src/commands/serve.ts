// serve: answers the API until it is asked to stop.

import type { Platform } from '../domain/platform.ts'
import type { Policies } from '../domain/policy.ts'
import { untilAborted } from '../lib/abort.ts'
import { systemClock } from '../lib/clock.ts'
import { clearStatus } from '../lib/terminal.ts'
import { listen } from '../serve/listen.ts'
import { createServer } from '../serve/server.ts'
import { policiesOf, quotasOf } from './clients.ts'
import { runCommand } from './command.ts'
import { type House, withHouse } from './house.ts'
import { version } from './version.ts'

/** How long requests that are under way may hold up the end. Milliseconds. */
const closeMs = 2_000

/** A question whose asker has gone must not go on for long. */
export const servingPool = { statementTimeoutMs: 10_000 }

export function runServe(): Promise<void> {
  return runCommand('serve', command =>
    withHouse(
      command,
      house =>
        whileServing(house, house.config.platforms, () => untilAborted(house.shutdown.signal)),
      servingPool,
    ),
  )
}

/** Serves while the work goes on, and until the signal; the work has to end with it too. */
export async function whileServing(
  { config, log, sql, shutdown }: House,
  sweptPlatforms: readonly Platform[],
  work: () => Promise<void>,
  policyOf: Policies = policiesOf(config),
): Promise<void> {
  const server = await createServer({
    sql,
    log,
    clock: systemClock,
    version,
    corsOrigins: config.corsOrigins,
    sweptPlatforms,
    sweepIntervalMs: config.sweepIntervalMs,
    quotas: quotasOf(config),
    policyOf,
    rankCoverage: config.rankCoverage,
    readsAhead: true,
  })
  const url = await listen(server, config)
  log.info({ url, docs: `${url}/docs` }, `serving at ${url}`)
  const closed = untilAborted(shutdown.signal).then(() => {
    clearStatus()
    log.info('stopping')
    return Promise.race([server.close(), untilAborted(shutdown.hurry), systemClock.sleep(closeMs)])
  })
  await Promise.all([work(), closed])
}
