// The row of one platform beside the headline figures: its share, streams and viewers.
// @ts-check

/** @import { PlatformHealth } from '../../contract/health.ts' */
/** @import { PlatformTotals } from '../../contract/live-totals.ts' */

import { trackedWords } from './basis.js'
import { element, icon, unknown } from './element.js'
import { figure, termsLink, unsummed, unswept } from './figure.js'
import { percent } from './format.js'
import { platformLetter, platformName } from './names.js'
import { verdicts } from './verdicts.js'

/**
 * @typedef {object} ShareFacts
 * @property {number | null} all the viewers that shares are of
 * @property {PlatformHealth | null} health
 * @property {boolean} isTracked only some of its streams are known
 * @property {boolean} isOut its terms forbid sums
 */

/**
 * @param {PlatformTotals} row
 * @param {ShareFacts} facts
 */
export function shareRow(
  { platform, streams, viewers, hidden },
  { all, health, isTracked, isOut },
) {
  const reason = isOut ? unsummed : hidden === null ? unswept : 'No count is known'
  return element(
    'tr',
    { 'data-platform': platform },
    element(
      'th',
      { scope: 'row' },
      element(
        'span',
        { className: 'place' },
        platformMark(platform),
        platformName(platform),
        isTracked ? element('span', { className: 'scope', title: trackedWords }, 'tracked') : null,
        health === null ? null : warning(health),
      ),
    ),
    element(
      'td',
      { className: 'share' },
      ...(isOut ? [termsLink('not summed up')] : share(viewers, all, reason)),
    ),
    element('td', { className: 'number' }, figure(streams, unswept)),
    element('td', { className: 'number' }, figure(viewers, reason)),
  )
}

/**
 * @param {number | null} viewers
 * @param {number | null} all
 * @param {string} reason why it may not be known
 */
function share(viewers, all, reason) {
  const bar = element('span', { className: 'bar' })
  const isKnown = viewers !== null && all !== null && all > 0
  bar.style.setProperty('--share', `${isKnown ? viewers / all : 0}`)
  const words = isKnown
    ? element('span', { className: 'percent' }, percent(viewers, all))
    : unknown(reason)
  return [bar, words]
}

/** @param {string} platform */
function platformMark(platform) {
  return element('span', { className: 'mark', 'aria-hidden': 'true' }, platformLetter(platform))
}

/**
 * Beside the figures of a platform that is not known as it should be.
 *
 * @param {PlatformHealth} health
 */
function warning({ status, message }) {
  const { word, tone, shape } = verdicts[status]
  if (tone === 'fine') return null
  const words = { className: 'warning', title: message ?? '', 'data-tone': tone }
  return element('span', words, icon(shape), element('span', {}, word))
}
