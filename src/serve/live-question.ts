// Reads what GET /live/top is asked.

import { liveTopParameters } from '../contract/live.ts'
import { readAs } from '../contract/parameter.ts'
import { type GivenQuery, readQuery, wrongValue } from '../contract/query.ts'
import type { LiveQuestion } from '../store/live.ts'
import { readLiveCursor } from './live-cursor.ts'
import { QueryError } from './query-error.ts'

const parameters = {
  ...liveTopParameters,
  cursor: readAs(liveTopParameters.cursor, readLiveCursor),
}

/** The question of a query; throws a `QueryError` with everything that is wrong with it. */
export function readLiveQuestion(given: GivenQuery): LiveQuestion {
  const { values, faults } = readQuery(parameters, given)
  const { platform, category, language, sort, limit, cursor } = values
  const isSortRight = faults.every(({ parameter }) => parameter !== 'sort')
  const isOtherOrder = cursor !== null && isSortRight && cursor.sort !== sort
  const all = isOtherOrder
    ? [...faults, { parameter: 'cursor', ...wrongValue(parameters.cursor, given.cursor ?? '') }]
    : faults
  if (all.length > 0) throw new QueryError(all)
  return {
    platform,
    category,
    language: language?.toLowerCase() ?? null,
    sort,
    limit,
    after: cursor?.position ?? null,
  }
}
