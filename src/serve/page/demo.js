// What says that the rows are invented, and how far their past is filled in.
// @ts-check

/** @import { Demo } from '../../contract/demo.ts' */

import { byId, element } from './element.js'
import { clockTime, percent } from './format.js'

const hour = 3_600
const day = 86_400

/**
 * How far a replay is; null when there is none.
 *
 * @param {Demo | null} demo
 * @param {number | null} asOf whole epoch seconds
 * @param {number} now
 * @param {string} [zone]
 * @returns {{ done: number, words: string } | null}
 */
export function replayProgress(demo, asOf, now, zone) {
  if (demo === null || !demo.replaying) return null
  const from = Date.parse(demo.replay_from ?? '') / 1_000
  const until = Date.parse(demo.replay_until ?? '') / 1_000
  if (!(until > from)) return { done: 0, words: 'Replaying the past' }
  const done = Math.min(1, Math.max(0, ((asOf ?? from) - from) / (until - from)))
  const reached = asOf === null ? '' : `, as of ${clockTime(asOf, now, zone)}`
  return {
    done,
    words: `Replaying the last ${stretch(until - from)}: ${percent(done, 1)}${reached}`,
  }
}

/** @param {number} seconds */
function stretch(seconds) {
  const [count, unit] =
    seconds >= 2 * day ? [Math.round(seconds / day), 'day'] : [Math.round(seconds / hour), 'hour']
  return count === 1 ? unit : `${count} ${unit}s`
}

/**
 * @param {Demo | null} demo
 * @param {number | null} asOf
 * @param {number} now
 */
export function drawDemo(demo, asOf, now) {
  const ribbon = byId('ribbon')
  if (demo !== null && ribbon.hidden) ribbon.replaceChildren(...ribbonWords())
  ribbon.hidden = demo === null
  const progress = replayProgress(demo, asOf, now)
  const replay = byId('replay')
  replay.hidden = progress === null
  if (progress === null) return
  if (replay.childElementCount === 0)
    replay.append(
      element('label', { htmlFor: 'replay-bar', id: 'replay-words' }),
      element('progress', { id: 'replay-bar', max: 1 }),
    )
  byId('replay-words').textContent = progress.words
  byId('replay-bar').setAttribute('value', progress.done.toFixed(4))
}

function ribbonWords() {
  const code = (/** @type {string} */ text) => element('code', {}, text)
  return [
    element('strong', {}, 'Demo'),
    element('span', {}, 'An invented world: nothing here is real.'),
    element(
      'span',
      { className: 'ribbon-what' },
      'For the real one set ',
      code('TWITCH_CLIENT_ID'),
      ' and ',
      code('TWITCH_CLIENT_SECRET'),
      '.',
    ),
  ]
}
