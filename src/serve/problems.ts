// Turns every failure into a problem. What broke inside is logged here, once, and never leaves.

import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import {
  type Problem,
  type ProblemContent,
  problemMediaType,
  problemOf,
} from '../contract/problem.ts'
import { AppError } from '../domain/error.ts'
import type { Server } from './deps.ts'
import { QueryError } from './query-error.ts'

/** Answers failed requests, and those for paths that do not exist, with problems. */
export function addProblems(server: Server): void {
  server.setErrorHandler<FastifyError>((error, request, reply) =>
    answerError(error, request, reply),
  )
  server.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0]
    return sendProblem(reply, problemOf('not_found', `There is nothing at ${path}.`))
  })
}

/** Answers a request with the problem its error is. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const problem = problemFrom(error)
  if (problem.status >= 500)
    request.log.error({ err: error, method: request.method, url: request.url }, 'request failed')
  const seconds = retryAfterSeconds(error)
  if (seconds !== null) reply.header('retry-after', seconds)
  return sendProblem(reply, problem)
}

/** Sends a problem as the answer. */
export function sendProblem(reply: FastifyReply, content: ProblemContent) {
  const problem: Problem = { ...content, instance: `urn:uuid:${reply.request.id}` }
  return reply
    .code(problem.status)
    .header('cache-control', 'no-store')
    .type(problemMediaType)
    .send(problem)
}

/** The problem an error is to who asked. */
export function problemFrom(error: unknown): ProblemContent {
  if (error instanceof QueryError) return problemOf('invalid', error.message, error.faults)
  if (error instanceof AppError && error.code !== 'internal')
    return problemOf(error.code, error.message)
  const status = refusalStatus(error)
  if (status !== null) return httpProblem(status)
  return problemOf('internal', 'It was logged under the id of this request.')
}

/** A problem that its HTTP status says all about. */
export function httpProblem(status: number, detail?: string): ProblemContent {
  const title = STATUS_CODES[status] ?? 'Refused'
  return { type: 'about:blank', title, status, detail: detail ?? `${title}.`, errors: [] }
}

/** What the HTTP server answers where no request could be read. */
export function refuseConnection(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return
  const status =
    { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 }[error.code ?? ''] ?? 400
  const body = JSON.stringify(httpProblem(status, 'The request could not be read as HTTP.'))
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      `Content-Type: ${problemMediaType}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  )
}

/** The 4xx status of an error of the HTTP framework: it says who asked did wrong. */
function refusalStatus(error: unknown): number | null {
  if (!(error instanceof Error) || !('statusCode' in error)) return null
  const { statusCode } = error
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500 ? statusCode : null
}

function retryAfterSeconds(error: unknown): number | null {
  if (!(error instanceof AppError)) return null
  if (error.retryAfterMs !== null) return Math.max(1, Math.ceil(error.retryAfterMs / 1_000))
  return error.code === 'rate_limited' ? 1 : null
}
