// UTC hours and days, by their first second. All times are whole epoch seconds. Pure.

const hourSeconds = 3_600
const daySeconds = 86_400

/** First second of the UTC hour of a moment. */
export function startOfHour(at: number): number {
  return at - (at % hourSeconds)
}

/** First second of the UTC day of a moment. */
export function startOfDay(at: number): number {
  return at - (at % daySeconds)
}

/** Full UTC hours inside a time, its ends left out; days are among them. */
export function hoursBetween(from: number, to: number): number[] {
  const hours: number[] = []
  for (let at = startOfHour(from) + hourSeconds; at < to; at += hourSeconds) hours.push(at)
  return hours
}
