// What platforms and languages are called here. Pure.
// @ts-check

/** @import { Platform } from '../../domain/platform.ts' */

/** @type {Readonly<Record<Platform, { name: string, letter: string }>>} */
const platforms = {
  twitch: { name: 'Twitch', letter: 'T' },
  kick: { name: 'Kick', letter: 'K' },
  youtube: { name: 'YouTube', letter: 'Y' },
  picarto: { name: 'Picarto', letter: 'P' },
  owncast: { name: 'Owncast', letter: 'O' },
}

/** @param {string} platform */
export function platformName(platform) {
  return isKnown(platform) ? platforms[platform].name : platform
}

/**
 * Stands beside the platform's colour, which says nothing to many eyes.
 *
 * @param {string} platform
 */
export function platformLetter(platform) {
  return isKnown(platform) ? platforms[platform].letter : platform.slice(0, 1).toUpperCase()
}

/**
 * @param {string} platform
 * @returns {platform is Platform}
 */
function isKnown(platform) {
  return Object.hasOwn(platforms, platform)
}

/** Languages that are always offered; the rows add theirs. */
export const usualLanguages = [
  ...['ar', 'cs', 'de', 'en', 'es', 'fr', 'id', 'it', 'ja', 'ko'],
  ...['nl', 'pl', 'pt', 'ru', 'sv', 'th', 'tr', 'uk', 'vi', 'zh'],
]

const languageNames = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' })

/** Codes of platforms that are none of a language. */
const ownNames = new Map([
  ['other', 'Other'],
  ['asl', 'American Sign Language'],
])

/**
 * The English name of a language code; the code itself where there is none.
 *
 * @param {string} code
 */
export function languageName(code) {
  try {
    return ownNames.get(code) ?? languageNames.of(code) ?? code
  } catch {
    return code
  }
}
