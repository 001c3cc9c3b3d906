// How well a platform is known, as a word, a colour and a drawing.
// @ts-check

/** @import { PlatformHealth } from '../../contract/health.ts' */

/**
 * @typedef {object} Verdict
 * @property {string} word
 * @property {'fine' | 'calm' | 'stale' | 'fault'} tone
 * @property {'check' | 'wait' | 'fault'} shape
 */

/** @type {Readonly<Record<PlatformHealth['status'], Verdict>>} */
export const verdicts = {
  ok: { word: 'complete', tone: 'fine', shape: 'check' },
  waiting: { word: 'waiting', tone: 'calm', shape: 'wait' },
  late: { word: 'late', tone: 'stale', shape: 'wait' },
  partial: { word: 'partial', tone: 'fault', shape: 'fault' },
  failed: { word: 'failed', tone: 'fault', shape: 'fault' },
}
