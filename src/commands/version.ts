// The version of Livecensus, from its package, and the Node it runs on.

import { readFileSync } from 'node:fs'

export const { version } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as { version: string }

/** The only major version of Node it runs on. */
export const neededNode = 24
