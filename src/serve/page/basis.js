// What an answer says of each platform: how much of it is known, whose it is, and what its terms
// keep out. Pure.
// @ts-check

/** @import { PlatformBasis } from '../../contract/live.ts' */

import { platformName } from './names.js'

/** What a platform is that shows no list of all that is live. */
export const trackedWords = 'tracked and discovered streams, never all'

/**
 * The platforms of which only some streams are known.
 *
 * @param {readonly PlatformBasis[]} basis
 * @returns {ReadonlySet<string>}
 */
export function trackedPlatforms(basis) {
  return new Set(basis.filter(({ scope }) => scope === 'tracked').map(({ platform }) => platform))
}

/**
 * The platforms that no total may hold, each with the reason.
 *
 * @param {readonly PlatformBasis[]} basis
 * @returns {ReadonlyMap<string, string>}
 */
export function unsummedPlatforms(basis) {
  return new Map(
    basis
      .filter(({ policy_left_out: leftOut }) => leftOut.includes('viewers'))
      .map(({ platform, policy_note: note }) => [platform, note ?? '']),
  )
}

/**
 * How platforms are named that ask for it.
 *
 * @param {readonly PlatformBasis[]} basis
 * @returns {ReadonlyMap<string, string>}
 */
export function attributions(basis) {
  return new Map(
    basis.flatMap(({ platform, attribution }) =>
      attribution === null ? [] : [[platform, attribution]],
    ),
  )
}

/**
 * What a total leaves out: without YouTube.
 *
 * @param {Iterable<string>} platforms
 */
export function withoutWords(platforms) {
  const names = [...platforms].map(platformName)
  return names.length === 0 ? '' : `without ${names.join(' and ')}`
}
