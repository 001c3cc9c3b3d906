// Days as a platform counts them that grants a quota a day: from midnight to midnight of its own time
// zone, 23 or 25 hours long where its clocks change.

const daySeconds = 86_400
const formats = new Map<string, Intl.DateTimeFormat>()

/** The day of a moment (whole epoch seconds) in a time zone, such as 2026-03-08. */
export function quotaDayOf(at: number, timeZone: string): string {
  const { year, month, day } = wallClockOf(at, timeZone)
  return `${year}-${month}-${day}`
}

/** When the day of a moment begins in a time zone: its last midnight, whole epoch seconds. */
export function startOfQuotaDay(at: number, timeZone: string): number {
  return midnightNear(at - sinceMidnight(at, timeZone), timeZone, quotaDayOf(at, timeZone), 0)
}

/** When the day of a moment ends in a time zone: its next midnight, whole epoch seconds. */
export function endOfQuotaDay(at: number, timeZone: string): number {
  const near = at - sinceMidnight(at, timeZone) + daySeconds
  return midnightNear(near, timeZone, quotaDayOf(at, timeZone), 1)
}

/**
 * Where a day begins (0) or ends (1), near a moment: clocks change by an hour at most between a
 * midnight and any time of its day.
 */
function midnightNear(near: number, timeZone: string, day: string, end: 0 | 1): number {
  const isDay = (at: number) => quotaDayOf(at, timeZone) === day
  const found = [near - 3_600, near, near + 3_600].find(
    at => isDay(at - end) && !isDay(at - 1 + end),
  )
  if (found === undefined) throw new Error(`no midnight of ${day} was found in ${timeZone}`)
  return found
}

/** Seconds since midnight as the clocks show them. */
function sinceMidnight(at: number, timeZone: string): number {
  const { hour, minute, second } = wallClockOf(at, timeZone)
  return Number(hour) * 3_600 + Number(minute) * 60 + Number(second)
}

/** Parts of a date as the clocks of a time zone show it, with their leading zeros. */
function wallClockOf(at: number, timeZone: string) {
  const parts = formatOf(timeZone).formatToParts(at * 1_000)
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    parts.find(found => found.type === type)?.value ?? ''
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
    second: part('second'),
  }
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  formats.set(timeZone, made)
  return made
}
