// The collector that bench/sweep.ts measures: the true sweep with the true client, nothing else in
// its process. Its first argument is the address of the database.

import { readFile } from 'node:fs/promises'
import { sweepPlatform } from '../src/collect/sweep.ts'
import { systemClock } from '../src/lib/clock.ts'
import { createTwitchClient, type TwitchConfig } from '../src/platforms/twitch/client.ts'
import { closeDatabase, openDatabase } from '../src/store/database.ts'
import { answerAsPart } from './part.ts'

/** Sweeps the platform as of a moment, whole epoch seconds. */
export interface SweepQuestion {
  readonly at: number
  readonly config: TwitchConfig
}

export interface SweepAnswer {
  readonly streams: number
  /** From start to commit. */
  readonly ms: number
  /** Of these, reading the platform. */
  readonly readMs: number
  /** Of this process, in all its threads. */
  readonly cpuMs: number
  /** The most memory this process has held so far, bytes. */
  readonly peakBytes: number
}

const cadence = 300
const [, , url = ''] = process.argv
const sql = openDatabase({ url, poolSize: 10, applicationName: 'livecensus bench' })
const stopping = new AbortController()

async function sweep({ at, config }: SweepQuestion): Promise<SweepAnswer> {
  const client = createTwitchClient({
    config,
    clock: systemClock,
    random: Math.random,
    retryAttempts: 3,
    userAgent: 'livecensus bench',
  })
  const cpuBefore = process.cpuUsage()
  const began = performance.now()
  const swept = await sweepPlatform(
    {
      sql,
      client,
      clock: systemClock,
      cadence,
      maxStreams: null,
      signal: stopping.signal,
      onProgress: () => undefined,
    },
    { kind: 'at', at },
  )
  const ms = performance.now() - began
  if (swept?.status !== 'complete')
    throw new Error(`the sweep was ${swept?.status}: ${swept?.error}`)
  const { user, system } = process.cpuUsage(cpuBefore)
  return {
    streams: swept.figures.streams,
    ms,
    readMs: swept.durationMs,
    cpuMs: (user + system) / 1_000,
    peakBytes: await readPeakBytes(),
  }
}

/** The system's `maxRSS` starts with what the parent had held when it forked; Linux knows better. */
async function readPeakBytes(): Promise<number> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '')
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]
  return Number(kilobytes ?? process.resourceUsage().maxRSS) * 1_024
}

answerAsPart(sweep, async () => {
  stopping.abort()
  await closeDatabase(sql)
})
