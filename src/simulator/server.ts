// The simulated platforms on one port, each below its own prefix, in its own format, with the faults
// that are set. Nothing here leaves the machine, and any key is good unless told otherwise.

import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { AppError } from '../domain/error.ts'
import type { Clock } from '../lib/clock.ts'
import { type Api, type ApiAnswer, type ApiRequest, jsonAnswer } from './answer.ts'
import { type Delivery, deliver, plainDelivery } from './faults/delivery.ts'
import { type AnswerRecord, createFaults } from './faults/faults.ts'
import type { FaultSpec } from './faults/table.ts'
import { createKickApi } from './kick-api.ts'
import { createTwitchApi } from './twitch-api.ts'
import type { SimulatedPlatform, Worlds } from './worlds.ts'
import { createYouTubeApi } from './youtube-api.ts'
import { compressFor } from './youtube-gzip.ts'
import { usualQuota, type YouTubeQuota } from './youtube-quota.ts'

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
  /** Searches and units a Pacific day for all keys of YouTube together; as usual unless given. */
  readonly youtubeQuota?: Partial<YouTubeQuota>
  /** The one key YouTube takes; any unless given. */
  readonly youtubeKey?: string
  /** What goes wrong; nothing unless given. */
  readonly faults?: readonly FaultSpec[]
  /** Told of every answer of a platform just before it is sent; nothing of them is kept here. */
  readonly onAnswer?: (record: AnswerRecord) => void
}

export interface Simulator {
  /** Such as http://127.0.0.1:8100, without a slash at the end. */
  readonly url: string
  /** The settings with which Livecensus, or another collector, takes this for the platforms. */
  readonly environment: Readonly<Record<string, string>>
  /** Sets what goes wrong from the next request on, in place of what was set before. */
  setFaults(faults: readonly FaultSpec[]): void
  /** Ends every connection, late answers included, and gives the port back. */
  close(): Promise<void>
}

/** Listens; throws `unavailable` when the port cannot be had, `invalid` for a fault there is not. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { clock, host, onAnswer, port } = options
  const apis = createApis(options)
  let faults = createFaults(options.faults ?? [])

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const read = await readRequest(apis, request)
    if ('status' in read) return deliver(response, plainDelivery(read), clock)
    const { api, asked, platform } = read
    const served = faults.serve(platform, asked, clock.now(), api)
    onAnswer?.(served.record())
    await deliver(response, asAccepted(platform, asked, served.delivery), clock)
  }

  const server = createServer({ keepAliveTimeout: keepAliveMs }, (request, response) => {
    respond(request, response).catch(() => response.destroy())
  })
  const url = await listen(server, host, port)
  return {
    url,
    environment: environmentOf(url, options),
    setFaults: specs => {
      faults = createFaults(specs)
    },
    close: () => close(server),
  }
}

/** By the prefix they answer below. */
type Apis = ReadonlyMap<string, { readonly platform: SimulatedPlatform; readonly api: Api }>

function createApis(options: SimulatorOptions): Apis {
  const { worlds, clock, rateLimit, kickRateLimit = null, youtubeKey = null } = options
  const { kick, twitch, youtube } = worlds
  const apis = new Map<string, { platform: SimulatedPlatform; api: Api }>()
  if (twitch !== undefined)
    apis.set('twitch', {
      platform: 'twitch',
      api: createTwitchApi({ world: twitch, clock, rateLimit }),
    })
  if (kick !== undefined)
    apis.set('kick', {
      platform: 'kick',
      api: createKickApi({ world: kick, clock, rateLimit: kickRateLimit }),
    })
  const quota = { ...usualQuota, ...options.youtubeQuota }
  if (youtube !== undefined)
    apis.set('youtube', {
      platform: 'youtube',
      api: createYouTubeApi({ world: youtube, clock, quota, key: youtubeKey }),
    })
  return apis
}

/** The true names of the settings, true paths below the prefix, and keys that are no secret. */
function environmentOf(
  url: string,
  { worlds: { kick, twitch, youtube }, youtubeKey = 'simulated' }: SimulatorOptions,
): Readonly<Record<string, string>> {
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
    ...(youtube && { YOUTUBE_API_URL: `${url}/youtube/v3`, YOUTUBE_API_KEY: youtubeKey }),
  }
}

/** Compressed where the platform does that; what a fault cuts off is cut before. */
function asAccepted(platform: SimulatedPlatform, asked: ApiRequest, delivery: Delivery): Delivery {
  if (platform !== 'youtube') return delivery
  return { ...delivery, answer: compressFor(asked, delivery.answer) }
}

/** A request to a platform that is there. */
interface ReadRequest {
  readonly platform: SimulatedPlatform
  readonly api: Api
  readonly asked: ApiRequest
}

/** Or the answer to what reaches no platform. */
async function readRequest(apis: Apis, request: IncomingMessage): Promise<ReadRequest | ApiAnswer> {
  const target = readTarget(request.url ?? '/')
  const [, prefix = '', ...rest] = target?.pathname.split('/') ?? []
  const found = apis.get(prefix)
  const form = await readForm(request)
  if (form === null)
    return jsonAnswer(413, { error: 'Payload Too Large', status: 413, message: '' })
  if (target === null || found === undefined)
    return jsonAnswer(404, { error: 'Not Found', status: 404, message: '' })
  const asked = {
    method: request.method ?? 'GET',
    path: `/${rest.join('/')}`,
    query: target.searchParams,
    headers: request.headers,
    form,
  }
  return { ...found, asked }
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
