// The headline figures: how much is live, in all and by platform.
// @ts-check

/** @import { Health, PlatformHealth } from '../../contract/health.ts' */
/** @import { LiveTotals, PlatformTotals } from '../../contract/live-totals.ts' */

import { byId, element, icon, unknown } from './element.js'
import { compact, exact, percent } from './format.js'
import { platformLetter, platformName } from './names.js'
import { verdicts } from './verdicts.js'

/** Why a figure is not there before the first sweep. */
const unswept = 'Not known before the first sweep'

/**
 * The sum of what is known; null when nothing is.
 *
 * @param {readonly (number | null)[]} values
 * @returns {number | null}
 */
export function sumKnown(values) {
  const known = values.filter(value => value !== null)
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0)
}

/**
 * Where the streams of a headline are: on Twitch, on 3 platforms.
 *
 * @param {readonly PlatformTotals[]} totals
 */
export function placeWords(totals) {
  const [first, ...others] = totals.filter(({ streams }) => streams !== null)
  if (first === undefined) return ''
  return others.length === 0
    ? `on ${platformName(first.platform)}`
    : `on ${others.length + 1} platforms`
}

/**
 * What the viewers leave out.
 *
 * @param {readonly PlatformTotals[]} totals
 */
export function hiddenWords(totals) {
  const hidden = sumKnown(totals.map(row => row.hidden)) ?? 0
  if (hidden === 0) return ''
  return hidden === 1 ? '1 stream hides its count' : `${exact(hidden)} streams hide their counts`
}

/**
 * @param {LiveTotals} totals
 * @param {Health} health
 */
export function drawFigures({ data }, { platforms, demo }) {
  const viewers = sumKnown(data.map(row => row.viewers))
  byId('streams').replaceChildren(figure(sumKnown(data.map(row => row.streams)), unswept))
  byId('streams-aside').textContent = placeWords(data) || '\u00a0'
  byId('viewers').replaceChildren(figure(viewers, unswept))
  byId('viewers-aside').textContent = hiddenWords(data) || '\u00a0'
  // While a past is replayed every platform is late, and that is no matter.
  const judged = demo?.replaying ? [] : platforms
  byId('shares').replaceChildren(
    ...data.map(row =>
      shareRow(row, viewers, judged.find(({ platform }) => platform === row.platform) ?? null),
    ),
  )
  byId('figures').setAttribute('aria-busy', 'false')
}

/**
 * A number in short, all of it on hover and in copies.
 *
 * @param {number | null} value
 * @param {string} reason why it may not be known
 */
export function figure(value, reason) {
  if (value === null) return unknown(reason)
  return element('data', { value: `${value}`, title: exact(value) }, compact(value))
}

/**
 * @param {PlatformTotals} row
 * @param {number | null} all
 * @param {PlatformHealth | null} health
 */
function shareRow({ platform, streams, viewers, hidden }, all, health) {
  const bar = element('span', { className: 'bar' })
  const isKnown = viewers !== null && all !== null && all > 0
  bar.style.setProperty('--share', `${isKnown ? viewers / all : 0}`)
  const reason = hidden === null ? unswept : 'No count is known'
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
        health === null ? null : warning(health),
      ),
    ),
    element(
      'td',
      { className: 'share' },
      bar,
      isKnown ? element('span', { className: 'percent' }, percent(viewers, all)) : unknown(reason),
    ),
    element('td', { className: 'number' }, figure(streams, unswept)),
    element('td', { className: 'number' }, figure(viewers, reason)),
  )
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
