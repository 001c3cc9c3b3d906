// GET /broadcast/{platform}/{stream_id}: how one broadcast went.

import { Type } from 'typebox'
import { answerBroadcast, type BroadcastQuestion } from '../analytics/broadcast.ts'
import { formula } from '../analytics/explain.ts'
import { figuresOf } from '../analytics/figures.ts'
import { BroadcastAnswer, broadcastParameters, SegmentFigures } from '../contract/broadcast.ts'
import { writeExplanation } from '../contract/explanation.ts'
import { PlatformName } from '../contract/platform.ts'
import { type GivenQuery, querySchema, readQuery } from '../contract/query.ts'
import { reference } from '../contract/schema.ts'
import { toTimestampOrNull } from '../contract/timestamp.ts'
import { AppError } from '../domain/error.ts'
import type { Platform } from '../domain/platform.ts'
import { readBroadcast } from '../store/broadcast-reads.ts'
import { readChannelByKey } from '../store/channel-reads.ts'
import { inSnapshot, type Queryable } from '../store/database.ts'
import { readDemo } from '../store/demo.ts'
import { listPlatformSweeps } from '../store/sweeps.ts'
import { figuresBasis, mostIdCharacters, readPathPlatform } from './channel-found.ts'
import {
  toBroadcast,
  toChannelName,
  toGap,
  toSamplePoint,
  toSegmentFigures,
  toSeriesPoint,
} from './channel-rows.ts'
import { askDatabase } from './database-answer.ts'
import { toDemo } from './demo.ts'
import type { Server, ServerDeps } from './deps.ts'
import { problemResponses } from './problem-responses.ts'
import { QueryError } from './query-error.ts'

/** The longest wait for the database. */
const deadlineMs = 5_000

const schema = {
  tags: ['Channels'],
  operationId: 'getBroadcast',
  summary: 'How a broadcast went',
  description:
    'One broadcast by the stream id of its platform, open or ended, with the figures of all of it and of each of its segments, its gaps, and the broadcasts it was restarted from and as.',
  params: Type.Object({
    platform: PlatformName,
    stream_id: Type.String({
      minLength: 1,
      maxLength: mostIdCharacters,
      description: "The platform's id of the broadcast.",
    }),
  }),
  querystring: querySchema(broadcastParameters),
  response: { 200: reference(BroadcastAnswer), ...problemResponses(400, 404, 500, 503) },
}

interface BroadcastPath {
  readonly platform: string
  readonly stream_id: string
}

/** Adds the route; the schemas it shares with the channels' routes are added there. */
export function addBroadcast(server: Server, deps: ServerDeps): void {
  server.addSchema(SegmentFigures).addSchema(BroadcastAnswer)
  server.get<{ Params: BroadcastPath; Querystring: GivenQuery }>(
    '/broadcast/:platform/:stream_id',
    { schema },
    async (request, reply) => {
      const platform = readPathPlatform(request.params.platform)
      const { values, faults } = readQuery(broadcastParameters, request.query)
      if (faults.length > 0) throw new QueryError(faults)
      const question = { hasSeries: values.series === '1', explains: values.explain === '1' }
      const ask = (tx: Queryable) => answer(tx, deps, platform, request.params.stream_id, question)
      const found = await askDatabase(() => inSnapshot(deps.sql, ask), deadlineMs)
      reply.header('cache-control', 'no-cache')
      return found
    },
  )
}

async function answer(
  tx: Queryable,
  { policyOf }: ServerDeps,
  platform: Platform,
  streamId: string,
  asked: Omit<BroadcastQuestion, 'allowsDerived'>,
): Promise<BroadcastAnswer> {
  const policy = policyOf(platform)
  const { allowDerived } = policy
  const nothing = new AppError('not_found', `No broadcast of ${platform} with this id is known.`)
  // PostgreSQL has no texts with NUL.
  if (streamId.includes('\0')) throw nothing
  const [row, sweeps, demo] = await Promise.all([
    readBroadcast(tx, platform, streamId),
    listPlatformSweeps(tx),
    readDemo(tx),
  ])
  const channel = row === null ? null : await readChannelByKey(tx, row.channelKey)
  if (row === null || channel === null) throw nothing
  const found = await answerBroadcast(tx, channel, row, {
    ...asked,
    allowsDerived: allowDerived,
  })
  const hours = allowDerived ? (found.hours ?? []) : []
  return {
    data: {
      channel: toChannelName(channel),
      broadcast: toBroadcast(row, allowDerived),
      restarted_as: [...found.restartedAs],
      segments: found.segments.map(segment => toSegmentFigures(segment, allowDerived)),
      gaps: found.gaps.map(toGap),
      samples: (found.samples ?? []).map(toSamplePoint),
      series: hours.map(({ from, to, sums }) =>
        toSeriesPoint({ from, to, figures: figuresOf(sums) }),
      ),
    },
    meta: {
      formula,
      as_of: toTimestampOrNull(sweeps.find(one => one.platform === platform)?.readAt ?? null),
      platform: figuresBasis(platform, policy, sweeps),
      explanation: asked.explains && allowDerived ? writeExplanation(found.explanation) : null,
      demo: toDemo(demo),
    },
  }
}
