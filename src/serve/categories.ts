// GET /stats/categories: the categories of a window, best first.

import { categoryWords } from '../analytics/category-figures.ts'
import { compareValues, type RankedCategory } from '../analytics/category-ranking.ts'
import { addWindowBefore, type CategoryWindow } from '../analytics/category-window.ts'
import { formula } from '../analytics/explain.ts'
import { CategoryStats, CategoryStatsList } from '../contract/categories.ts'
import { categoryParameters, usualCategoryWindow } from '../contract/category-parameters.ts'
import { roundTo } from '../contract/figures.ts'
import { type GivenQuery, querySchema } from '../contract/query.ts'
import { reference } from '../contract/schema.ts'
import { toTimestampOrNull } from '../contract/timestamp.ts'
import { platforms } from '../domain/platform.ts'
import { usualRankCoverage } from '../domain/rank.ts'
import { writeRfc3339 } from '../domain/rfc3339.ts'
import { listCategoryKeys, listCategoryNames } from '../store/category-names.ts'
import { inSnapshot, type Queryable } from '../store/database.ts'
import { readDemo } from '../store/demo.ts'
import { listRollupStates, type RollupState } from '../store/rollup-reads.ts'
import { listPlatformSweeps } from '../store/sweeps.ts'
import { type CategoryBoard, createCategoryBoard } from './category-board.ts'
import { writeCategoryCursor } from './category-cursor.ts'
import { type CategoryQuestion, readCategoryQuestion } from './category-question.ts'
import { type CategoryRankings, createRankings } from './category-rankings.ts'
import { toCategoryStats } from './category-row.ts'
import { askDatabase } from './database-answer.ts'
import { toDemo } from './demo.ts'
import type { Server, ServerDeps } from './deps.ts'
import { leftOutOfTotals } from './left-out.ts'
import { toPlatformBasis } from './live-row.ts'
import { problemResponses } from './problem-responses.ts'
import { sweepsAsked } from './sweeps-asked.ts'
import { refuseTooLong, toAnswerWindow } from './window-question.ts'

/** The longest wait for the database. */
const deadlineMs = 10_000

const schema = {
  tags: ['Stats'],
  operationId: 'listCategoryStats',
  summary: 'The categories of a window',
  description:
    "Lists the categories that were streamed in a window, with their viewers over time. Sums are kept by the UTC hour, so the window is cut on full hours, up to the platform's last sweep: `meta.windows` tells how. The windows 24h, 7d, 30d and 90d are read ahead after each sweep and may be the sweep's before for some seconds; `meta.as_of` tells which. Platforms whose terms forbid sums are left out.",
  querystring: querySchema(categoryParameters),
  response: { 200: reference(CategoryStatsList), ...problemResponses(400, 500, 503) },
}

/** Adds the route. */
export function addCategories(server: Server, deps: ServerDeps): void {
  const summed = platforms.filter(platform => leftOutOfTotals(deps.policyOf(platform)).length === 0)
  const rankings = createRankings(deps.rankCoverage ?? usualRankCoverage)
  const board = createCategoryBoard(deps, summed, rankings)
  if (deps.readsAhead) server.addHook('onListen', async () => board.follow())
  server.addHook('preClose', async () => board.close())
  server.addSchema(CategoryStats).addSchema(CategoryStatsList)
  server.get<{ Querystring: GivenQuery }>(
    '/stats/categories',
    { schema },
    async (request, reply) => {
      const question = readCategoryQuestion(request.query)
      const answer = await askDatabase(
        () => inSnapshot(deps.sql, tx => answerCategories(tx, deps, { board, rankings }, question)),
        deadlineMs,
      )
      const { next_cursor: cursor } = answer.pagination
      if (cursor !== null) reply.header('link', `<${nextPath(request.url, cursor)}>; rel="next"`)
      // Whoever keeps an answer asks again before using it: how long it holds is not known here.
      reply.header('cache-control', 'no-cache')
      return answer
    },
  )
}

