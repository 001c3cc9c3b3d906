// The log: one line an event, always on stderr, so that stdout carries only results. Pretty on a
// terminal, JSON elsewhere; what could be a secret is blanked whatever object it comes in.

import { type DestinationStream, destination, type Logger, pino } from 'pino'
import { build as pretty } from 'pino-pretty'

export type { Logger } from 'pino'

const secretKeys = [
  'authorization',
  'clientSecret',
  'client_secret',
  'access_token',
  'accessToken',
  'password',
  'databaseUrl',
  'token',
  'cookie',
]

/** How deep an object may be in which a secret is found. */
const depths = [0, 1, 2, 3, 4, 5]

export interface LogOptions {
  readonly level: string
  /** Which process is speaking, such as `serve` or `work`. */
  readonly name: string
  readonly isTerminal: boolean
  /** Where the lines go; stderr unless a test listens. */
  readonly stream?: DestinationStream
}

export function createLog({ level, name, isTerminal, stream }: LogOptions): Logger {
  return pino(
    {
      level,
      name,
      base: { name },
      redact: {
        paths: secretKeys.flatMap(key => depths.map(depth => '*.'.repeat(depth) + key)),
        censor: '[secret]',
      },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: label => ({ level: label }) },
    },
    stream ??
      (isTerminal
        ? pretty({
            destination: 2,
            sync: true,
            singleLine: true,
            translateTime: 'SYS:HH:MM:ss',
            ignore: 'pid,hostname',
          })
        : destination({ dest: 2, sync: true })),
  )
}
