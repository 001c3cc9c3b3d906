// One figure: a number in short, or why it is not there.
// @ts-check

import { element, unknown } from './element.js'
import { compact, exact } from './format.js'

/** Why a figure is not there before the first sweep. */
export const unswept = 'Not known before the first sweep'
/** Why a platform's figure is in no total. */
export const unsummed = 'Not summed up, by the terms of the platform'

/**
 * A number in short, all of it on hover and in copies.
 *
 * @param {number | null} value
 * @param {string} reason why it may not be known
 */
export function figure(value, reason) {
  if (value === null) return unknown(reason)
  return element('data', { value: `${value}`, title: exact(value) }, compact(value))
}

/**
 * The way to the terms that a figure is under.
 *
 * @param {string} words
 */
export function termsLink(words) {
  return element('a', { className: 'to-terms', href: '#terms' }, words)
}
