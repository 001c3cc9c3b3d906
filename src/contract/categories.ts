// The categories of a window, best first: the rows of GET /stats/categories, and what they are based on.

import { type Static, Type } from 'typebox'
import { Demo } from './demo.ts'
import { Pagination } from './list.ts'
import { PlatformBasis } from './live.ts'
import { PlatformName } from './platform.ts'
import { named, nullable, reference } from './schema.ts'
import { timestamp } from './timestamp.ts'
import { AnswerWindow } from './window.ts'

const number = (description: string, example: number) =>
  nullable(Type.Number({ description, examples: [example] }))

const seconds = (description: string, example: number) =>
  Type.Integer({ minimum: 0, description, examples: [example] })

const share = (description: string, example: number) =>
  nullable(Type.Number({ minimum: 0, maximum: 1, description, examples: [example] }))

const change = (of: string, example: number) =>
  number(
    `${of} less that of the window of the same length just before; null where the census does not reach back that far, or swept nothing then.`,
    example,
  )

const relative = (of: string) =>
  number(`The same as a share of ${of} before; null also where that was 0.`, 0.0312)

/** What a category came to in the window. */
export const CategoryStats = named(
  'CategoryStats',
  Type.Object(
    {
      platform: PlatformName,
      category_id: Type.String({
        description: "The platform's id of the category.",
        examples: ['509658'],
      }),
      game_name: nullable(
        Type.String({
          description: "The category's newest name as received; null when it was never told.",
          examples: ['Just Chatting'],
        }),
      ),
      rank: nullable(
        Type.Integer({
          minimum: 1,
          description:
            'Its place by `sort` among those of `meta.ranked`; equal values share one (1, 2, 2, 4). Null where too little was observed: present seconds of less than 2 hours x window / 30 days, or a coverage below `meta.least_coverage` (by `average_streams`, an airtime coverage below it).',
          examples: [1],
        }),
      ),
      average_viewers: number(
        'Viewers at a time, over the whole window: viewer-seconds / seconds of the window. Null when no viewers are known.',
        214_870.12,
      ),
      average_streams: number(
        'Streams at a time, over the whole window: their airtime / seconds of the window.',
        5_122.4,
      ),
      viewers_per_stream: number(
        'Average viewers of its streams while they were observed. Null when none was.',
        41.95,
      ),
      hours_watched: number(
        'Hours watched in the observed time; null when no viewers are known.',
        5_156_883.2,
      ),
      hours_watched_estimate: number(
        'Hours watched in all of the airtime, if the time that was not observed was like the rest; null where coverage is 1, and when nothing was observed.',
        5_161_904.8,
      ),
      peak_viewers: nullable(
        Type.Integer({
          minimum: 0,
          description:
            "The largest sum of its streams' viewers in one sweep of its platform, a lower bound of the true peak. It is stored for each category, and for each category and language, so no filter here hides it.",
          examples: [401_233],
        }),
      ),
      peak_at: nullable(timestamp('The first sweep that had it; null as `peak_viewers` is.')),
      airtime_seconds: seconds(
        'Seconds on air of its broadcasts added up, gaps included: as `reported_seconds`.',
        443_001_200,
      ),
      present_seconds: seconds('Of these, seconds that sweeps covered.', 442_575_360),
      observed_seconds: seconds('Of these, seconds whose viewers are known.', 442_570_112),
      reported_seconds: seconds('Seconds on air of each broadcast, added up.', 443_001_200),
      coverage: share('observed_seconds / airtime_seconds; null without airtime.', 0.999),
      airtime_coverage: share('present_seconds / airtime_seconds; null without airtime.', 0.9994),
      samples: seconds('Samples of its streams.', 1_475_251),
      gaps: seconds('Gaps in its streams that end in the window.', 312),
      broadcasts_started: seconds('Broadcasts that began in it in the window.', 40_121),
      share: share('Its hours watched / those of `meta.universe`.', 0.0931),
      average_viewers_change: change('average_viewers', 6_500.2),
      average_viewers_change_relative: relative('average_viewers'),
      average_streams_change: change('average_streams', 155.1),
      average_streams_change_relative: relative('average_streams'),
      viewers_per_stream_change: change('viewers_per_stream', -1.02),
      viewers_per_stream_change_relative: relative('viewers_per_stream'),
      peak_viewers_change: change('peak_viewers', 12_040),
      peak_viewers_change_relative: relative('peak_viewers'),
    },
    {
      description:
        'One category of one platform in the window. Categories of the same name on several platforms are rows of their own.',
    },
  ),
)

