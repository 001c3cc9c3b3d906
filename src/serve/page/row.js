// One broadcast as a row of the table: what is unknown is a dash that says why.
// @ts-check

/** @import { LiveBroadcast } from '../../contract/live.ts' */

import { element, unknown } from './element.js'
import { figure } from './figure.js'
import { ago, exactTimes } from './format.js'
import { languageName, platformName } from './names.js'

/**
 * @typedef {object} RowFacts
 * @property {number} now whole epoch seconds
 * @property {boolean} isLinked a demo's channels are nowhere
 * @property {boolean} isMixed more than one platform may be in the table
 * @property {ReadonlyMap<string, string>} attributions of the platforms that ask to be named
 */

/**
 * @param {LiveBroadcast} row
 * @param {number | null} rank
 * @param {number} most the viewers a full bar stands for
 * @param {RowFacts} facts
 */
export function tableRow(row, rank, most, facts) {
  const key = `${row.platform} ${row.channel_id} ${row.stream_id}`
  return element(
    'tr',
    { role: 'row', 'data-key': key, 'data-platform': row.platform },
    cell('rank', rank === null ? unknown('No rank: its value is not known') : `${rank}`),
    cell('channel', channel(row, facts)),
    cell('title', titleOf(row)),
    cell('category', category(row)),
    cell('language', language(row.language)),
    cell('viewers', ...viewers(row.viewer_count, most)),
    cell('since', since(row.started_at, facts.now)),
  )
}

/**
 * @param {string} name
 * @param {...(Node | string)} children
 */
function cell(name, ...children) {
  return element('td', { role: 'cell', className: name }, ...children)
}

/**
 * @param {LiveBroadcast} row
 * @param {RowFacts} facts
 */
function channel(row, { isLinked, isMixed, attributions }) {
  const name = row.display_name || row.username || row.channel_id
  const isOwn = row.username !== null && row.username.toLowerCase() !== name.toLowerCase()
  const attribution = attributions.get(row.platform) ?? null
  const source = attribution ?? (isMixed ? platformName(row.platform) : '')
  return element(
    'span',
    { className: 'who' },
    element('span', { className: 'disc', 'aria-hidden': 'true' }, initialOf(name)),
    element(
      'span',
      {
        className: 'names',
        title: `${name}${isOwn ? ` (${row.username})` : ''}, ${platformName(row.platform)}`,
      },
      nameOf(name, isLinked ? row.stream_url : null),
      belowName(source, isOwn ? row.username : null, attribution !== null),
    ),
  )
}

/**
 * Whose the row is and the name in its address, as far as they have to be told.
 *
 * @param {string} source
 * @param {string | null} username
 * @param {boolean} isAsked the platform asks to be named
 */
function belowName(source, username, isAsked) {
  if (source === '' && username === null) return null
  const own = `${source === '' ? '' : ' · '}${username}`
  return element(
    'span',
    { className: isAsked ? 'below asked' : 'below' },
    source,
    username === null ? null : element('span', { className: 'username' }, own),
  )
}

/**
 * @param {string} name
 * @param {string | null} url
 */
function nameOf(name, url) {
  const text = { className: 'own-name', dir: 'auto', textContent: name }
  // An address is only ever followed as one of the web.
  if (url === null || !/^https?:\/\//.test(url)) return element('span', text)
  return element('a', { ...text, href: url, target: '_blank', rel: 'noopener noreferrer' })
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/**
 * @param {string} name
 * @returns {string}
 */
export function initialOf(name) {
  const letter = name.match(/[\p{L}\p{N}]/u)?.[0] ?? name
  for (const { segment } of graphemes.segment(letter)) return segment.toUpperCase()
  return ''
}

/** @param {LiveBroadcast} row */
function titleOf({ title, tags }) {
  if (title === null) return unknown('The title is not known')
  if (title.trim() === '') return unknown('It has no title')
  const hint = tags.length === 0 ? title : `${title}\n\n${tags.join(' · ')}`
  return element('span', { className: 'line', dir: 'auto', title: hint }, title)
}

/** @param {LiveBroadcast} row */
function category({ game_name: name, category_id: id }) {
  const shown = name || id
  if (shown === null || shown === '') return unknown('It has no category')
  return element('span', { className: 'line', dir: 'auto', title: shown }, shown)
}

/** @param {string | null} code */
function language(code) {
  if (code === null) return unknown('The language is not known')
  return element(
    'span',
    { className: 'line', title: `${languageName(code)} (${code})` },
    languageName(code),
  )
}

/**
 * @param {number | null} count
 * @param {number} most
 */
function viewers(count, most) {
  const bar = element('span', { className: 'bar' })
  bar.style.setProperty('--share', `${(count ?? 0) / most}`)
  return [bar, figure(count, 'The platform hides the count')]
}

/**
 * @param {string | null} startedAt
 * @param {number} now
 */
function since(startedAt, now) {
  if (startedAt === null) return unknown('The platform does not say when it began')
  const at = Date.parse(startedAt) / 1_000
  return element('time', { dateTime: startedAt, title: exactTimes(at) }, ago(at, now))
}
