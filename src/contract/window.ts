// The window an answer is about, as it is asked for and as it was cut.

import { type Static, Type } from 'typebox'
import { readRfc3339 } from '../domain/rfc3339.ts'
import { type Parameter, pattern, readAs } from './parameter.ts'
import { named, nullable } from './schema.ts'
import { timestamp } from './timestamp.ts'

/** The parameters that name a window: its length, or its ends. */
export const windowParameters = {
  window: pattern({
    pattern: /^[1-9]\d{0,3}[hd]$/,
    what: 'hours or days such as 24h, 7d or 30d, at most 2208h or 3660d',
    description:
      'The last hours or days up to the last sweep: `24h`, `7d`, `30d`, `90d`, or any other number, up to 2208h or 3660d. Not together with `from` and `to`.',
  }),
  from: moment('Where the window begins, RFC 3339, 2005 or later. Inside.'),
  to: moment(
    'Where the window ends, RFC 3339. Outside: windows are half open. Left out: the last sweep.',
  ),
} as const

/** Before there was any platform. */
const earliest = Date.UTC(2005) / 1_000

/** A time as a parameter, 2005 or later, read as whole epoch seconds. */
export function moment(description: string): Parameter<number | null> {
  const asText = pattern({
    pattern: /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.0+)?([Zz]|[+-]\d\d:\d\d)$/,
    what: 'a time of 2005 or later such as 2026-11-22T18:00:00Z',
    description,
  })
  return readAs(asText, value => {
    const at = readRfc3339(value)
    return at !== null && at >= earliest ? at : null
  })
}

/** The window of an answer. */
export const AnswerWindow = named(
  'AnswerWindow',
  Type.Object(
    {
      asked: Type.Object(
        {
          window: nullable(
            Type.String({
              description: 'The length as asked; null when its ends were given.',
              examples: ['24h'],
            }),
          ),
          from: nullable(timestamp('Where it was asked to begin; null when not given.')),
          to: nullable(timestamp('Where it was asked to end; null when not given.')),
        },
        { description: 'As it was asked for.' },
      ),
      from: timestamp('Where it begins, as it was cut. Inside.', {
        examples: ['2026-11-21T18:00:02Z'],
      }),
      to: timestamp('Where it ends, as it was cut. Outside.', {
        examples: ['2026-11-22T18:00:02Z'],
      }),
      seconds: Type.Integer({
        minimum: 0,
        description: 'How long it is, as it was cut.',
        examples: [86_400],
      }),
    },
    { description: 'The window the answer is about, half open.' },
  ),
)

export type AnswerWindow = Static<typeof AnswerWindow>
