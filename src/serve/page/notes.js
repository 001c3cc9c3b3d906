// The notes below the table: how far each platform is known, and the call that gives the rows.
// @ts-check

/** @import { Health, PlatformHealth } from '../../contract/health.ts' */
/** @import { Question } from './question.js' */

import { byId, element, icon } from './element.js'
import { ago, exact, exactTimes } from './format.js'
import { platformName } from './names.js'
import { rowsPath } from './question.js'
import { verdicts } from './verdicts.js'

/** @type {Readonly<Record<string, string>>} */
const scopes = {
  all: 'all that is live',
  languages: 'all known languages',
  top: 'the most watched',
  tracked: 'tracked and discovered ones, never all',
}

/**
 * @param {Health} health
 * @param {number} now
 * @param {boolean} isReplaying ages say nothing then
 */
export function drawCoverage({ platforms, message, version }, now, isReplaying) {
  const items = platforms.map(platform => coverageItem(platform, now, isReplaying))
  byId('coverage').replaceChildren(
    ...(items.length > 0 ? items : [element('li', {}, message ?? 'No platform is swept.')]),
  )
  byId('version').textContent = `Livecensus ${version}`
}

/**
 * @param {PlatformHealth} health
 * @param {number} now
 * @param {boolean} isReplaying
 */
function coverageItem(health, now, isReplaying) {
  const { word, tone, shape } = verdicts[isReplaying ? 'ok' : health.status]
  const last = health.last_sweep
  const read =
    last === null ? '' : `${exact(last.streams)} streams read, ${scopes[last.scope] ?? last.scope}`
  // What was due was read; that is never all there is.
  const isTracked = last?.scope === 'tracked' && word === verdicts.ok.word
  const isOther = !health.swept && health.status !== 'waiting'
  return element(
    'li',
    { 'data-tone': tone },
    element(
      'p',
      {},
      icon(shape),
      element('strong', {}, platformName(health.platform)),
      ` ${isReplaying ? 'replaying' : isTracked ? 'tracked' : word}`,
      isOther ? ', not swept by this server' : null,
      ...(isReplaying ? [] : completeSince(health, now)),
    ),
    read === '' ? null : element('p', {}, read),
    health.message === null || isReplaying ? null : element('p', {}, health.message),
  )
}

/**
 * @param {PlatformHealth} health
 * @param {number} now
 * @returns {(Node | string)[]}
 */
function completeSince({ status, complete_at: completeAt }, now) {
  if (completeAt === null) return []
  const at = Date.parse(completeAt) / 1_000
  const time = element('time', { dateTime: completeAt, title: exactTimes(at) }, ago(at, now))
  return [status === 'ok' ? ' ' : ', last complete ', time]
}

/** @param {Question} question */
export function drawCall(question) {
  const path = rowsPath(question)
  byId('call').replaceChildren(element('a', { href: path }, `GET ${path}`))
}
