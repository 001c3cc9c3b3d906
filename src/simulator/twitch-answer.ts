// What Helix answers: JSON as Twitch's servers write it, and refusals in its form.

import { type ApiAnswer, toByteText } from './answer.ts'

/** What Helix says of a question it does not take. */
export interface Refused {
  readonly reason: string
}

export function isRefused(question: unknown): question is Refused {
  return typeof question === 'object' && question !== null && 'reason' in question
}

/** A body of byte text. */
export function pageAnswer(body: string): ApiAnswer {
  return { status: 200, headers: {}, body }
}

export function helixAnswer(body: unknown): ApiAnswer {
  return pageAnswer(toByteText(writeHelix(body)))
}

export function helixError(status: number, error: string, message: string): ApiAnswer {
  const body = toByteText(writeHelix({ error, status, message }))
  return { status, headers: {}, body }
}

const risky = /[<>&\u2028\u2029]/g

/** JSON in which what could end a script is escaped; such signs stand only in its texts. */
export function writeHelix(value: unknown): string {
  return JSON.stringify(value).replace(
    risky,
    sign => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
