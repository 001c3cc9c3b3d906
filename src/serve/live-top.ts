// GET /live/top: who is live now.

import { LiveBroadcast, LiveTop, liveTopParameters, PlatformBasis } from '../contract/live.ts'
import { type GivenQuery, querySchema } from '../contract/query.ts'
import { reference } from '../contract/schema.ts'
import { toTimestampOrNull } from '../contract/timestamp.ts'
import { inSnapshot } from '../store/database.ts'
import { readDemo } from '../store/demo.ts'
import { type LiveQuestion, listLive } from '../store/live.ts'
import { listPlatformSweeps } from '../store/sweeps.ts'
import { askDatabase } from './database-answer.ts'
import { toDemo } from './demo.ts'
import type { Server, ServerDeps } from './deps.ts'
import { writeLiveCursor } from './live-cursor.ts'
import { readLiveQuestion } from './live-question.ts'
import { newestReading, toLiveBroadcast, toPlatformBasis } from './live-row.ts'
import { problemResponses } from './problem-responses.ts'
import { sweepsAsked } from './sweeps-asked.ts'

/** The longest wait for the database. */
const deadlineMs = 5_000

const schema = {
  tags: ['Live'],
  operationId: 'listLiveTop',
  summary: 'Who is live now',
  description:
    "Lists the broadcasts that are live: open, and seen by the platform's last complete sweep or by one since. Platforms of the scope `tracked` show tracked and discovered streams, never all. Lists longer than `limit` go on with `cursor`.",
  querystring: querySchema(liveTopParameters),
  response: {
    200: reference(LiveTop),
    ...problemResponses(400, 500, 503),
  },
}

/** Adds the route. */
export function addLiveTop(server: Server, deps: ServerDeps): void {
  server.addSchema(LiveBroadcast).addSchema(PlatformBasis).addSchema(LiveTop)
  server.get<{ Querystring: GivenQuery }>('/live/top', { schema }, async (request, reply) => {
    const question = readLiveQuestion(request.query)
    const answer = await answerLiveTop(deps, question)
    const { next_cursor: cursor } = answer.pagination
    if (cursor !== null) reply.header('link', `<${nextPath(request.url, cursor)}>; rel="next"`)
    // Whoever keeps an answer asks again before using it: how long it holds is not known here.
    reply.header('cache-control', 'no-cache')
    return answer
  })
}

async function answerLiveTop(deps: ServerDeps, question: LiveQuestion): Promise<LiveTop> {
  const [sweeps, demo, live] = await askDatabase(
    () =>
      inSnapshot(deps.sql, tx =>
        Promise.all([listPlatformSweeps(tx), readDemo(tx), listLive(tx, question)]),
      ),
    deadlineMs,
  )
  const asked = sweepsAsked(question.platform, deps.sweptPlatforms, sweeps)
  return {
    data: live.rows.map(toLiveBroadcast),
    meta: {
      as_of: toTimestampOrNull(newestReading(asked)),
      // Sorting by a platform's own numbers is allowed everywhere, so nothing is left out.
      platforms: asked.map(row => toPlatformBasis(row, deps.policyOf(row.platform), [])),
      demo: toDemo(demo),
    },
    pagination: {
      limit: question.limit,
      next_cursor:
        live.next === null ? null : writeLiveCursor({ sort: question.sort, position: live.next }),
    },
  }
}

/** The request's own path with the cursor set. */
function nextPath(url: string, cursor: string): string {
  const next = new URL(url, 'http://localhost')
  next.searchParams.set('cursor', cursor)
  return next.pathname + next.search
}
