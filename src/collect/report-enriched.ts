// What is told of a round between two sweeps: one line of the log.

import { AppError } from '../domain/error.ts'
import type { Platform } from '../domain/platform.ts'
import type { Logger } from '../lib/log.ts'
import type { Enriched } from './enrich.ts'
import type { TrackedEnriched } from './tracked/enrich.ts'

/** Logs a round: what it read, and why it broke off. One that had nothing to do is not told. */
export function reportEnriched(
  log: Logger,
  platform: Platform,
  round: Enriched | TrackedEnriched,
): void {
  const { failure, lookedUp, ended, ...figures } = round
  const fields = { platform, looked_up: lookedUp, ended, ...figures }
  const what = describe(round)
  if (failure === null) {
    if (what !== null) log.info(fields, `${platform}: ${what}`)
    return
  }
  const how = what === null ? 'nothing read between sweeps' : `${what}, then it broke off`
  log.warn(
    { ...fields, code: failure.code, err: failure.cause },
    `${platform}: ${how}. ${failure.message}`,
  )
}

/** Logs that the platform refuses a part of what is read between sweeps, which is then left out. */
export function reportRefused(log: Logger, platform: Platform, part: string, error: AppError) {
  log.warn(
    { platform, code: error.code },
    `${platform}: no ${part} for six hours. ${error.message}`,
  )
}

/** Logs a round that came to nothing. */
export function reportNotEnriched(log: Logger, platform: Platform, error: unknown): void {
  if (error instanceof AppError)
    log.error({ platform, code: error.code, err: error.cause }, `${platform}: ${error.message}`)
  else log.error({ platform, err: error }, `${platform}: what is read between sweeps broke off`)
}

/** What a round read and what it took, in words; null = it asked for nothing. */
function describe(round: Enriched | TrackedEnriched): string | null {
  const { requests, lookedUp, ended } = round
  if (requests === 0) return null
  const read = [
    lookedUp > 0 ? `${grouped(lookedUp)} look-ups (${grouped(ended)} ended)` : null,
    ...(['profiles', 'followers', 'categories'] as const).map(name =>
      round[name] > 0 ? `${grouped(round[name])} ${name}` : null,
    ),
    'uploads' in round && round.uploads > 0
      ? `uploads of ${grouped(round.uploads)} channels (${grouped(round.found)} streams found)`
      : null,
  ].filter(words => words !== null)
  return `${read.join(', ') || 'nothing'} read in ${grouped(requests)} requests`
}

function grouped(count: number): string {
  return count.toLocaleString('en-US')
}
