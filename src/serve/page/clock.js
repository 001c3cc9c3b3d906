// "As of 20:05 · next in 3:12": how old what is shown is, and when it will be new.
// @ts-check

import { byId } from './element.js'
import { clockTime, countdown, duration, exactTimes } from './format.js'

/**
 * @typedef {object} ClockFacts times are whole epoch seconds
 * @property {number | null} asOf
 * @property {boolean} isKnown whether anything was answered yet
 * @property {number | null} dueAt the sweep that is waited for
 * @property {number} now
 * @property {boolean} isLate the server says so, or it cannot be asked
 * @property {boolean} isReplaying
 */

/**
 * The words. `stale` is old and should not be, `live` is as it should be.
 *
 * @param {ClockFacts} facts
 * @param {string} [zone]
 * @returns {{ asOf: string, next: string, tone: 'live' | 'calm' | 'stale' }}
 */
export function clockWords({ asOf, isKnown, dueAt, now, isLate, isReplaying }, zone) {
  if (!isKnown) return { asOf: isLate ? 'As of –' : 'As of …', next: '', tone: 'calm' }
  if (asOf === null)
    return {
      asOf: 'No sweep yet',
      next: dueAt === null || isReplaying ? '' : nextWords(dueAt - now, 'first'),
      tone: 'calm',
    }
  const at = `As of ${clockTime(asOf, now, zone)}`
  if (isReplaying) return { asOf: at, next: 'replaying', tone: 'calm' }
  const age = `${duration(now - asOf)} old`
  if (isLate) return { asOf: `${at}, ${age}`, next: dueWords(dueAt, now), tone: 'stale' }
  if (dueAt === null) return { asOf: at, next: age, tone: 'calm' }
  return { asOf: at, next: dueWords(dueAt, now), tone: 'live' }
}

/**
 * @param {number | null} dueAt
 * @param {number} now
 */
function dueWords(dueAt, now) {
  return dueAt === null ? '' : nextWords(dueAt - now, 'next')
}

/**
 * @param {number} left
 * @param {string} which
 */
function nextWords(left, which) {
  return left <= 0 ? `${which} any moment` : `${which} in ${countdown(left)}`
}

/**
 * Writes it where it always stands.
 *
 * @param {ClockFacts} facts
 */
export function drawClock(facts) {
  const { asOf, next, tone } = clockWords(facts)
  const clock = byId('clock')
  write(byId('as-of'), asOf)
  write(byId('next'), next)
  clock.dataset.tone = tone
  clock.title = [
    facts.asOf === null ? '' : `As of ${exactTimes(facts.asOf)}`,
    facts.dueAt === null ? '' : `Next sweep ${exactTimes(facts.dueAt)}`,
  ]
    .filter(line => line !== '')
    .join('\n\n')
  const tally = byId('tally')
  tally.dataset.lit = `${tone === 'live'}`
  tally.title = tone === 'live' ? 'Live now' : 'Not live now'
}

/**
 * Only what changes is written, so that a selection stays.
 *
 * @param {HTMLElement} target
 * @param {string} text
 */
function write(target, text) {
  if (target.textContent !== text) target.textContent = text
}
