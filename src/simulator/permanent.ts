// Channels that never end: one broadcast after the other, with a short pause between.

import { pauseOf } from './breaks.ts'
import type { TierSeed } from './habits.ts'
import { purpose, uniform } from './hash.ts'
import type { PlatformHabits } from './tiers.ts'

const daySeconds = 86_400

/** One broadcast of a permanent channel; whole epoch seconds. */
export interface PermanentPiece {
  readonly channel: number
  /** Counts the channel's broadcasts. */
  readonly turn: number
  readonly startedAt: number
  readonly endsAt: number
}

/** The permanent channels' broadcasts that run at some time from `from` to `to`. */
export function permanentPieces(
  tier: TierSeed,
  { cutAfter, restartDays: [least, most] }: PlatformHabits,
  channels: number,
  { from, to }: { from: number; to: number },
): readonly PermanentPiece[] {
  const pieces: PermanentPiece[] = []
  for (let channel = 0; channel < channels; channel += 1) {
    const draw = uniform(tier.seed, purpose.restart, channel)
    const period = cutAfter ?? Math.round((least + (most - least) * draw) * daySeconds)
    const shift = Math.floor(uniform(tier.seed, purpose.restart, channel, 1) * period)
    for (let turn = Math.floor((from - shift) / period); turn * period + shift < to; turn += 1) {
      const startedAt = turn * period + shift + pauseOf(tier.seed, channel, turn)
      const endsAt = (turn + 1) * period + shift
      if (startedAt < to && endsAt > from) pieces.push({ channel, turn, startedAt, endsAt })
    }
  }
  return pieces
}
