// What the simulator's Twitch refuses beside the live list, and what it reads of a question.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type HelixPath,
  holdError,
  holdHeaders,
  parametersOf,
  repeat,
  setUpHelix,
} from './simulated-helix.ts'

const hundredOne = Array.from({ length: 101 }, (_, number) => String(100 + number))
const refused: readonly (readonly [path: HelixPath, query: string, message: RegExp])[] = [
  ['/users', '', /^Must provide an ID, Login or OAuth Token/],
  ['/users', '?id=', /Bad Identifiers/],
  ['/users', '?id=12&id=twelve', /Bad Identifiers/],
  ['/users', '?login=not%20one', /Bad Identifiers/],
  ['/users', `?login=a&${repeat('id', hundredOne.slice(1))}`, /malformed/],
  ['/users', `?${repeat('id', hundredOne)}`, /"id" was malformed.*equal to 100/],
  ['/games', '', /must specify/],
  ['/games', `?name=a&${repeat('id', hundredOne.slice(1))}`, /"name" was malformed/],
  ['/games/top', '?first=101', /"first" was malformed/],
  ['/games/top', '?after=IA', /^invalid cursor$/],
  ['/games/top', '?before=IA', /^invalid cursor$/],
  ['/channels', '', /^Missing required parameter "broadcaster_id"$/],
  ['/channels', `?${repeat('broadcaster_id', hundredOne)}`, /malformed/],
  ['/channels', '?broadcaster_id=x', /malformed/],
  ['/channels/followers', '', /^Missing required parameter "broadcaster_id"$/],
  ['/channels/followers', '?broadcaster_id=x', /malformed/],
  ['/channels/followers', '?broadcaster_id=1&first=0', /"first" was malformed/],
  ['/search/channels', '', /^Missing required parameter "query"$/],
  ['/search/categories', '?query=', /^Missing required parameter "query"$/],
  ['/search/categories', '?query=a&after=IA', /^invalid cursor$/],
]

test('what Helix does not understand it refuses with 400, for one point like all else', async t => {
  const { ask } = await setUpHelix(t)
  let left = 800
  for (const [path, query, message] of refused) {
    const reply = await ask(path + query)
    holdHeaders(reply)
    left -= 1
    assert.equal(reply.headers.get('ratelimit-remaining'), String(left))
    assert.match((await holdError(reply, 400)).message, message, path + query)
  }
  const one = await ask('/channels/followers?broadcaster_id=1&user_id=2')
  await holdError(one, 401)
})

test('every described parameter is read', () => {
  const read: Readonly<Partial<Record<HelixPath, readonly string[]>>> = {
    '/users': ['id', 'login'],
    '/games': ['id', 'igdb_id', 'name'],
    '/games/top': ['after', 'before', 'first'],
    '/channels': ['broadcaster_id'],
    '/search/channels': ['after', 'first', 'live_only', 'query'],
    '/search/categories': ['after', 'first', 'query'],
  }
  for (const path of Object.keys(read) as HelixPath[])
    assert.deepEqual(parametersOf(path), read[path])
})
