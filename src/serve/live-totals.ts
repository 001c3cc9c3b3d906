// GET /live/totals: how much is live now, by platform.

import { LiveTotals, PlatformTotals } from '../contract/live-totals.ts'
import type { GivenQuery } from '../contract/query.ts'
import { reference } from '../contract/schema.ts'
import { toTimestampOrNull } from '../contract/timestamp.ts'
import { type Platform, platforms } from '../domain/platform.ts'
import { inSnapshot } from '../store/database.ts'
import { readDemo } from '../store/demo.ts'
import { listLiveTotals, type LiveTotals as StoredTotals } from '../store/live-totals.ts'
import { listPlatformSweeps, type PlatformSweeps } from '../store/sweeps.ts'
import { askDatabase } from './database-answer.ts'
import { toDemo } from './demo.ts'
import type { Server, ServerDeps } from './deps.ts'
import { leftOutOfTotals } from './left-out.ts'
import { newestReading, toPlatformBasis } from './live-row.ts'
import { problemResponses } from './problem-responses.ts'
import { refuseParameters } from './query-error.ts'
import { sweepsAsked } from './sweeps-asked.ts'

/** The longest wait for the database. */
const deadlineMs = 5_000

const schema = {
  tags: ['Live'],
  operationId: 'getLiveTotals',
  summary: 'How much is live now',
  description:
    'Counts the broadcasts that are live and their viewers, by platform. Live is what it is in `/live/top`. Where the terms of a platform forbid sums over its channels, it has no viewers here: `meta` says which and why.',
  response: { 200: reference(LiveTotals), ...problemResponses(400, 500, 503) },
}

/** Adds the route. */
export function addLiveTotals(server: Server, deps: ServerDeps): void {
  server.addSchema(PlatformTotals).addSchema(LiveTotals)
  server.get<{ Querystring: GivenQuery }>('/live/totals', { schema }, async (request, reply) => {
    refuseParameters(request.query)
    const answer = await answerLiveTotals(deps)
    // Whoever keeps an answer asks again before using it: how long it holds is not known here.
    reply.header('cache-control', 'no-cache')
    return answer
  })
}

async function answerLiveTotals(deps: ServerDeps): Promise<LiveTotals> {
  const leftOutOf = (platform: Platform) => leftOutOfTotals(deps.policyOf(platform))
  const summed = platforms.filter(platform => !leftOutOf(platform).includes('viewers'))
  const [sweeps, demo, totals] = await askDatabase(
    () =>
      inSnapshot(deps.sql, tx =>
        Promise.all([listPlatformSweeps(tx), readDemo(tx), listLiveTotals(tx, summed)]),
      ),
    deadlineMs,
  )
  const asked = sweepsAsked(null, deps.sweptPlatforms, sweeps)
  return {
    data: asked.map(platform => totalsOf(platform, totals, summed)),
    meta: {
      as_of: toTimestampOrNull(newestReading(asked)),
      platforms: asked.map(row =>
        toPlatformBasis(row, deps.policyOf(row.platform), leftOutOf(row.platform)),
      ),
      demo: toDemo(demo),
    },
  }
}

/** Nothing found is zero only where a sweep has looked; before, it is not known. */
function totalsOf(
  { platform, readAt }: PlatformSweeps,
  totals: readonly StoredTotals[],
  summed: readonly Platform[],
): PlatformTotals {
  const found = totals.find(row => row.platform === platform)
  if (found !== undefined) return found
  const nothing = readAt === null ? null : 0
  const viewers = summed.includes(platform) ? nothing : null
  return { platform, streams: nothing, viewers, hidden: nothing }
}
