// Compresses answers as Google's servers do: for who accepts gzip and has the word in its user agent.

import { gzipSync } from 'node:zlib'
import { type ApiAnswer, type ApiRequest, headerOf } from './answer.ts'

/** The answer as it is sent to who asked so. */
export function compressFor(request: ApiRequest, answer: ApiAnswer): ApiAnswer {
  if (answer.body === '' || !isAskedFor(request)) return answer
  const body = gzipSync(Buffer.from(answer.body, 'latin1')).toString('latin1')
  return { ...answer, headers: { ...answer.headers, 'Content-Encoding': 'gzip' }, body }
}

function isAskedFor(request: ApiRequest): boolean {
  const accepted = headerOf(request, 'accept-encoding') ?? ''
  const agent = headerOf(request, 'user-agent') ?? ''
  return /\bgzip\b/.test(accepted) && /gzip/.test(agent)
}