async function answerCategories(
  tx: Queryable,
  deps: ServerDeps,
  { board, rankings }: { board: CategoryBoard; rankings: CategoryRankings },
  question: CategoryQuestion,
): Promise<CategoryStatsList> {
  const { platform, language, asked, sort, limit, after } = question
  const [sweeps, demo] = await Promise.all([listPlatformSweeps(tx), readDemo(tx)])
  const basis = sweepsAsked(platform, deps.sweptPlatforms, sweeps)
  const leftOutOf = (name: (typeof platforms)[number]) => leftOutOfTotals(deps.policyOf(name))
  const summed = basis.map(row => row.platform).filter(name => leftOutOf(name).length === 0)
  const states = await listRollupStates(tx, summed)
  for (const state of states) refuseTooLong(asked, state)
  const read = await Promise.all(
    states.map(state => board.read(tx, { state, language, asked, comparesAll: sort === 'change' })),
  )
  const windows = read.flatMap(({ state, found }) => (found === null ? [] : [{ state, found }]))
  const ranking = rankings.rank(
    windows.map(({ found }) => found),
    sort,
  )
  const isFiltered = question.category !== null || question.part !== null
  const keys = isFiltered ? await listCategoryKeys(tx, summed, question) : null
  const following: RankedCategory[] = []
  for (const row of ranking.rows()) {
    if (keys !== null && !keys.has(row.key)) continue
    if (after !== null && (compareValues(after.value, row.value) || after.key - row.key) >= 0)
      continue
    following.push(row)
    if (following.length > limit) break
  }
  const page = following.slice(0, limit)
  const last = following.length > limit ? page.at(-1) : undefined
  const [names, compared] = await Promise.all([
    listCategoryNames(
      tx,
      page.map(({ key }) => key),
    ),
    compare(
      tx,
      question,
      windows,
      page.map(({ table, key }) => ({ table, key })),
    ),
  ])
  const asOf = read.map(({ state }) => state.lastAt)
  return {
    data: page.flatMap(row => {
      const window = compared[row.table]
      const name = names.get(row.key)
      return window === undefined || name === undefined
        ? []
        : [toCategoryStats(row, name, window, ranking.universeHours)]
    }),
    meta: {
      as_of: toTimestampOrNull(asOf.length === 0 ? null : Math.max(...asOf)),
      formula,
      windows: compared.map(({ platform, window, before, isCutToDays }) => ({
        platform,
        window: toAnswerWindow(question.window, window, usualCategoryWindow),
        before:
          before === null
            ? null
            : { from: writeRfc3339(before.window.from), to: writeRfc3339(before.window.to) },
        cut_to_days: isCutToDays,
      })),
      categories: ranking.categories,
      ranked: ranking.ranked,
      least_coverage: deps.rankCoverage ?? usualRankCoverage,
      universe: {
        name: universeName(question, compared),
        hours_watched: roundTo(4, ranking.universeHours) ?? 0,
      },
      explanation: question.explains
        ? {
            words: categoryWords,
            sources: compared.map(({ platform, spans, sums }) => ({
              platform,
              weeks: spans.weeks.length,
              quarters: spans.quarters.length,
              days: spans.days.length,
              hours: spans.hours.length,
              categories: sums.keys.length,
            })),
          }
        : null,
      platforms: basis.map(row =>
        toPlatformBasis(row, deps.policyOf(row.platform), leftOutOf(row.platform)),
      ),
      demo: toDemo(demo),
    },
    pagination: {
      limit,
      next_cursor:
        last === undefined ? null : writeCategoryCursor({ sort, value: last.value, key: last.key }),
    },
  }
}

/** The windows with those before, read for the rows of the page only where they are not known yet. */
function compare(
  tx: Queryable,
  { language, asked }: CategoryQuestion,
  windows: readonly { readonly state: RollupState; readonly found: CategoryWindow }[],
  page: readonly { readonly table: number; readonly key: number }[],
): Promise<CategoryWindow[]> {
  return Promise.all(
    windows.map(({ state, found }, table) => {
      if (found.before !== null) return found
      const keys = page.filter(row => row.table === table).map(({ key }) => key)
      return addWindowBefore(tx, { state, language, asked }, found, keys)
    }),
  )
}

function universeName({ language }: CategoryQuestion, windows: readonly CategoryWindow[]): string {
  const names = windows.map(({ platform }) => platform).join(', ')
  const streams = language === null ? 'all streams' : `all streams in ${language}`
  return names === '' ? streams : `${streams} on ${names}`
}

/** The request's own path with the cursor set. */
function nextPath(url: string, cursor: string): string {
  const next = new URL(url, 'http://localhost')
  next.searchParams.set('cursor', cursor)
  return next.pathname + next.search
}
