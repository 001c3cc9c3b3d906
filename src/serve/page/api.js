// Asks this server's API. What goes wrong becomes one sentence for the reader.
// @ts-check

/** @import { Health } from '../../contract/health.ts' */
/** @import { LiveTotals } from '../../contract/live-totals.ts' */
/** @import { LiveBroadcast, LiveTop } from '../../contract/live.ts' */
/** @import { Question } from './question.js' */

import { rowsPath } from './question.js'

const deadlineMs = 15_000
const mostRows = 500

/** @typedef {{ sentence: string, isRefused: boolean }} Fault isRefused = asking again changes nothing */

/** A failure whose cause is the Fault. */
export class AskError extends Error {
  /** @param {Fault} fault */
  constructor(fault) {
    super(fault.sentence)
    this.fault = fault
  }
}

/**
 * How the census is; `unavailable` is a failure.
 *
 * @param {AbortSignal} signal
 * @returns {Promise<Health>}
 */
export async function askHealth(signal) {
  const health = await ask('/health', signal)
  // A server that knows no demo says nothing of one.
  return { ...health, demo: health.demo ?? null }
}

/**
 * @param {AbortSignal} signal
 * @returns {Promise<LiveTotals>}
 */
export async function askTotals(signal) {
  return ask('/live/totals', signal)
}

/**
 * The first rows, at most as many as wanted, in as few questions as that takes.
 *
 * @param {Question} question
 * @param {number} wanted
 * @param {AbortSignal} signal
 * @returns {Promise<{ rows: LiveBroadcast[], next: string | null, refusal: null }>}
 */
export async function askRows(question, wanted, signal) {
  /** @type {LiveBroadcast[]} */
  const rows = []
  /** @type {string | null} */
  let next = null
  do {
    const page = await askPage(question, Math.min(mostRows, wanted - rows.length), next, signal)
    rows.push(...page.data)
    next = page.pagination.next_cursor
  } while (next !== null && rows.length < wanted)
  return { rows, next, refusal: null }
}

/**
 * The rows after a cursor.
 *
 * @param {Question} question
 * @param {number} limit
 * @param {string | null} cursor
 * @param {AbortSignal} signal
 * @returns {Promise<LiveTop>}
 */
export function askPage(question, limit, cursor, signal) {
  return ask(rowsPath(question, cursor === null ? { limit } : { limit, cursor }), signal)
}

/**
 * @param {string} path
 * @param {AbortSignal} signal
 */
async function ask(path, signal) {
  const response = await send(path, signal)
  if (response.ok) return readBody(response, signal)
  const said = await readSentence(response)
  const sentence = said ?? `Livecensus answers with an error (${response.status}).`
  throw new AskError({ sentence, isRefused: response.status >= 400 && response.status < 500 })
}

/**
 * @param {string} path
 * @param {AbortSignal} signal
 */
async function send(path, signal) {
  const deadline = AbortSignal.timeout(deadlineMs)
  try {
    return await fetch(path, {
      headers: { accept: 'application/json' },
      signal: AbortSignal.any([signal, deadline]),
    })
  } catch (cause) {
    if (signal.aborted) throw cause
    const sentence = deadline.aborted
      ? `Livecensus did not answer within ${deadlineMs / 1_000} seconds.`
      : 'Livecensus cannot be reached.'
    throw new AskError({ sentence, isRefused: false })
  }
}

/**
 * @param {Response} response
 * @param {AbortSignal} signal
 */
async function readBody(response, signal) {
  try {
    return await response.json()
  } catch (cause) {
    if (signal.aborted) throw cause
    throw new AskError({ sentence: 'An answer of Livecensus broke off.', isRefused: false })
  }
}

/**
 * The words of a problem, or of a census that is not well.
 *
 * @param {Response} response
 * @returns {Promise<string | null>}
 */
async function readSentence(response) {
  try {
    const { detail, message } = await response.json()
    return detail ?? message ?? null
  } catch {
    return null
  }
}
