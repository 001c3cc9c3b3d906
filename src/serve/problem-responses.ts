// How the documents of a route show its problems.

import { Problem, problemMediaType } from '../contract/problem.ts'
import { reference } from '../contract/schema.ts'

const descriptions = {
  400: 'The request is not right; `errors` names every parameter that is wrong.',
  404: 'What the path names is not known.',
  500: 'Something broke in Livecensus.',
  503: 'The database cannot be reached.',
} as const

/** Response schemas of the problems a route can answer with. */
export function problemResponses<const S extends keyof typeof descriptions>(
  ...statuses: readonly S[]
) {
  const responses: Record<number, object> = {}
  for (const status of statuses)
    responses[status] = {
      description: descriptions[status],
      content: { [problemMediaType]: { schema: reference(Problem) } },
    }
  return responses
}
