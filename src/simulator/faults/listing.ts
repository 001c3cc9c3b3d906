// Faults of what is said of a stream: whether it is listed, its count, its start.

import { isStruck } from './chance.ts'
import { defineFault, ofStreams } from './fault.ts'
import { changingRows, gone, type Row, readRow } from './page.ts'
import { amount, word } from './parameter.ts'

/** Those whose lists hold counts and starts. */
const lists = ['twitch', 'kick'] as const

export const flapping = defineFault({
  name: 'flapping',
  does: "Streams are missing from the list for a while; Kick's count goes on to count them.",
  parameters: {
    ...ofStreams({ rate: 0.005 }),
    seconds: amount(600, 'how long a stream is missing'),
  },
  act: (values, { seed }) => ({
    page: changingRows((_, key, { nowMs }) => (isStruck(values, seed, key, nowMs) ? gone : null)),
  }),
})

export const ones = defineFault({
  name: 'ones',
  does: 'Counts fall to 1 for a while.',
  parameters: {
    ...ofStreams({ rate: 0.01, knows: lists }),
    seconds: amount(900, 'how long a count is 1'),
  },
  act: (values, { seed }) => ({
    page: changingRows((row, key, { nowMs }) =>
      isStruck(values, seed, key, nowMs) ? { ...row, viewer_count: 1 } : null,
    ),
  }),
})

export const hidden = defineFault({
  name: 'hidden',
  does: 'Counts are hidden: Kick then shows 0, YouTube none.',
  parameters: {
    ...ofStreams({ rate: 0.01, platform: 'kick' }),
    seconds: amount(3_600, 'how long a count is hidden'),
    twitch: word(
      ['missing', 'null'],
      'missing',
      'how Twitch hides it, with platform=twitch or any',
    ),
  },
  act: ({ twitch, ...values }, { platform, seed }) => ({
    page: changingRows((row, key, { nowMs }) => {
      if (!isStruck(values, seed, key, nowMs)) return null
      if (platform === 'youtube') return withoutConcurrent(row)
      if (platform === 'kick') return { ...row, viewer_count: 0 }
      return twitch === 'null' ? { ...row, viewer_count: null } : withoutCount(row)
    }),
  }),
})

export const skew = defineFault({
  name: 'skew',
  does: "The platform's clock is ahead: streams began later than they did.",
  parameters: {
    ...ofStreams({ rate: 0.01, knows: lists }),
    seconds: amount(1_800, 'how far it is ahead'),
  },
  act: ({ rate, seconds }, { seed }) => ({
    page: changingRows((row, key, { nowMs }) => {
      const startedMs = Date.parse(String(row.started_at))
      if (Number.isNaN(startedMs) || !isStruck({ rate }, seed, key, nowMs)) return null
      return { ...row, started_at: writeTime(startedMs + seconds * 1_000) }
    }),
  }),
})

function withoutCount({ viewer_count: _, ...row }: Row): Row {
  return row
}

/** Null = it shows none as it is. */
function withoutConcurrent(row: Row): Row | null {
  const told = readRow(row.liveStreamingDetails)
  if (told === null || !('concurrentViewers' in told)) return null
  const { concurrentViewers: _, ...liveStreamingDetails } = told
  return { ...row, liveStreamingDetails }
}

function writeTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z')
}
