// When to ask again: at the next sweep, then gently until it is there. Pure; times are epoch
// seconds, those of the server.
// @ts-check

/** @import { Health } from '../../contract/health.ts' */

/** A sweep takes this long at least. Seconds. */
const leastSweep = 2
const replayPause = 2
const longestWait = 60
const longestWaitForSweep = 20

/**
 * What of the health changes with every sweep.
 *
 * @param {Health} health
 */
export function sweepsSeen({ platforms, demo }) {
  const sweeps = platforms.map(({ platform, last_sweep: last }) =>
    last === null ? platform : `${platform} ${last.collected_at} ${last.status}`,
  )
  return [...sweeps, demo?.replaying ?? false].join(', ')
}

/**
 * The time of the sweep that is waited for; null where none is made here. The grid moves on when
 * that time comes; this stays until every platform's sweep of then is there.
 *
 * @param {Health} health
 * @param {number | null} before what was waited for so far
 * @param {number} now
 * @returns {number | null}
 */
export function nextDue({ platforms }, before, now) {
  const swept = platforms.filter(({ next_sweep_at: next }) => next !== null)
  const times = swept.map(({ next_sweep_at: next }) => Date.parse(next ?? '') / 1_000)
  if (times.length === 0) return null
  const next = Math.min(...times)
  const isOpen =
    before !== null &&
    now >= before &&
    swept.some(({ last_sweep: last }) => last === null || Date.parse(last.slot) / 1_000 < before)
  return isOpen ? before : next
}

/**
 * @typedef {object} Pace
 * @property {number} now
 * @property {number | null} dueAt
 * @property {number} tries how often was asked in vain
 * @property {boolean} isFailing
 * @property {boolean} isReplaying
 */

/**
 * Seconds until the next question.
 *
 * @param {Pace} pace
 */
export function secondsToWait({ now, dueAt, tries, isFailing, isReplaying }) {
  const backoff = leastSweep * 2 ** Math.min(tries, 10)
  if (isFailing) return Math.min(longestWait, backoff)
  if (isReplaying) return replayPause
  if (dueAt === null) return longestWait
  if (now < dueAt) return Math.min(longestWait, dueAt - now + leastSweep)
  return Math.min(longestWaitForSweep, backoff)
}
