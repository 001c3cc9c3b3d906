// How far the replay has come: told by the collector over its channel, shown by the process that
// owns the terminal.

import type { ReplayProgress } from '../collect/replay.ts'
import { writeRfc3339 } from '../domain/rfc3339.ts'
import type { Clock } from '../lib/clock.ts'
import type { Logger } from '../lib/log.ts'
import { drawProgress } from '../lib/progress-bar.ts'
import { clearStatus, showStatus } from '../lib/terminal.ts'

/** Tells the parent; nothing where there is none. */
export function sendReplayMessage(progress: ReplayProgress): void {
  process.send?.({ replay: progress })
}

/** What the collector told of the replay; null = it was about something else. */
export function readReplayMessage(message: unknown): ReplayProgress | null {
  if (typeof message !== 'object' || message === null || !('replay' in message)) return null
  // Only our own collector speaks on this channel.
  return message.replay as ReplayProgress
}

/** Shows a bar on a terminal, and logs the first sweep and the last one. */
export function createReplayReport(log: Logger, clock: Clock): (progress: ReplayProgress) => void {
  const beganMs = clock.now()
  return ({ done, total, at }) => {
    const elapsedMs = clock.now() - beganMs
    const fields = { done, total, at: writeRfc3339(at), duration_ms: Math.round(elapsedMs) }
    if (done === 1) log.info(fields, `the first of ${total} sweeps of the last 7 days is replayed`)
    showStatus(`replaying ${fields.at.slice(0, 16)} ${drawProgress(done, total, elapsedMs)}`)
    if (done < total) return
    clearStatus()
    log.info(fields, `replayed ${total} sweeps in ${(elapsedMs / 1_000).toFixed(1)} s`)
  }
}
