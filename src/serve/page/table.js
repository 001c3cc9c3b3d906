// The table of who is live. Rows are made anew each time; the focus stays with its channel.
// @ts-check

/** @import { LiveBroadcast } from '../../contract/live.ts' */
/** @import { RowFacts } from './row.js' */

import { byId, element } from './element.js'
import { ago } from './format.js'
import { ranksOf } from './ranks.js'
import { tableRow } from './row.js'

/** @typedef {RowFacts & { rows: readonly LiveBroadcast[], sort: string }} TableFacts best first, from the very first */

/** @param {TableFacts} facts */
export function drawTable(facts) {
  const { rows, sort } = facts
  const ranks = ranksOf(rows.map(row => sortValue(row, sort)))
  const most = Math.max(1, ...rows.map(row => row.viewer_count ?? 0))
  const body = byId('body')
  const focused = focusedKey(body)
  body.replaceChildren(...rows.map((row, i) => tableRow(row, ranks[i] ?? null, most, facts)))
  byId('rows').setAttribute('aria-busy', 'false')
  byId('by-viewers').ariaSort = sort === '' ? 'descending' : null
  byId('by-start').ariaSort = sort === 'started_at' ? 'descending' : null
  if (focused !== null) linkOf(body, focused)?.focus({ preventScroll: true })
}

/** On a phone rows are drawn as cards: the roles are lost with the look of a table. */
export function keepTableMeaning() {
  const table = byId('rows')
  table.role = 'table'
  for (const part of table.querySelectorAll('thead, tbody')) part.role = 'rowgroup'
  for (const row of table.querySelectorAll('tr')) row.role = 'row'
  for (const head of table.querySelectorAll('th')) head.role = 'columnheader'
}

/**
 * Rows of the true size while nothing is known.
 *
 * @param {number} count
 */
export function drawSkeleton(count) {
  const row = () =>
    element('tr', { className: 'skeleton', 'aria-hidden': 'true' }, ...columns.map(skeletonCell))
  byId('body').replaceChildren(...Array.from({ length: count }, row))
}

/**
 * Brings the ages of what is shown up to date.
 *
 * @param {number} now
 */
export function drawAges(now) {
  for (const time of byId('body').querySelectorAll('time'))
    time.textContent = ago(Date.parse(time.dateTime) / 1_000, now)
}

const columns = ['rank', 'channel', 'title', 'category', 'language', 'viewers', 'since']

/** @param {string} name */
function skeletonCell(name) {
  return element('td', { className: name }, element('span', { className: 'ghost' }, '\u00a0'))
}

/**
 * @param {HTMLElement} body
 * @param {string} key
 * @returns {HTMLElement | null}
 */
function linkOf(body, key) {
  return body.querySelector(`[data-key="${CSS.escape(key)}"] a`)
}

/** @param {HTMLElement} body */
function focusedKey(body) {
  const row = document.activeElement?.closest('tr')
  return row !== null && row !== undefined && body.contains(row) ? (row.dataset.key ?? null) : null
}

/**
 * @param {LiveBroadcast} row
 * @param {string} sort
 */
function sortValue(row, sort) {
  if (sort === 'followers') return row.follower_count
  if (sort === 'started_at') return row.started_at === null ? null : Date.parse(row.started_at)
  return row.viewer_count
}
