// The invented world of a demo. Scales are means of live streams on its largest platform.

/** Where nothing else is asked for: enough to look around in, little enough for any machine. */
export const usualDemoScale = 3_000

export const smallestDemoScale = 10

/** A busy moment of the real Twitch. */
export const largestDemoScale = 120_000

/** Grows whenever one seed comes to mean another world: the two must not be mixed. */
export const demoWorldVersion = 1
