// The terms of platforms that ask to be named or keep something out, with the links they ask for.
// @ts-check

/** @import { PlatformBasis } from '../../contract/live.ts' */

import { byId, element } from './element.js'
import { platformName } from './names.js'

/** @type {Readonly<Record<string, readonly [name: string, url: string][]>>} */
const links = {
  youtube: [
    ["YouTube's Terms of Service", 'https://www.youtube.com/t/terms'],
    ["Google's Privacy Policy", 'https://policies.google.com/privacy'],
  ],
}

/** @param {readonly PlatformBasis[]} basis */
export function drawTerms(basis) {
  const items = basis.map(termsItem).filter(item => item !== null)
  byId('terms').hidden = items.length === 0
  byId('terms-list').replaceChildren(...items)
}

/** @param {PlatformBasis} basis */
function termsItem({ platform, attribution, policy_note: note }) {
  const given = links[platform] ?? []
  if (attribution === null && note === null && given.length === 0) return null
  return element(
    'li',
    {},
    element('p', {}, element('strong', {}, platformName(platform)), ` ${sourceWords(attribution)}`),
    note === null ? null : element('p', {}, note),
    given.length === 0 ? null : element('p', {}, ...given.flatMap(linkTo)),
  )
}

/** @param {string | null} attribution */
function sourceWords(attribution) {
  return attribution === null
    ? 'has terms of its own.'
    : `is the source of the rows that carry its name. Ranks and totals are Livecensus' own, not ${attribution}'s.`
}

/**
 * @param {readonly [name: string, url: string]} link
 * @param {number} i
 */
function linkTo([name, url], i) {
  const link = element('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, name)
  return i === 0 ? [link] : [' · ', link]
}
