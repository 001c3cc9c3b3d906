// Stretches of time in words.

/** A time in its largest unit of which there are at least two: 90 seconds, 5 minutes, 3 days. */
export function describeDuration(seconds: number): string {
  if (seconds === 1) return '1 second'
  if (seconds < 120) return `${seconds} seconds`
  if (seconds < 7_200) return `${Math.floor(seconds / 60)} minutes`
  if (seconds < 172_800) return `${Math.floor(seconds / 3_600)} hours`
  return `${Math.floor(seconds / 86_400)} days`
}
