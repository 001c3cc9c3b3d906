// Days as a platform counts them that grants a quota a day: from midnight to midnight of its own time
// zone, 23 or 25 hours long where its clocks change.

const daySeconds = 86_400
const formats = new Map<string, Intl.DateTimeFormat>()

/** The day of a moment (whole epoch seconds) in a time zone, such as 2026-03-08. */
export function quotaDayOf(at: number, timeZone: string): string {
  const { year, month, day } = wallClockOf(at, timeZone)
  return `${year}-${month}-${day}`
}

/** When the day of a moment ends in a time zone: its next midnight, whole epoch seconds. */
export function endOfQuotaDay(at: number, timeZone: string): number {
  const { hour, minute, second } = wallClockOf(at, timeZone)
  const sinceMidnight = Number(hour) * 3_600 + Number(minute) * 60 + Number(second)
  // Clocks change by an hour at most between now and midnight, so this is near the end of the day.
  const near = at - sinceMidnight + daySeconds
  const today = quotaDayOf(at, timeZone)
  for (const end of [near - 3_600, near, near + 3_600])
    if (quotaDayOf(end, timeZone) !== today && quotaDayOf(end - 1, timeZone) === today) return end
  throw new Error(`no end of ${today} was found in ${timeZone}`)
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
