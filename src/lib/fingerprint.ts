// Tells texts apart without keeping them.

import { hash } from 'node:crypto'

/**
 * 66 bits of a text, as eleven letters: two texts have the same by chance once in 10^19, which is
 * good enough to see a change by and for nothing that somebody gains by. SHA-1 is in the processor:
 * 0.5 µs for 260 characters, a third of what a hash in JavaScript takes.
 */
export function fingerprintOf(text: string): string {
  return hash('sha1', text, 'base64url').slice(0, 11)
}
