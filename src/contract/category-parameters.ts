// What GET /stats/categories can be asked.

import { categorySorts } from '../domain/category-sort.ts'
import { platforms } from '../domain/platform.ts'
import { choice, pattern, text, wholeNumber } from './parameter.ts'
import { windowParameters } from './window.ts'

/** The window of a question that names none. */
export const usualCategoryWindow = '24h'

/** Its parameters. */
export const categoryParameters = {
  ...windowParameters,
  platform: choice(platforms, null, 'Only this platform. Left out: all of them.'),
  language: pattern({
    pattern: /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}$/,
    what: 'a language code such as en, pt-br or other',
    description:
      'Streams in this language only: its code as the platform has it (`en`, `pt-br`, `other`), in any case.',
  }),
  category: text({
    most: 200,
    what: "a category's id or exact name",
    description:
      "Only this category: the platform's id of it (`509658`), or its exact name (`Just Chatting`). Ranks and shares stay those among all.",
  }),
  q: text({
    most: 100,
    what: 'a part of a name',
    description:
      'Only categories with this in their name, in any case. Ranks and shares stay those among all.',
  }),
  sort: choice(
    categorySorts,
    'hours_watched',
    'The largest first; `change` is that of average_viewers. Unknown comes last.',
  ),
  limit: wholeNumber(1, 500, 50, 'The most rows to answer with.'),
  cursor: pattern({
    pattern: /^[A-Za-z0-9_-]{1,200}$/,
    what: 'the next_cursor of an answer with the same sort',
    description:
      'Reads on where an answer ended: its `pagination.next_cursor`. The order moves with each sweep, so a row that climbs past the cursor between two pages is missed, and one that falls past it comes twice.',
  }),
  explain: choice(['0', '1'], '0', '`1`: also tell what the numbers are made of.'),
} as const
