// How an answer goes over the wire: late, in pieces, torn off in its middle, or as it should.

import type { ServerResponse } from 'node:http'
import type { Clock } from '../../lib/clock.ts'
import type { ApiAnswer } from '../answer.ts'

export interface Delivery {
  readonly answer: ApiAnswer
  /** Before its first byte is sent, milliseconds. */
  readonly waitMs: number
  /** Share of the body after which the connection is reset. */
  readonly resetAfter: number | null
  readonly drip: Drip | null
  /** Whether what the API answered arrives as it was answered. */
  readonly isWhole: boolean
}

/** A body that comes in pieces. */
export interface Drip {
  /** From its first piece to its last, milliseconds. */
  readonly overMs: number
  /** Else the last piece never comes. */
  readonly ends: boolean
}

export function plainDelivery(answer: ApiAnswer): Delivery {
  return { answer, waitMs: 0, resetAfter: null, drip: null, isWhole: true }
}

/** Rejects when the other side is gone before the end. */
export async function deliver(
  response: ServerResponse,
  { answer, drip, resetAfter, waitMs }: Delivery,
  clock: Clock,
): Promise<void> {
  if (waitMs === 0 && drip === null && resetAfter === null) return send(response, answer)
  const away = new AbortController()
  const leave = () => away.abort()
  if (response.destroyed) leave()
  response.once('close', leave)
  if (waitMs > 0) await clock.sleep(waitMs, away.signal)
  const { body } = answer
  const sent = resetAfter === null ? body : body.slice(0, Math.floor(body.length * resetAfter))
  if (drip === null && resetAfter === null) return send(response, answer)
  writeHead(response, answer)
  response.flushHeaders()
  if (drip === null) await write(response, sent)
  else await writePieces(response, sent, drip, clock, away.signal)
  if (resetAfter !== null) response.socket?.resetAndDestroy()
  else if (drip?.ends) response.end()
}

function send(response: ServerResponse, answer: ApiAnswer): void {
  writeHead(response, answer)
  response.end(answer.body, 'latin1')
}

function writeHead(response: ServerResponse, { body, headers, status }: ApiAnswer): void {
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Cache-Control': 'no-cache, no-store, must-revalidate, private',
    'Content-Length': body.length,
    ...headers,
  })
}

const mostPieces = 20

async function writePieces(
  response: ServerResponse,
  body: string,
  { ends, overMs }: Drip,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const size = Math.max(1, Math.ceil(body.length / mostPieces))
  const pieces = Math.ceil(body.length / size)
  for (let piece = 0; piece < pieces; piece += 1) {
    if (piece > 0 && overMs > 0) await clock.sleep(Math.ceil(overMs / (pieces - 1)), signal)
    if (!ends && piece === pieces - 1) return
    await write(response, body.slice(piece * size, (piece + 1) * size))
  }
}

/** Resolves when it has left this process. */
function write(response: ServerResponse, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    response.once('close', resolve)
    response.write(text, 'latin1', error => {
      response.off('close', resolve)
      if (error) reject(error)
      else resolve()
    })
  })
}
