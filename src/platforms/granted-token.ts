// What a token server grants, in the census' words: the field names of OAuth end in this file.
// Source: RFC 6749, section 5.1.

import { readCount, readObject } from './values.ts'

/** An application's access token as the token server grants it. */
export interface GrantedToken {
  readonly token: string
  /** Seconds; null where the server does not say. */
  readonly lifetime: number | null
}

/** Reads the body of a granted token; null = there is no token in it. Never throws. */
export function readGrantedToken(body: unknown): GrantedToken | null {
  const grant = readObject(body)
  // A token goes into a header, so it has to be one word.
  const token = grant?.access_token
  if (typeof token !== 'string' || !/^[!-~]+$/.test(token)) return null
  return { token, lifetime: readCount(grant?.expires_in) }
}
