// The simulated Twitch on a port, every answer of which is held to a description of Helix that is not
// ours (fixtures/specs) and to the headers of recorded answers (fixtures/twitch).

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import type { TestContext } from 'node:test'
import { Compile } from 'typebox/schema'
import { createManualClock } from '../src/lib/manual-clock.ts'
import { startSimulator } from '../src/simulator/server.ts'
import { createWorld } from '../src/simulator/world.ts'
import { type HelixPage, pageOf20Answer } from './twitch-fixtures.ts'

/** What is described, below /helix. */
export type HelixPath =
  | '/streams'
  | '/users'
  | '/games'
  | '/games/top'
  | '/channels'
  | '/channels/followers'
  | '/search/channels'
  | '/search/categories'

type Example = Readonly<Record<string, unknown>>
type Content<T> = { readonly content: { readonly 'application/json': T } }

interface Read {
  readonly get: {
    readonly parameters: readonly { readonly name: string }[]
    readonly responses: { readonly 200: Content<{ readonly schema: object }> }
  }
}

/** What is used here of fixtures/specs/twitch-helix.json. */
interface Description {
  readonly paths: Readonly<Record<HelixPath, Read>> & {
    readonly '/moderation/bans': {
      readonly post: {
        readonly responses: { readonly 400: Content<{ readonly example: Example }> }
      }
    }
  }
  readonly components: {
    readonly schemas: Readonly<
      Record<'Stream' | 'User' | 'Game', { readonly required: readonly string[] }>
    >
  }
}

/** A Friday, epoch milliseconds. */
export const evening = Date.UTC(2026, 4, 15, 20)
export const helixWorld = createWorld({ seed: 1, platform: 'twitch', scale: 500, stretch: true })
const description = JSON.parse(
  readFileSync(new URL('fixtures/specs/twitch-helix.json', import.meta.url), 'utf8'),
) as Description
const { paths, components } = description

/** The keys of a described row. */
export const requiredKeys = components.schemas

const { '/moderation/bans': bans, ...reads } = paths
const schemas = new Map(
  Object.entries(reads).map(([path, { get }]) => [
    path,
    Compile({ ...get.responses[200].content['application/json'].schema, components }),
  ]),
)
export const errorSchema = Compile(
  schemaLike(bans.post.responses[400].content['application/json'].example),
)

/** The parameters a path is described to take. */
export function parametersOf(path: HelixPath): readonly string[] {
  return paths[path].get.parameters.map(({ name }) => name).toSorted()
}

/** What an example of an object says of all of its kind: these keys, these types, no more. */
export function schemaLike(example: Example) {
  const types = Object.entries(example).map(([name, value]) => [name, { type: typeof value }])
  return {
    type: 'object',
    required: Object.keys(example),
    properties: Object.fromEntries(types),
    additionalProperties: false,
  }
}

/** What the description says against a body. */
export function faultsOf(path: HelixPath, body: unknown): unknown {
  return schemas.get(path)?.Errors(body)
}

export async function setUpHelix(t: TestContext, rateLimit = 800) {
  const clock = createManualClock(evening)
  const simulator = await startSimulator({
    worlds: { twitch: helixWorld },
    clock,
    host: '127.0.0.1',
    port: 0,
    rateLimit,
  })
  t.after(() => simulator.close())
  const { TWITCH_API_URL: api, TWITCH_AUTH_URL: auth } = simulator.environment
  const keys = { client_id: 'any', client_secret: 'any', grant_type: 'client_credentials' }
  const granted = await fetch(`${auth}/token`, { method: 'POST', body: new URLSearchParams(keys) })
  const token = (await granted.json()) as Record<string, unknown>
  const headers = { authorization: `Bearer ${token.access_token}`, 'client-id': 'any' }
  const ask = (target: string, given: Readonly<Record<string, string>> = headers) =>
    fetch(`${api}${target}`, { headers: given })
  const read = async <T = HelixPage>(path: HelixPath, query = ''): Promise<T> =>
    (await readBody(path, await ask(path + query))) as T
  return { ask, clock, granted, headers, read, token }
}

/** The body of an answer, which has been held to the description. */
export async function readBody(path: HelixPath, reply: Response): Promise<unknown> {
  assert.equal(reply.status, 200)
  holdHeaders(reply)
  const body: unknown = await reply.json()
  assert.deepEqual(faultsOf(path, body), [true, []])
  return body
}

const recordedHeaders = pageOf20Answer().headers
const rateHeaders = Object.keys(recordedHeaders).filter(name => name.startsWith('ratelimit-'))

/** The headers of every recorded answer, the rate's as whole numbers. */
export function holdHeaders({ headers }: Response): void {
  for (const name of ['content-type', 'cache-control'])
    assert.equal(headers.get(name), recordedHeaders[name])
  assert.equal(rateHeaders.length, 3)
  for (const name of rateHeaders) assert.match(headers.get(name) ?? '', /^\d+$/, name)
}

export async function holdError(reply: Response, status: number): Promise<{ message: string }> {
  assert.equal(reply.status, status)
  assert.equal(reply.headers.get('content-type'), recordedHeaders['content-type'])
  const body = (await reply.json()) as { status: number; message: string }
  assert.deepEqual(errorSchema.Errors(body), [true, []])
  assert.equal(body.status, status)
  return body
}

/** A repeated parameter. */
export function repeat(name: string, values: readonly string[]): string {
  return values.map(value => `${name}=${encodeURIComponent(value)}`).join('&')
}
