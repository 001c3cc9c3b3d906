// The simulated platforms on one port, each below its own prefix, in its own format. Nothing here
// leaves the machine, and any key is good.

import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { AppError } from '../domain/error.ts'
import type { Clock } from '../lib/clock.ts'
import { type Api, type ApiAnswer, jsonAnswer } from './answer.ts'
import { createKickApi } from './kick-api.ts'
import { createTwitchApi } from './twitch-api.ts'
import type { Worlds } from './worlds.ts'

const mostFormBytes = 65_536
/** Connections that rest are kept longer than a collector's pause between two pages. */
const keepAliveMs = 75_000

export interface SimulatorOptions {
  /** The worlds to serve; a platform that is not named is not there. */
  readonly worlds: Worlds
  /** Tells the worlds' time. */
  readonly clock: Clock
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  /** Points a minute for each client of Twitch, there 800; null = no limit. */
  readonly rateLimit: number | null
  /** Requests a minute for each client of Kick, which publishes no number; no limit unless given. */
  readonly kickRateLimit?: number | null
}

export interface Simulator {
  /** Such as http://127.0.0.1:8100, without a slash at the end. */
  readonly url: string
  /** The settings with which Livecensus, or another collector, takes this for the platforms. */
  readonly environment: Readonly<Record<string, string>>
  /** Ends every connection and gives the port back. */
  close(): Promise<void>
}

/** Listens; throws `unavailable` when the port cannot be had. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { worlds, host, port } = options
  const apis = createApis(options)
  const server = createServer({ keepAliveTimeout: keepAliveMs }, (request, response) => {
    answer(apis, request).then(
      found => send(response, found),
      () => response.destroy(),
    )
  })
  const url = await listen(server, host, port)
  return { url, environment: environmentOf(url, worlds), close: () => close(server) }
}

/** By the prefix they answer below. */
function createApis(options: SimulatorOptions): Readonly<Record<string, Api>> {
  const { worlds, clock, rateLimit, kickRateLimit = null } = options
  const { kick, twitch } = worlds
  return {
    ...(twitch && { twitch: createTwitchApi({ world: twitch, clock, rateLimit }) }),
    ...(kick && { kick: createKickApi({ world: kick, clock, rateLimit: kickRateLimit }) }),
  }
}

/** The true names of the settings, true paths below the prefix, and keys that are no secret. */
function environmentOf(url: string, { kick, twitch }: Worlds): Readonly<Record<string, string>> {
  return {
    ...(twitch && {
      TWITCH_API_URL: `${url}/twitch/helix`,
      TWITCH_AUTH_URL: `${url}/twitch/oauth2`,
      TWITCH_CLIENT_ID: 'simulated',
      TWITCH_CLIENT_SECRET: 'simulated',
    }),
    ...(kick && {
      KICK_API_URL: `${url}/kick`,
      KICK_AUTH_URL: `${url}/kick`,
      KICK_CLIENT_ID: 'simulated',
      KICK_CLIENT_SECRET: 'simulated',
    }),
  }
}

async function answer(
  apis: Readonly<Record<string, Api>>,
  request: IncomingMessage,
): Promise<ApiAnswer> {
  const target = readTarget(request.url ?? '/')
  const [, platform = '', ...rest] = target?.pathname.split('/') ?? []
  const api = Object.hasOwn(apis, platform) ? apis[platform] : undefined
  const form = await readForm(request)
  if (form === null)
    return jsonAnswer(413, { error: 'Payload Too Large', status: 413, message: '' })
  if (target === null || api === undefined)
    return jsonAnswer(404, { error: 'Not Found', status: 404, message: '' })
  return api({
    method: request.method ?? 'GET',
    path: `/${rest.join('/')}`,
    query: target.searchParams,
    headers: request.headers,
    form,
  })
}

function readTarget(target: string): URL | null {
  return URL.parse(target, 'http://simulator')
}

/** Null = too large. */
async function readForm(request: IncomingMessage): Promise<URLSearchParams | null> {
  if (request.method === 'GET') return new URLSearchParams()
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue
    bytes += chunk.length
    if (bytes > mostFormBytes) return null
    chunks.push(chunk)
  }
  return new URLSearchParams(Buffer.concat(chunks).toString())
}

function send(response: ServerResponse, { body, headers, status }: ApiAnswer): void {
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Cache-Control': 'no-cache, no-store, must-revalidate, private',
    'Content-Length': body.length,
    ...headers,
  })
  response.end(body, 'latin1')
}

async function listen(server: Server, host: string, port: number): Promise<string> {
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (cause) {
    const sentence = `The simulator cannot listen on port ${port} of ${host}: choose another one.`
    throw new AppError('unavailable', sentence, { cause })
  }
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  const name = host.includes(':') ? `[${host}]` : host
  return `http://${name}:${address.port}`
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}
