// The simulated YouTube on a port, every answer of which is held to Google's own description of it
// (fixtures/specs).

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import type { TestContext } from 'node:test'
import { Compile } from 'typebox/schema'
import { createManualClock } from '../src/lib/manual-clock.ts'
import { type SimulatorOptions, startSimulator } from '../src/simulator/server.ts'
import { createWorld, type World } from '../src/simulator/world.ts'

export const youtubeLists = [
  'search',
  'videos',
  'channels',
  'playlistItems',
  'videoCategories',
  'i18nRegions',
] as const

export type YouTubeList = (typeof youtubeLists)[number]

/** A schema as a discovery document has it. */
export interface Described {
  readonly $ref?: string
  readonly type?: string
  readonly format?: string
  readonly enum?: readonly string[]
  readonly items?: Described
  readonly properties?: Readonly<Record<string, Described>>
  readonly additionalProperties?: Described
}

/** What is used here of fixtures/specs/youtube-v3.json. */
interface Description {
  readonly parameters: Readonly<Record<string, unknown>>
  readonly resources: Readonly<
    Record<
      YouTubeList,
      {
        readonly methods: {
          readonly list: {
            readonly parameters: Readonly<Record<string, unknown>>
            readonly response: { readonly $ref: string }
          }
        }
      }
    >
  >
  readonly schemas: Readonly<Record<string, Described>>
}

const description = JSON.parse(
  readFileSync(new URL('fixtures/specs/youtube-v3.json', import.meta.url), 'utf8'),
) as Description

/** The parameters a list is described to take. */
export function parametersOfList(list: YouTubeList): readonly string[] {
  const own = description.resources[list].methods.list.parameters
  return [...Object.keys(description.parameters), ...Object.keys(own)].toSorted()
}

export function responseOf(list: YouTubeList): Described {
  return resolve(description.resources[list].methods.list.response)
}

/** The schema a reference leads to. */
export function resolve(schema: Described): Described {
  return schema.$ref === undefined ? schema : (description.schemas[schema.$ref] ?? {})
}

const patterns: Readonly<Record<string, string>> = {
  uint64: '^\\d+$',
  'date-time': '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$',
}

/** As JSON Schema, in which what is not described is wrong. */
function toSchema(described: Described): object {
  const {
    $ref,
    additionalProperties,
    enum: values,
    format = '',
    items,
    properties,
    type,
  } = described
  if ($ref !== undefined) return { $ref: `#/components/schemas/${$ref}` }
  const pattern = type === 'string' ? patterns[format] : undefined
  return {
    ...(type !== undefined && type !== 'any' && { type }),
    ...(values && { enum: values }),
    ...(pattern && { pattern }),
    ...(items && { items: toSchema(items) }),
    ...(additionalProperties && { additionalProperties: toSchema(additionalProperties) }),
    ...(properties && { properties: mapValues(properties, toSchema), additionalProperties: false }),
  }
}

function mapValues<T, U>(of: Readonly<Record<string, T>>, map: (value: T) => U) {
  return Object.fromEntries(Object.entries(of).map(([name, value]) => [name, map(value)]))
}

const components = { schemas: mapValues(description.schemas, toSchema) }
const schemas = new Map(
  youtubeLists.map(list => [list, Compile({ ...toSchema(responseOf(list)), components })]),
)

/** What the description says against a body. */
export function faultsOfList(list: YouTubeList, body: unknown): unknown {
  return schemas.get(list)?.Errors(body)
}

/** A Friday evening, epoch seconds. */
export const evening = Date.UTC(2026, 4, 15, 20) / 1_000
export const aYouTubeWorld = (seed = 1): World =>
  createWorld({ seed, platform: 'youtube', scale: 1_500, stretch: true })
export const youtubeWorld = aYouTubeWorld()

export interface VideoItem {
  readonly id: string
  readonly snippet: {
    readonly channelId: string
    readonly title: string
    readonly channelTitle: string
    readonly categoryId: string
    readonly publishedAt: string
    readonly liveBroadcastContent: string
    readonly defaultAudioLanguage?: string
  }
  readonly liveStreamingDetails: {
    readonly actualStartTime?: string
    readonly actualEndTime?: string
    readonly scheduledStartTime?: string
    readonly concurrentViewers?: string
    readonly activeLiveChatId?: string
  }
  readonly statistics: { readonly viewCount: string }
  readonly contentDetails: { readonly duration: string }
}

export interface SearchItem {
  readonly id: { readonly videoId: string }
  readonly snippet: VideoItem['snippet']
}

export interface ListBody<T> {
  readonly etag: string
  readonly items?: readonly T[]
  readonly nextPageToken?: string
  readonly prevPageToken?: string
  readonly pageInfo: { readonly totalResults: number; readonly resultsPerPage: number }
}

export const allParts = 'snippet,liveStreamingDetails,statistics,contentDetails,status'
export const liveSearch = 'part=snippet&type=video&eventType=live&maxResults=50'

/** Stands until the test ends; without limits unless told. */
export async function setUpYouTube(
  t: TestContext,
  { youtube = youtubeWorld, ...options }: Partial<SimulatorOptions> & { youtube?: World } = {},
) {
  const clock = createManualClock(evening * 1_000)
  const simulator = await startSimulator({
    worlds: { youtube },
    clock,
    host: '127.0.0.1',
    port: 0,
    rateLimit: null,
    youtubeQuota: { search: null, units: null },
    ...options,
  })
  t.after(() => simulator.close())
  const { YOUTUBE_API_KEY: key = '', YOUTUBE_API_URL: api } = simulator.environment
  const ask = (
    target: string,
    headers: Readonly<Record<string, string>> = { 'x-goog-api-key': key },
  ) => fetch(`${api}${target}`, { headers })

  /** A body that has been held to the description. */
  async function read<T>(list: YouTubeList, query: string): Promise<ListBody<T>> {
    const reply = await ask(`/${list}?${query}`)
    const body = (await reply.json()) as ListBody<T>
    assert.equal(reply.status, 200, JSON.stringify(body))
    assert.deepEqual(faultsOfList(list, body), [true, []])
    return body
  }

  /** Videos by id, fifty at a time, all their parts. */
  async function readVideos(ids: readonly string[]): Promise<ReadonlyMap<string, VideoItem>> {
    const found = new Map<string, VideoItem>()
    for (let from = 0; from < ids.length; from += 50) {
      const some = ids.slice(from, from + 50).join(',')
      const { items = [] } = await read<VideoItem>('videos', `part=${allParts}&id=${some}`)
      for (const item of items) found.set(item.id, item)
    }
    return found
  }

  /** All pages of a search. */
  async function walk(query: string): Promise<readonly (readonly SearchItem[])[]> {
    const pages: (readonly SearchItem[])[] = []
    for (let token = ''; ; ) {
      const { items = [], nextPageToken } = await read<SearchItem>('search', query + token)
      pages.push(items)
      if (nextPageToken === undefined) return pages
      token = `&pageToken=${nextPageToken}`
    }
  }

  /** Sets the clock, milliseconds since the epoch. */
  const setClock = (ms: number) => clock.advance(ms - clock.now())

  return { api, ask, clock, key, read, readVideos, setClock, simulator, walk }
}

/** The refusal of an answer. */
export async function refusalOf(reply: Response) {
  const { error } = (await reply.json()) as {
    error: { code: number; message: string; errors: { reason: string; domain: string }[] }
  }
  assert.equal(error.code, reply.status)
  return { status: reply.status, reason: error.errors[0]?.reason }
}
