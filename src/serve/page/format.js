// Numbers and times as words. Pure; times are whole epoch seconds.
// @ts-check

const minute = 60
const hour = 3_600
const day = 86_400

/** Keeps a number and its unit on one line. */
const space = '\u00a0'
const units = ['', 'K', 'M', 'B']

/**
 * Three digits and a unit: 48.2 K. Below a thousand the number itself.
 *
 * @param {number} value
 */
export function compact(value) {
  if (value < 1_000) return `${value}`
  let power = 0
  let scaled = value
  // 999.5 of a unit would be written as 1000 of it.
  while (scaled >= 999.5 && power < units.length - 1) {
    scaled /= 1_000
    power += 1
  }
  return `${scaled >= 1_000 ? Math.round(scaled) : scaled.toPrecision(3)}${space}${units[power]}`
}

/**
 * All digits: 48,213.
 *
 * @param {number} value
 */
export function exact(value) {
  return value.toLocaleString('en-US')
}

/**
 * A part of a whole in whole percent; never 0 % of something, nor 100 % of less than all.
 *
 * @param {number} part
 * @param {number} whole
 */
export function percent(part, whole) {
  if (whole <= 0 || part <= 0) return `0${space}%`
  const rounded = Math.round((100 * part) / whole)
  if (rounded < 1) return `<1${space}%`
  if (rounded > 99 && part < whole) return `>99${space}%`
  return `${rounded}${space}%`
}

/**
 * How long, in its one or two largest units: 12 min, 3 h 5 min, 14 h, 3 d.
 *
 * @param {number} seconds
 */
export function duration(seconds) {
  if (seconds < minute) return `${Math.max(0, seconds)} s`
  if (seconds < hour) return `${Math.floor(seconds / minute)} min`
  if (seconds >= 2 * day) return `${Math.floor(seconds / day)} d`
  const hours = Math.floor(seconds / hour)
  const minutes = Math.floor((seconds % hour) / minute)
  return seconds < 10 * hour && minutes > 0 ? `${hours} h ${minutes} min` : `${hours} h`
}

/**
 * How long ago: just now, 12 min ago.
 *
 * @param {number} at
 * @param {number} now
 */
export function ago(at, now) {
  return now - at < minute ? 'just now' : `${duration(now - at)} ago`
}

/**
 * What is left, ticking: 3:12, 1:02:03.
 *
 * @param {number} seconds
 */
export function countdown(seconds) {
  const left = Math.max(0, Math.ceil(seconds))
  const parts = [Math.floor((left % hour) / minute), left % minute]
  if (left >= hour) parts.unshift(Math.floor(left / hour))
  return parts.map((part, i) => (i === 0 ? `${part}` : `${part}`.padStart(2, '0'))).join(':')
}

/**
 * The time of day here, with the day where it is not today: 20:05, Mon 17 Nov 14:30.
 *
 * @param {number} at
 * @param {number} now
 * @param {string} [zone]
 */
export function clockTime(at, now, zone) {
  const time = write(at, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }, zone)
  if (dayOf(at, zone) === dayOf(now, zone)) return time
  return `${write(at, { weekday: 'short', day: 'numeric', month: 'short' }, zone).replace(',', '')} ${time}`
}

/**
 * The exact time, here and in UTC, on a line each.
 *
 * @param {number} at
 * @param {string} [zone]
 */
export function exactTimes(at, zone) {
  const here = write(at, { ...exactParts, timeZoneName: 'short' }, zone, 'sv-SE')
  return `${here}\n${write(at, exactParts, 'UTC', 'sv-SE')} UTC`
}

/** @type {Intl.DateTimeFormatOptions} */
const exactParts = {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
}

/**
 * @param {number} at
 * @param {string | undefined} zone
 */
function dayOf(at, zone) {
  return write(at, { year: 'numeric', month: '2-digit', day: '2-digit' }, zone)
}

/**
 * @param {number} at
 * @param {Intl.DateTimeFormatOptions} options
 * @param {string | undefined} zone undefined = the one of this machine
 * @param {string} locale
 */
function write(at, options, zone, locale = 'en-GB') {
  const given = zone === undefined ? options : { ...options, timeZone: zone }
  return new Intl.DateTimeFormat(locale, given).format(at * 1_000)
}
