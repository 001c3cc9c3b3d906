// How far the replay has come: told by the collector over its channel, shown by the process that
// owns the terminal.

import type { ReplayProgress } from '../collect/replay.ts'
import { writeRfc3339 } from '../domain/rfc3339.ts'
import type { Logger } from '../lib/log.ts'
import { drawProgress } from '../lib/progress-bar.ts'
import { clearStatus, showStatus } from '../lib/terminal.ts'

/** How far a replay has come, and how long that has taken, milliseconds. */
export interface ReplayMessage extends ReplayProgress {
  readonly elapsedMs: number
}

/** Tells the parent; nothing where there is none, or none any more. */
export function sendReplayMessage(replay: ReplayMessage): void {
  // A parent that hangs up just now is noticed elsewhere: an unheard error would end the process.
  if (process.connected) process.send?.({ replay }, undefined, undefined, () => undefined)
}

/** What the collector told of the replay; null = it was about something else. */
export function readReplayMessage(message: unknown): ReplayMessage | null {
  if (typeof message !== 'object' || message === null || !('replay' in message)) return null
  // Only our own collector speaks on this channel.
  return message.replay as ReplayMessage
}

/** Shows a bar on a terminal, and logs the first sweep and the last one. */
export function reportReplay(log: Logger, { done, total, at, elapsedMs }: ReplayMessage): void {
  const fields = { done, total, at: writeRfc3339(at), duration_ms: Math.round(elapsedMs) }
  clearStatus()
  if (done === 1) log.info(fields, `the first of ${total} sweeps of the past is replayed`)
  if (done === total)
    log.info(fields, `replayed ${total} sweeps in ${(elapsedMs / 1_000).toFixed(1)} s`)
  else showStatus(`replaying ${fields.at.slice(0, 16)} ${drawProgress(done, total, elapsedMs)}`)
}
