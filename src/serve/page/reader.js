// Keeps the last answers and asks for new ones: at once when the question changes, else at the
// next sweep. One thing is asked at a time; what was under way ends.
// @ts-check

/** @import { Health } from '../../contract/health.ts' */
/** @import { LiveTotals } from '../../contract/live-totals.ts' */
/** @import { LiveBroadcast } from '../../contract/live.ts' */
/** @import { Fault } from './api.js' */
/** @import { Question } from './question.js' */

import { AskError, askHealth, askPage, askRows, askTotals } from './api.js'
import { nextDue, secondsToWait, sweepsSeen } from './pace.js'

/** Rows of a page of the list. */
export const pageRows = 50

/**
 * @typedef {object} Census what was answered
 * @property {Question} question
 * @property {Health} health
 * @property {LiveTotals} totals
 * @property {LiveBroadcast[]} rows
 * @property {string | null} next the cursor of the rows after these
 * @property {Fault | null} refusal why there are no rows
 */

/**
 * @typedef {object} State
 * @property {Question} question what is asked
 * @property {Census | null} census the last answers
 * @property {Fault | null} fault why there are no newer ones
 * @property {number | null} dueAt the sweep that is waited for, whole epoch seconds
 */

/**
 * Asks nothing before `load`.
 *
 * @param {Question} first
 * @param {{ onRows: () => void, onLook: () => void }} callbacks new rows are there; or only what
 *   the health says, or a fault
 */
export function createReader(first, { onRows, onLook }) {
  /** @type {State} */
  const state = { question: first, census: null, fault: null, dueAt: null }
  /** Rows wanted; more with each "show more". */
  let wanted = pageRows
  let tries = 0
  /** How far the server's clock is ahead of this one's, milliseconds. */
  let aheadMs = 0
  let asking = new AbortController()
  let timer = 0

  /** The server's time, whole epoch seconds. */
  const now = () => Math.floor((Date.now() + aheadMs) / 1_000)

  /** Asks for everything. */
  function load() {
    return attempt(async signal => {
      const { question } = state
      const [health, totals, found] = await Promise.all([
        askHealth(signal),
        askTotals(signal),
        askRows(question, wanted, signal).catch(unlessRefused),
      ])
      takeHealth(health)
      state.census = { question, health, totals, ...found }
      tries = 0
      state.fault = null
      onRows()
    })
  }

  /** Asks whether there is a new sweep, and for everything if so. */
  async function look() {
    const { census, fault } = state
    if (census === null || fault !== null) return load()
    const before = sweepsSeen(census.health)
    await attempt(async signal => {
      const health = await askHealth(signal)
      takeHealth(health)
      census.health = health
      tries += 1
      onLook()
    })
    if (sweepsSeen(census.health) !== before) await load()
  }

  /** Asks for the rows after those that are there. */
  async function more() {
    const { census } = state
    if (census?.next == null) return
    const { next, question } = census
    await attempt(async signal => {
      const page = await askPage(question, pageRows, next, signal)
      census.rows = [...census.rows, ...page.data]
      census.next = page.pagination.next_cursor
      wanted = census.rows.length
      onRows()
    })
  }

  /** @param {(signal: AbortSignal) => Promise<void>} work */
  async function attempt(work) {
    pause()
    const own = new AbortController()
    asking = own
    try {
      await work(own.signal)
    } catch (error) {
      if (own.signal.aborted) return
      if (!(error instanceof AskError)) throw error
      state.fault = error.fault
      tries += 1
      onLook()
    }
    wait()
  }

  /** @param {Health} health */
  function takeHealth(health) {
    aheadMs = Date.parse(health.checked_at) - Date.now()
    state.dueAt = nextDue(health, state.dueAt, now())
  }

  function wait() {
    clearTimeout(timer)
    if (document.hidden) return
    const { census, dueAt, fault } = state
    const isReplaying = census?.health.demo?.replaying ?? false
    const pace = { now: now(), dueAt, tries, isFailing: fault !== null, isReplaying }
    timer = setTimeout(look, secondsToWait(pace) * 1_000)
  }

  /** Asks nothing more until told to. */
  function pause() {
    asking.abort()
    clearTimeout(timer)
  }

  /** @param {Question} question */
  function ask(question) {
    state.question = question
    wanted = pageRows
    return load()
  }

  return { state, now, load, look, more, ask, pause }
}

/**
 * A question that is not right has no rows; the rest is known all the same.
 *
 * @param {unknown} error
 */
function unlessRefused(error) {
  if (error instanceof AskError && error.fault.isRefused)
    return { rows: [], next: null, refusal: error.fault }
  throw error
}
