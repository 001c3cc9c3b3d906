// The page at /: who is live, how much, and how well it is known. Draws what the reader has.
// @ts-check

/** @import { LiveTotals } from '../../contract/live-totals.ts' */
/** @import { Question } from './question.js' */

import { attributions } from './basis.js'
import { drawClock } from './clock.js'
import { startCopy } from './copy.js'
import { drawDemo } from './demo.js'
import { byId } from './element.js'
import { drawFigures } from './figures.js'
import { drawFilters, startFilters } from './filters.js'
import { clockTime, exact } from './format.js'
import { drawCall, drawCoverage } from './notes.js'
import { pagePath, readQuestion } from './question.js'
import { createReader, pageRows } from './reader.js'
import { drawEmpty, drawFault } from './states.js'
import { drawAges, drawSkeleton, drawTable, keepTableMeaning } from './table.js'
import { drawTerms } from './terms.js'
import { startTheme } from './theme.js'

const reader = createReader(readQuestion(location.search), { onRows: drawAll, onLook: drawAge })
const { state, now } = reader

/** What was announced last. @type {number | null} */
let announcedAt = null

/** Whole epoch seconds; null = not known. */
function asOf() {
  const time = state.census?.totals.meta.as_of ?? null
  return time === null ? null : Date.parse(time) / 1_000
}

const isReplaying = () => state.census?.health.demo?.replaying ?? false

/** What the rows' ages are counted to: in a replay the moment it has reached. */
const rowsNow = () => (isReplaying() ? (asOf() ?? now()) : now())

/** All of it: rows are new. */
function drawAll() {
  const { census, dueAt } = state
  if (census === null) return
  const { question, health, totals, rows, next, refusal } = census
  const platforms = totals.data.map(row => row.platform)
  drawFigures(totals, health)
  drawFilters(question, platforms, rows)
  drawTable({
    rows,
    sort: question.sort,
    now: rowsNow(),
    isLinked: health.demo === null,
    isMixed: question.platform === '' && platforms.length > 1,
    attributions: attributions(totals.meta.platforms),
  })
  const facts = { question, health, refusal, asOf: asOf(), dueAt, now: now() }
  drawEmpty(rows.length === 0 ? facts : null)
  byId('board-title').textContent = isReplaying() ? 'Live then' : 'Live now'
  byId('rows').hidden = rows.length === 0
  byId('more').hidden = next === null
  byId('shown').textContent = rows.length === 0 ? '' : shownWords(rows.length, question, totals)
  drawCall(question)
  drawTerms(totals.meta.platforms)
  drawAge()
  announce(rows.length)
}

/** What changes with time alone: ages, how far each platform is known, what went wrong. */
function drawAge() {
  const { census, fault, question } = state
  drawFault(fault, { asOf: asOf(), now: now(), onRetry: reader.load })
  drawTime()
  if (census === null) return
  drawDemo(census.health.demo, asOf(), now())
  drawCoverage(census.health, now(), isReplaying())
  drawAges(rowsNow())
  // Rows of another question than the one that stands there would be wrong.
  if (fault !== null && pagePath(census.question) !== pagePath(question)) drawWaiting()
}

/** Rows are asked for and none are there. */
function drawWaiting() {
  drawSkeleton(pageRows)
  drawEmpty(null)
  byId('rows').hidden = false
  byId('more').hidden = true
  byId('shown').textContent = ''
}

function drawTime() {
  const { census, dueAt, fault } = state
  const isLate = census?.health.platforms.some(({ swept, status }) => swept && status === 'late')
  drawClock({
    asOf: asOf(),
    isKnown: census !== null,
    dueAt,
    now: now(),
    isLate: fault !== null || isLate === true,
    isReplaying: isReplaying(),
  })
  const title = asOf() === null ? 'Livecensus' : `${byId('streams').textContent} live · Livecensus`
  if (document.title !== title) document.title = title
}

/**
 * @param {number} count
 * @param {Question} question
 * @param {LiveTotals} totals
 */
function shownWords(count, { platform, language, category }, { data }) {
  const asked = data.filter(row => platform === '' || row.platform === platform)
  const all = asked.reduce((sum, row) => sum + (row.streams ?? 0), 0)
  const isKnown = language === '' && category === '' && all >= count
  return isKnown ? `${exact(count)} of ${exact(all)} shown` : `${exact(count)} shown`
}

/**
 * Once a sweep; while a past is replayed it would be every two seconds.
 *
 * @param {number} count
 */
function announce(count) {
  const time = asOf()
  if (time === null || time === announcedAt || isReplaying()) return
  announcedAt = time
  byId('announcement').textContent = `As of ${clockTime(time, now())}: ${exact(count)} shown.`
}

/** @param {Question} question */
function ask(question) {
  byId('rows').setAttribute('aria-busy', 'true')
  reader.ask(question)
}

function start() {
  startTheme()
  startCopy()
  keepTableMeaning()
  startFilters(question => {
    if (pagePath(question) === pagePath(state.question)) return
    history.pushState(null, '', pagePath(question))
    ask(question)
  })
  addEventListener('popstate', () => ask(readQuestion(location.search)))
  byId('more').addEventListener('click', reader.more)
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) reader.pause()
    else reader.look()
  })
  setInterval(drawTime, 1_000)
  drawWaiting()
  drawFilters(state.question, [], [])
  reader.load()
}

start()
