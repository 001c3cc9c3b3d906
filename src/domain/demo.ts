// How large the invented world of a demo is: mean of live streams on its largest platform.

/** Where nothing else is asked for: enough to look around in, little enough for any machine. */
export const usualDemoScale = 3_000

export const smallestDemoScale = 10

/** A busy moment of the real Twitch. */
export const largestDemoScale = 120_000
