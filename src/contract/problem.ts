// Answers to what went wrong: RFC 9457 problems, one kind for each code of the one error.

import { type Static, Type } from 'typebox'
import type { ErrorCode } from '../domain/error.ts'
import { named, reference } from './schema.ts'

/** The media type of every problem. */
export const problemMediaType = 'application/problem+json'

/** The HTTP status and title of each code. */
export const problemKinds = {
  invalid: { status: 400, title: 'The request is not right' },
  unauthorized: { status: 401, title: 'Who asks is not known' },
  forbidden: { status: 403, title: 'This is not allowed' },
  not_found: { status: 404, title: 'There is no such thing' },
  conflict: { status: 409, title: 'This does not fit what is there' },
  rate_limited: { status: 429, title: 'Too many requests' },
  unavailable: { status: 503, title: 'Not available now' },
  internal: { status: 500, title: 'Something broke in Livecensus' },
} as const satisfies Record<ErrorCode, { status: number; title: string }>

/** What is wrong with one parameter. */
export const ParameterFault = named(
  'ParameterFault',
  Type.Object(
    {
      parameter: Type.String({ description: 'Its name as sent.', examples: ['limit'] }),
      message: Type.String({
        description: 'What is wrong with it; reads on after its name.',
        examples: ['must be a whole number from 1 to 500, not "0"'],
      }),
      allowed: Type.String({ description: 'What is allowed, in short.', examples: ['1–500'] }),
    },
    { description: 'What is wrong with one parameter.' },
  ),
)

export type ParameterFault = Static<typeof ParameterFault>

/** A problem as RFC 9457 has it. */
export const Problem = named(
  'Problem',
  Type.Object(
    {
      type: Type.String({
        description:
          'The kind of problem: `urn:livecensus:problem:` and a code (`invalid`, `unauthorized`, `forbidden`, `not_found`, `conflict`, `rate_limited`, `unavailable`, `internal`), or `about:blank` where the HTTP status says it all. Programs go by this.',
        examples: ['urn:livecensus:problem:invalid'],
      }),
      title: Type.String({
        description: 'The kind in words; the same for every problem of a kind.',
        examples: [problemKinds.invalid.title],
      }),
      status: Type.Integer({ description: 'The HTTP status of the answer.', examples: [400] }),
      detail: Type.String({
        description: 'What is wrong this time, in one or two sentences.',
        examples: ['limit must be a whole number from 1 to 500, not "0".'],
      }),
      instance: Type.String({
        description: 'The id of the request; the server logs it with what it does not show.',
        examples: ['urn:uuid:0b9f6f0e-6f0c-4a53-9d0a-2f3f6a1c7e55'],
      }),
      errors: Type.Array(reference(ParameterFault), {
        description: 'Every parameter that is wrong; empty when the problem is another.',
      }),
    },
    { description: 'What went wrong, as RFC 9457 has it.' },
  ),
)

export type Problem = Static<typeof Problem>

/** A problem before it belongs to a request. */
export type ProblemContent = Omit<Problem, 'instance'>

/** The problem of a code. */
export function problemOf(
  code: ErrorCode,
  detail: string,
  errors: readonly ParameterFault[] = [],
): ProblemContent {
  return {
    type: `urn:livecensus:problem:${code}`,
    title: problemKinds[code].title,
    status: problemKinds[code].status,
    detail,
    errors: [...errors],
  }
}
