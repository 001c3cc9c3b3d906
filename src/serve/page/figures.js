// The headline figures: how much is live, in all and by platform.
// @ts-check

/** @import { Health } from '../../contract/health.ts' */
/** @import { LiveTotals, PlatformTotals } from '../../contract/live-totals.ts' */

import { attributions, trackedPlatforms, unsummedPlatforms, withoutWords } from './basis.js'
import { byId, element } from './element.js'
import { figure, termsLink, unsummed, unswept } from './figure.js'
import { exact } from './format.js'
import { platformName } from './names.js'
import { shareRow } from './shares.js'

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
 * Where the streams of a headline are, in lines: on Twitch; tracked on YouTube; on 3 platforms, then
 * YouTube tracked.
 *
 * @param {readonly PlatformTotals[]} totals
 * @param {ReadonlySet<string>} [tracked] the platforms of which only some streams are known
 * @returns {string[]}
 */
export function placeLines(totals, tracked = new Set()) {
  const known = totals.filter(({ streams }) => streams !== null).map(({ platform }) => platform)
  const [first, ...others] = known
  if (first === undefined) return []
  if (others.length === 0)
    return [`${tracked.has(first) ? 'tracked ' : ''}on ${platformName(first)}`]
  const some = known.filter(platform => tracked.has(platform))
  return [`on ${known.length} platforms`, ...some.map(name => `${platformName(name)} tracked`)]
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
 * The rows that a headline adds up: all but those whose terms forbid it. One platform alone is no
 * sum over platforms; only its viewers are unknown then.
 *
 * @param {readonly PlatformTotals[]} totals
 * @param {ReadonlyMap<string, string>} out
 */
export function summedRows(totals, out) {
  return totals.length === 1 ? totals : totals.filter(({ platform }) => !out.has(platform))
}

/**
 * @param {LiveTotals} totals
 * @param {Health} health
 */
export function drawFigures({ data, meta }, { platforms, demo }) {
  const out = unsummedPlatforms(meta.platforms)
  const tracked = trackedPlatforms(meta.platforms)
  const summed = summedRows(data, out)
  const viewers = sumKnown(summed.map(row => row.viewers))
  const isOut = out.size > 0 && summed.every(({ platform }) => out.has(platform))
  const left = data.filter(row => !summed.includes(row)).map(({ platform }) => platform)
  byId('streams').replaceChildren(
    figure(
      sumKnown(summed.map(row => row.streams)),
      summed.length === 0 && left.length > 0 ? unsummed : unswept,
    ),
  )
  drawAside('streams-aside', placeLines(summed, tracked), withoutWords(left))
  byId('viewers').replaceChildren(figure(viewers, isOut ? unsummed : unswept))
  const asked = attributions(meta.platforms)
  const isOurs = viewers !== null && summed.some(({ platform }) => asked.has(platform))
  const ours = isOut ? 'not summed up' : isOurs ? 'sum by Livecensus' : ''
  drawAside('viewers-aside', isOut ? [] : [hiddenWords(summed)], withoutWords(left) || ours)
  // While a past is replayed every platform is late, and that is no matter.
  const judged = demo?.replaying ? [] : platforms
  byId('shares').replaceChildren(
    ...data.map(row =>
      shareRow(row, {
        all: viewers,
        health: judged.find(({ platform }) => platform === row.platform) ?? null,
        isTracked: tracked.has(row.platform),
        isOut: out.has(row.platform),
      }),
    ),
  )
  byId('figures').setAttribute('aria-busy', 'false')
}

/**
 * What a figure holds, in lines, and what there is to know of terms.
 *
 * @param {string} id
 * @param {readonly string[]} held
 * @param {string} terms
 */
function drawAside(id, held, terms) {
  const lines = [...held, terms === '' ? '' : termsLink(terms)].filter(line => line !== '')
  byId(id).replaceChildren(
    ...(lines.length === 0 ? ['\u00a0'] : lines.map(line => element('span', {}, line))),
  )
}
