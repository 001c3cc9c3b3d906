// GET /channel/{platform}/{id}/broadcasts: the broadcasts of a channel, the newest first.

import { explainBroadcasts } from '../analytics/broadcast.ts'
import { formula } from '../analytics/explain.ts'
import { Broadcast, broadcastsParameters, ChannelBroadcasts } from '../contract/broadcast.ts'
import { writeExplanation } from '../contract/explanation.ts'
import { readAs } from '../contract/parameter.ts'
import { type GivenQuery, querySchema, readQuery } from '../contract/query.ts'
import { reference } from '../contract/schema.ts'
import { toTimestampOrNull } from '../contract/timestamp.ts'
import type { Platform } from '../domain/platform.ts'
import { type BroadcastsQuestion, listBroadcasts } from '../store/broadcast-reads.ts'
import { inSnapshot, type Queryable } from '../store/database.ts'
import { readDemo } from '../store/demo.ts'
import { listPlatformSweeps } from '../store/sweeps.ts'
import { readBroadcastCursor, writeBroadcastCursor } from './broadcast-cursor.ts'
import {
  type ChannelPath,
  channelPathSchema,
  figuresBasis,
  findChannel,
  readPathPlatform,
} from './channel-found.ts'
import { toBroadcast, toChannelName } from './channel-rows.ts'
import { askDatabase } from './database-answer.ts'
import { toDemo } from './demo.ts'
import type { Server, ServerDeps } from './deps.ts'
import { problemResponses } from './problem-responses.ts'
import { QueryError } from './query-error.ts'

/** The longest wait for the database. */
const deadlineMs = 5_000

const schema = {
  tags: ['Channels'],
  operationId: 'listChannelBroadcasts',
  summary: 'The broadcasts of a channel',
  description:
    'Lists what the channel broadcast, by its first sample, the newest first, each with the figures of all of it. Lists longer than `limit` go on with `cursor`.',
  params: channelPathSchema,
  querystring: querySchema(broadcastsParameters),
  response: { 200: reference(ChannelBroadcasts), ...problemResponses(400, 404, 500, 503) },
}

const parameters = {
  ...broadcastsParameters,
  cursor: readAs(broadcastsParameters.cursor, readBroadcastCursor),
}

interface Asked extends Omit<BroadcastsQuestion, 'channelKey'> {
  readonly explains: boolean
}

/** Adds the route. */
export function addChannelBroadcasts(server: Server, deps: ServerDeps): void {
  server.addSchema(Broadcast).addSchema(ChannelBroadcasts)
  server.get<{ Params: ChannelPath; Querystring: GivenQuery }>(
    '/channel/:platform/:id/broadcasts',
    { schema },
    async (request, reply) => {
      const platform = readPathPlatform(request.params.platform)
      const question = readBroadcastsQuestion(request.query)
      const ask = (tx: Queryable) => answer(tx, deps, platform, request.params.id, question)
      const found = await askDatabase(() => inSnapshot(deps.sql, ask), deadlineMs)
      const { next_cursor: cursor } = found.pagination
      if (cursor !== null) reply.header('link', `<${nextPath(request.url, cursor)}>; rel="next"`)
      reply.header('cache-control', 'no-cache')
      return found
    },
  )
}

function readBroadcastsQuestion(given: GivenQuery): Asked {
  const { values, faults } = readQuery(parameters, given)
  const { from, to, limit, cursor, explain } = values
  const isBackwards = from !== null && to !== null && from >= to
  const order = { parameter: 'from', message: 'must be before to', allowed: 'a time before to' }
  const all = isBackwards ? [...faults, order] : faults
  if (all.length > 0) throw new QueryError(all)
  return { from, to, limit, after: cursor, explains: explain === '1' }
}

async function answer(
  tx: Queryable,
  { policyOf }: ServerDeps,
  platform: Platform,
  id: string,
  { explains, ...question }: Asked,
): Promise<ChannelBroadcasts> {
  const policy = policyOf(platform)
  const [channel, sweeps, demo] = await Promise.all([
    findChannel(tx, platform, id),
    listPlatformSweeps(tx),
    readDemo(tx),
  ])
  const found = await listBroadcasts(tx, { ...question, channelKey: channel.channelKey })
  const rows = found.slice(0, question.limit)
  const last = found.length > question.limit ? rows.at(-1) : undefined
  const readAt = sweeps.find(row => row.platform === platform)?.readAt ?? null
  return {
    data: rows.map(row => toBroadcast(row, policy.allowDerived)),
    meta: {
      channel: toChannelName(channel),
      formula,
      as_of: toTimestampOrNull(readAt),
      platform: figuresBasis(platform, policy, sweeps),
      explanation:
        explains && policy.allowDerived ? writeExplanation(explainBroadcasts(rows)) : null,
      demo: toDemo(demo),
    },
    pagination: {
      limit: question.limit,
      next_cursor: last === undefined ? null : writeBroadcastCursor(last),
    },
  }
}

/** The request's own path with the cursor set. */
function nextPath(url: string, cursor: string): string {
  const next = new URL(url, 'http://localhost')
  next.searchParams.set('cursor', cursor)
  return next.pathname + next.search
}
