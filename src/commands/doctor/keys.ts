// What `doctor` learns by asking each platform once, as cheaply as it can be asked.

import { AppError } from '../../domain/error.ts'
import type { Platform } from '../../domain/platform.ts'
import { orAborted } from '../../lib/abort.ts'
import type { PlatformClient } from '../../platforms/client.ts'
import type { TrackedClient } from '../../platforms/tracked-client.ts'
import type { Finding } from './report.ts'

/** One request to a platform with its keys. */
export interface KeyCheck {
  readonly platform: Platform
  /** Rejects where the platform does not answer as it should. */
  ask(signal: AbortSignal): Promise<void>
}

const mostSeconds = 30
/** An id that need not be anybody's: an empty answer is one. */
const anyChannelId = '1'

/** Looks one channel up: a token and one request. */
export function askListed(client: PlatformClient): KeyCheck {
  return {
    platform: client.platform,
    ask: async signal => {
      await client.refresh([anyChannelId], { signal, tally: { requests: 0, retries: 0 } })
    },
  }
}

/** Asks for the categories of a country: one unit of the daily quota. */
export function askTracked(client: TrackedClient): KeyCheck {
  return {
    platform: client.platform,
    ask: async signal => {
      await client.readVideoCategories('US', { signal, tally: { requests: 0, retries: 0 } })
    },
  }
}

/** Asks all platforms side by side; each has half a minute. */
export function examineKeys(checks: readonly KeyCheck[], signal: AbortSignal): Promise<Finding[]> {
  return Promise.all(
    checks.map(async check => {
      const deadline = AbortSignal.timeout(mostSeconds * 1_000)
      const ended = AbortSignal.any([signal, deadline])
      try {
        await orAborted(check.ask(ended), ended)
        return finding(check, 'right', 'answers and takes the keys')
      } catch (error) {
        signal.throwIfAborted()
        if (deadline.aborted)
          return finding(check, 'wrong', `gave no answer within ${mostSeconds} seconds`)
        if (!(error instanceof AppError)) throw error
        // What is rationed comes back by itself.
        return finding(check, error.code === 'rate_limited' ? 'doubtful' : 'wrong', error.message)
      }
    }),
  )
}

/** The findings where nothing may be asked. */
export function skipKeys(platforms: readonly Platform[], why: string): Finding[] {
  return platforms.map(platform => finding({ platform }, 'note', `not asked: ${why}`))
}

function finding(
  { platform }: Pick<KeyCheck, 'platform'>,
  verdict: Finding['verdict'],
  text: string,
): Finding {
  return { check: platform, verdict, text }
}
