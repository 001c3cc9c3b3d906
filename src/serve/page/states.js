// What stands where there is nothing to show, and what went wrong.
// @ts-check

/** @import { Health } from '../../contract/health.ts' */
/** @import { Fault } from './api.js' */
/** @import { Question } from './question.js' */

import { byId, element, icon } from './element.js'
import { clockTime } from './format.js'
import { languageName, platformName } from './names.js'
import { isFiltered } from './question.js'

/**
 * @typedef {object} EmptyFacts
 * @property {Question} question
 * @property {Health} health
 * @property {Fault | null} refusal why the question is not answered
 * @property {number | null} asOf whole epoch seconds
 * @property {number | null} dueAt
 * @property {number} now
 */

/**
 * Why there are no rows and what to do.
 *
 * @param {EmptyFacts} facts
 * @param {string} [zone]
 * @returns {{ title: string, what: string }}
 */
export function emptyWords({ question, health, refusal, asOf, dueAt, now }, zone) {
  if (refusal !== null)
    return {
      title: 'This cannot be answered',
      what: `${refusal.sentence} Choose something else, or clear the filters.`,
    }
  if (health.platforms.length === 0)
    return {
      title: 'Nothing is counted yet',
      what: 'Who is live will be here, most watched first. Set TWITCH_CLIENT_ID and TWITCH_CLIENT_SECRET (an application registered at dev.twitch.tv) and start Livecensus again.',
    }
  if (asOf === null)
    return {
      title: 'The first sweep is not done yet',
      what:
        dueAt === null
          ? 'Who is live will be here once another server has swept: this one is not set up to.'
          : `Who is live will be here, most watched first, soon after ${clockTime(dueAt, now, zone)}. This page looks by itself.`,
    }
  const nobody = isTracked(question, health) ? 'Nobody tracked is live' : 'Nobody is live'
  if (isFiltered(question))
    return {
      title: `${nobody} ${filterWords(question)}`,
      what:
        question.category === ''
          ? 'Choose something else, or clear the filters.'
          : 'Categories go by their exact name, such as Just Chatting, or their id. Choose another one, or clear the filters.',
    }
  return {
    title: nobody,
    what: 'The last sweep found no broadcast. The next one is looked at by itself.',
  }
}

/**
 * Whether the rows asked for are never all there is.
 *
 * @param {Question} question
 * @param {Health} health
 */
function isTracked({ platform }, { platforms }) {
  return platforms
    .filter(row => platform === '' || row.platform === platform)
    .some(({ last_sweep: last }) => last?.scope === 'tracked')
}

/** @param {Question} question */
function filterWords({ platform, language, category }) {
  return [
    platform === '' ? '' : `on ${platformName(platform)}`,
    language === '' ? '' : `in ${languageName(language)}`,
    category === '' ? '' : `with ${category}`,
  ]
    .filter(part => part !== '')
    .join(' ')
}

/** @param {EmptyFacts | null} facts null = there are rows */
export function drawEmpty(facts) {
  const empty = byId('empty')
  empty.hidden = facts === null
  if (facts === null) return
  const { title, what } = emptyWords(facts)
  empty.replaceChildren(element('h3', {}, title), element('p', {}, what))
}

/**
 * What happened, what was kept, try again.
 *
 * @param {Fault | null} fault
 * @param {{ asOf: number | null, now: number, onRetry: () => void }} facts
 */
export function drawFault(fault, { asOf, now, onRetry }) {
  const place = byId('fault')
  place.hidden = fault === null
  if (fault === null) return place.replaceChildren()
  const kept = asOf === null ? '' : ` What you see is from ${clockTime(asOf, now)}.`
  const words = `${fault.sentence}${kept} It is tried again by itself.`
  // Said once, however often it is tried.
  if (place.querySelector('p')?.textContent === words) return
  const again = element('button', { className: 'button', type: 'button' }, 'Try again now')
  again.addEventListener('click', onRetry)
  place.replaceChildren(icon('fault'), element('p', {}, words), again)
}
