// What the calendar and the hour do to how many broadcast and how many watch.

const daySeconds = 86_400

/** Channels of a month ÷ the year's mean, January first (docs/world.md, section 1). */
const channelMonths = [1.1, 1.1, 1.1, 1, 1, 1, 1, 0.94, 0.94, 0.94, 0.94, 0.94]
/** Viewers of a month ÷ the year's mean. */
const viewerMonths = [1.13, 1.07, 1.03, 1.03, 1, 1, 1, 0.97, 0.93, 0.97, 0.97, 0.92]
/** Viewers of a weekday ÷ the week's mean, Sunday first; one half of it is more channels. */
const viewerWeekdays = [1.07, 0.97, 0.97, 0.97, 0.97, 1, 1.07]

/** 0 = Sunday … 6, of a day counted from 1970-01-01. */
export function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7
}

/** Broadcasters of a day ÷ the mean of the year; 1 on a Friday from mid-April to mid-July. */
export function channelSeason(day: number): number {
  return inYear(channelMonths, day * daySeconds) * Math.sqrt(viewerWeekdays[weekdayOf(day)] ?? 1)
}

/** Viewers per stream ÷ the mean of the year; whole epoch seconds. */
export function viewerSeason(at: number): number {
  const weekday = viewerWeekdays[weekdayOf(Math.floor(at / daySeconds))] ?? 1
  return (inYear(viewerMonths, at) / inYear(channelMonths, at)) * Math.sqrt(weekday)
}

/** A monthly figure without steps: straight lines from the middle of a month to the next. */
function inYear(months: readonly number[], at: number): number {
  const yearSeconds = 365.2425 * daySeconds
  const place = (((at / yearSeconds) % 1) + 1) % 1
  const month = place * 12 - 0.5
  const before = Math.floor(month)
  const left = months[(before + 12) % 12] ?? 1
  const right = months[(before + 1) % 12] ?? 1
  return left + (right - left) * (month - before)
}

const audienceAt = (hour: number) =>
  0.2 + 0.8 * Math.exp(1.6 * (Math.cos((2 * Math.PI * (hour - 20.5)) / 24) - 1))

const audienceMean =
  Array.from({ length: 240 }, (_, tenth) => audienceAt(tenth / 10)).reduce((sum, x) => sum + x, 0) /
  240

/** Who watches at a local hour ÷ the day's mean: 2.07 at half past eight, 0.48 in the morning. */
export function audience(localHour: number): number {
  return audienceAt(localHour) / audienceMean
}

/** The hour of the day, 0–24, in a zone so many hours ahead of UTC. */
export function localHour(at: number, zone: number): number {
  return ((((at / 3_600 + zone) % 24) + 24) % 24) % 24
}
