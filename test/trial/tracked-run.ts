// Lets a census of tracked streams go on for some slots, judges each, and adds up what came of it.

import { createYouTubeVideos, type YouTubeVideos } from '../../src/simulator/youtube-videos.ts'
import { createSpending, type SpentDay } from './tracked-days.ts'
import { type JudgedSlot, judgeSlot } from './tracked-oracle.ts'
import { startTrackedTrial, type TrackedTrial, type TrackedTrialOptions } from './tracked-trial.ts'
import { type Ends, readEnds, readWhole, type WholeCensus } from './tracked-whole.ts'

export interface TrackedRunOptions extends TrackedTrialOptions {
  readonly slots: number
  /** Called before each slot, from 0 on. */
  readonly before?: (place: number, trial: TrackedTrial) => void | Promise<void>
  /** Called after each slot, with the moment at which the next one begins, whole epoch seconds. */
  readonly after?: (
    place: number,
    reached: { readonly at: number; readonly videos: YouTubeVideos; readonly kills: number },
  ) => Promise<void>
}

/** What came of it. */
export interface TrackedRun extends Omit<JudgedSlot, 'samples'> {
  readonly kills: number
  /** Samples that were served and are stored. */
  readonly served: number
  readonly days: readonly SpentDay[]
  readonly whole: WholeCensus
  readonly ends: Ends
}

export async function runTracked(options: TrackedRunOptions): Promise<TrackedRun> {
  const { after, before, beginsAt, interval, quota, slots, world } = options
  const { sql } = options.database
  const videos = createYouTubeVideos(world)
  const spending = createSpending(quota)
  const trial = await startTrackedTrial(options)
  const judged: JudgedSlot[] = []
  let kills = 0
  try {
    for (let place = 0; place < slots; place += 1) {
      await before?.(place, trial)
      const told = await trial.next()
      kills += told.kills
      for (const { records } of told.attempts) spending.note(records)
      judged.push(await judgeSlot(sql, told))
      await after?.(place, { at: told.slot + interval, videos, kills })
    }
  } finally {
    await trial.close()
  }
  const sum = (read: (slot: JudgedSlot) => number) =>
    judged.reduce((total, slot) => total + read(slot), 0)
  return {
    faults: judged.flatMap(slot => slot.faults),
    lostSearches: sum(slot => slot.lostSearches),
    calls: sum(slot => slot.calls),
    fullCalls: sum(slot => slot.fullCalls),
    kills,
    served: sum(slot => slot.samples),
    days: await spending.days(sql, beginsAt, beginsAt + slots * interval),
    whole: await readWhole(sql),
    ends: await readEnds(sql, videos),
  }
}