export type CategoryStats = Static<typeof CategoryStats>

const PlatformWindow = Type.Object(
  {
    platform: PlatformName,
    window: reference(AnswerWindow),
    before: nullable(
      Type.Object(
        { from: timestamp('Where it begins.'), to: timestamp('Where it ends.') },
        { description: 'The window before, against which changes are told.' },
      ),
      {
        description:
          'The window of the same length just before, on full UTC hours; null where the census does not reach back that far, or swept nothing then.',
      },
    ),
    cut_to_days: Type.Boolean({
      description:
        'Whether the window was cut to whole UTC days: hours by category and language are kept for 35 days.',
      examples: [false],
    }),
  },
  {
    description:
      'The window as it was cut for one platform: on full UTC hours, not before its first sweep and not after its last one. What divides by the window divides by this one.',
  },
)

const Explanation = Type.Object(
  {
    words: Type.Record(Type.String(), Type.String(), { description: 'The rule of each figure.' }),
    sources: Type.Array(
      Type.Object({
        platform: PlatformName,
        weeks: Type.Integer({ description: 'Weeks that were read at once.', examples: [3] }),
        quarters: Type.Integer({
          description: 'Quarters of a UTC day that were read at once.',
          examples: [4],
        }),
        days: Type.Integer({ description: 'UTC days that were read.', examples: [9] }),
        hours: Type.Integer({ description: 'UTC hours that were read.', examples: [18] }),
        categories: Type.Integer({
          description: 'Categories found, streams without one among them.',
          examples: [8_211],
        }),
      }),
      { description: 'What the sums were made of, by platform.' },
    ),
  },
  { description: 'What the numbers are made of.' },
)

/** The answer of GET /stats/categories. */
export const CategoryStatsList = named(
  'CategoryStatsList',
  Type.Object(
    {
      data: Type.Array(reference(CategoryStats), { description: 'The rows, best first.' }),
      meta: Type.Object(
        {
          as_of: nullable(
            timestamp('The newest sweep the answer rests on; null before there is one.'),
          ),
          formula: Type.String({
            description: 'The version of the rules by which figures are worked out.',
            examples: ['trapezoid-v1'],
          }),
          windows: Type.Array(PlatformWindow, {
            description: 'The window, as it was cut for each platform with rows.',
          }),
          categories: Type.Integer({
            minimum: 0,
            description: 'Categories streamed in the window, before `category` and `q`.',
            examples: [8_210],
          }),
          ranked: Type.Integer({
            minimum: 0,
            description: 'How many of them have a rank: the N of "rank of N".',
            examples: [5_102],
          }),
          least_coverage: Type.Number({
            description: 'Below this coverage nothing is ranked.',
            examples: [0.8],
          }),
          universe: Type.Object(
            {
              name: Type.String({
                description: 'What shares are shares of.',
                examples: ['all streams in en on twitch'],
              }),
              hours_watched: Type.Number({
                description: 'Its hours watched, streams without a category included.',
                examples: [55_412_908.1],
              }),
            },
            { description: 'What shares are shares of: `category` and `q` do not narrow it.' },
          ),
          explanation: nullable(Explanation, {
            description: 'What the numbers are made of; null unless `explain=1`.',
          }),
          platforms: Type.Array(reference(PlatformBasis), {
            description:
              'The platforms asked about. Those whose terms forbid sums have no rows here: `policy_note` says why.',
          }),
          demo: nullable(Demo),
        },
        { description: 'What the rows are based on.' },
      ),
      pagination: reference(Pagination),
    },
    { description: 'The categories of a window.' },
  ),
)

export type CategoryStatsList = Static<typeof CategoryStatsList>
