// What the health checks of the containers run, beside the command and with its settings:
// `node deploy/health.ts serve` asks the API, `… work` asks the database whether the collector
// sweeps. Exit code 0 = healthy; 1 and a sentence = not. It changes nothing.

import { type Config, loadConfig } from '../src/config.ts'
import { closeDatabase, openDatabase, toDatabaseError } from '../src/store/database.ts'
import { listPlatformSweeps } from '../src/store/sweeps.ts'

/** Shorter than the checks' own timeout, so that there is time for the sentence. Milliseconds. */
const deadlineMs = 8_000
/** A newest sweep older than this many intervals is late, as in GET /health. */
const lateAfterIntervals = 2.5

/** What listens on every address listens on this one. */
const ownAddresses: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '[::1]' }

/** Null = healthy. A degraded census is: no restart would mend it. Only 503, no database, is not. */
async function checkApi({ host, port }: Config): Promise<string | null> {
  const url = `http://${ownAddresses[host] ?? host}:${port}/health`
  const { status } = await fetch(url)
  return status === 200 ? null : `${url} answers ${status}`
}

/**
 * Null = healthy: each platform's newest sweep, whatever came of it, is young. What the sweeps
 * found is told by GET /health; here only a collector that makes none is ill.
 */
async function checkCollector(config: Config): Promise<string | null> {
  if (config.databaseUrl === null) return 'DATABASE_URL is not set'
  if (config.platforms.length === 0) return 'no platform has keys'
  const sql = openDatabase({
    url: config.databaseUrl,
    poolSize: 1,
    applicationName: 'livecensus health',
  })
  try {
    const sweeps = await listPlatformSweeps(sql)
    const lateAfter = (lateAfterIntervals * config.sweepIntervalMs) / 1_000
    const late = config.platforms.filter(platform => {
      const newest = sweeps.find(row => row.platform === platform)?.newest
      return !newest || Date.now() / 1_000 - newest.collectedAt > lateAfter
    })
    return late.length === 0 ? null : `no sweep of ${late.join(', ')} in ${lateAfter} seconds`
  } finally {
    await closeDatabase(sql)
  }
}

const checks: Readonly<Record<string, typeof checkApi>> = {
  serve: checkApi,
  work: checkCollector,
}

function end(fault: string | null): never {
  if (fault !== null) process.stderr.write(`unhealthy: ${fault}\n`)
  process.exit(fault === null ? 0 : 1)
}

const check = checks[process.argv[2] ?? '']
if (check === undefined) end(`name what to check: ${Object.keys(checks).join(' or ')}`)
setTimeout(() => end('no answer in time'), deadlineMs).unref()
try {
  end(await check(loadConfig()))
} catch (error) {
  const known = toDatabaseError(error)
  end(known instanceof Error ? known.message : String(known))
}
