// GET /channel/{platform}/{id}/history: what the past of a channel was like.

import { answerHistory } from '../analytics/channel-history.ts'
import { formula } from '../analytics/explain.ts'
import { type HistoryQuestion, mostSecondsOf } from '../analytics/question.ts'
import { createSweepMemory } from '../analytics/sweep-memory.ts'
import { ChannelName, Gap, SamplePoint, Segment } from '../contract/channel.ts'
import { ChannelHistory, historyParameters, SeriesPoint } from '../contract/channel-history.ts'
import { writeExplanation } from '../contract/explanation.ts'
import { Figures, writeFigures } from '../contract/figures.ts'
import { type GivenQuery, querySchema, readQuery } from '../contract/query.ts'
import { reference } from '../contract/schema.ts'
import { AnswerWindow } from '../contract/window.ts'
import { AppError } from '../domain/error.ts'
import type { Platform } from '../domain/platform.ts'
import { writeRfc3339 } from '../domain/rfc3339.ts'
import { inSnapshot, type Queryable } from '../store/database.ts'
import { readDemo } from '../store/demo.ts'
import { readSweptSpan } from '../store/sweep-reads.ts'
import { listPlatformSweeps } from '../store/sweeps.ts'
import {
  type ChannelPath,
  channelPathSchema,
  figuresBasis,
  findChannel,
  readPathPlatform,
} from './channel-found.ts'
import { toChannelName, toGap, toSamplePoint, toSegment, toSeriesPoint } from './channel-rows.ts'
import { askDatabase } from './database-answer.ts'
import { toDemo } from './demo.ts'
import type { Server, ServerDeps } from './deps.ts'
import { problemResponses } from './problem-responses.ts'
import { QueryError } from './query-error.ts'
import { readAskedWindow, toAnswerWindow, tooLong, type WindowValues } from './window-question.ts'

/** The longest wait for the database. */
const deadlineMs = 10_000
/** The window of a question that names none. */
const usualWindow = '24h'

const schema = {
  tags: ['Channels'],
  operationId: 'getChannelHistory',
  summary: 'What the past of a channel was like',
  description:
    'Figures of a window of time, exact at both ends, and a series through it: samples, UTC hours or UTC days. Averages are weighted by time; what was not observed counts nowhere and shows as a gap. Answers about the past stay as they are, but for gaps that are closed and ends that are found later.',
  params: channelPathSchema,
  querystring: querySchema(historyParameters),
  response: { 200: reference(ChannelHistory), ...problemResponses(400, 404, 500, 503) },
}

interface Asked extends HistoryQuestion {
  readonly values: WindowValues
}

/** Adds the route. */
export function addChannelHistory(server: Server, deps: ServerDeps): void {
  for (const part of [ChannelName, Figures, SeriesPoint, SamplePoint, Segment, Gap, AnswerWindow])
    server.addSchema(part)
  server.addSchema(ChannelHistory)
  const memory = createSweepMemory()
  server.get<{ Params: ChannelPath; Querystring: GivenQuery }>(
    '/channel/:platform/:id/history',
    { schema },
    async (request, reply) => {
      const platform = readPathPlatform(request.params.platform)
      const question = readHistoryQuestion(request.query)
      const ask = (tx: Queryable) =>
        answer(tx, { ...deps, memory }, platform, request.params.id, question)
      const found = await askDatabase(() => inSnapshot(deps.sql, ask), deadlineMs)
      reply.header('cache-control', 'no-cache')
      return found
    },
  )
}

function readHistoryQuestion(given: GivenQuery): Asked {
  const { values, faults } = readQuery(historyParameters, given)
  const { resolution, explain } = values
  const window = readAskedWindow(values, usualWindow)
  const named = new Set(faults.map(({ parameter }) => parameter))
  const all = [...faults, ...window.faults.filter(({ parameter }) => !named.has(parameter))]
  if (all.length > 0) throw new QueryError(all)
  return {
    values,
    asked: window.asked,
    resolution: resolution === 'auto' ? null : resolution,
    explains: explain === '1',
  }
}

async function answer(
  tx: Queryable,
  { policyOf, memory }: ServerDeps & { readonly memory: ReturnType<typeof createSweepMemory> },
  platform: Platform,
  id: string,
  question: Asked,
): Promise<ChannelHistory> {
  const policy = policyOf(platform)
  const [channel, swept, sweeps, demo] = await Promise.all([
    findChannel(tx, platform, id),
    readSweptSpan(tx, platform),
    listPlatformSweeps(tx),
    readDemo(tx),
  ])
  if (swept === null) throw new AppError('not_found', `Nothing of ${platform} was swept yet.`)
  const reader = memory(platform, swept.version)
  const facts = { channel, swept, reader, allowsDerived: policy.allowDerived }
  const found = await answerHistory(tx, facts, question)
  if (found === null) throw tooManyPoints(question)
  const { explanation } = found
  return {
    data: {
      channel: toChannelName(channel),
      figures: writeFigures(found.figures),
      series: found.points.map(toSeriesPoint),
      samples: found.samples.map(toSamplePoint),
      segments: found.segments.map(toSegment),
      gaps: found.gaps.map(toGap),
    },
    meta: {
      formula,
      as_of: writeRfc3339(swept.lastAt),
      window: toAnswerWindow(question.values, found.window, usualWindow),
      resolution: found.resolution,
      steps: found.steps,
      swept_steps: found.sweptSteps,
      gaps_from: writeRfc3339(found.gapsFrom),
      platform: figuresBasis(platform, policy, sweeps),
      explanation: explanation === null ? null : writeExplanation(explanation),
      demo: toDemo(demo),
    },
  }
}

function tooManyPoints({ resolution }: HistoryQuestion): QueryError {
  if (resolution === null || resolution === 'day') return new QueryError([tooLong])
  const days = (seconds: number) => seconds / 86_400
  const allowed = `raw up to ${days(mostSecondsOf.raw)} days, hour up to ${days(mostSecondsOf.hour)} days, day`
  const message = `must not be ${resolution} for a window of this length`
  return new QueryError([{ parameter: 'resolution', message, allowed }])
}
