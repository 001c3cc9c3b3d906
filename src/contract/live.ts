// Who is live now: the rows of GET /live/top, what they are based on, and how to ask for them.

import { type Static, Type } from 'typebox'
import { liveSorts } from '../domain/live-stream.ts'
import { platforms } from '../domain/platform.ts'
import { Demo } from './demo.ts'
import { Pagination } from './list.ts'
import { choice, pattern, text, wholeNumber } from './parameter.ts'
import {
  LeftOutName,
  PlatformName,
  SweepScopeName,
  SweepStatusName,
  ZeroViewersName,
} from './platform.ts'
import { named, nullable, reference } from './schema.ts'
import { timestamp } from './timestamp.ts'

/** One broadcast that is live. */
export const LiveBroadcast = named(
  'LiveBroadcast',
  Type.Object(
    {
      platform: PlatformName,
      channel_id: Type.String({
        description: "The platform's id of the channel.",
        examples: ['71092938'],
      }),
      username: nullable(
        Type.String({
          description: "The name in the channel's address.",
          examples: ['mira_plays'],
        }),
      ),
      display_name: nullable(
        Type.String({
          description: 'The name as the channel writes it, in any script.',
          examples: ['ミラ'],
        }),
      ),
      avatar_url: nullable(
        Type.String({
          description: "The channel's picture.",
          examples: [
            'https://static-cdn.jtvnw.net/jtv_user_pictures/mira-profile_image-300x300.png',
          ],
        }),
      ),
      title: nullable(
        Type.String({
          description: "The broadcast's title as received, spaces and line ends included.",
          examples: ['First try, no deaths | !rules'],
        }),
      ),
      category_id: nullable(
        Type.String({
          description: "The platform's id of the category; null when the broadcast has none.",
          examples: ['509658'],
        }),
      ),
      game_name: nullable(
        Type.String({
          description:
            "The category's name as received. An empty text is what a platform sent for no category.",
          examples: ['Just Chatting'],
        }),
      ),
      viewer_count: nullable(
        Type.Integer({
          minimum: 0,
          description: 'Viewers at `collected_at`; null when the platform hides them.',
          examples: [4150],
        }),
      ),
      language: nullable(
        Type.String({
          description: 'The language code as received, in lower case.',
          examples: ['en'],
        }),
      ),
      started_at: nullable(
        timestamp('When the broadcast began; null when the platform does not say.', {
          examples: ['2026-11-22T15:42:10Z'],
        }),
      ),
      collected_at: timestamp('The sweep that saw it last; the viewers are those of this moment.'),
      stream_url: nullable(
        Type.String({
          description: 'Where to watch it; null when the name in its address is not known.',
          examples: ['https://www.twitch.tv/mira_plays'],
        }),
      ),
      thumbnail_url: nullable(
        Type.String({
          description: 'A picture of the broadcast, ready to load.',
          examples: ['https://static-cdn.jtvnw.net/previews-ttv/live_user_mira_plays-440x248.jpg'],
        }),
      ),
      follower_count: nullable(
        Type.Integer({
          minimum: 0,
          description: 'Followers of the channel when they were last read.',
          examples: [120_461],
        }),
      ),
      tags: Type.Array(Type.String(), {
        description: 'Tags the channel chose, in its order.',
        examples: [['English', 'Drops']],
      }),
      stream_id: nullable(
        Type.String({
          description: "The platform's id of the broadcast.",
          examples: ['315965462105'],
        }),
      ),
    },
    { description: 'One live broadcast. Every field is there; what is unknown is null.' },
  ),
)

export type LiveBroadcast = Static<typeof LiveBroadcast>

/** What an answer knows of one platform. */
export const PlatformBasis = named(
  'PlatformBasis',
  Type.Object(
    {
      platform: PlatformName,
      status: nullable(SweepStatusName, {
        description:
          'How the newest sweep went: everything in its scope was read, some of it, or nothing. Null before the first one.',
      }),
      scope: nullable(SweepScopeName, {
        description:
          'What of the platform the newest sweep covered: everything live, some languages, the most watched, or (`tracked`) tracked and discovered streams, never all. Null before the first one.',
      }),
      collected_at: nullable(
        timestamp('The newest sweep, whatever came of it; null before the first one.'),
      ),
      complete_at: nullable(
        timestamp(
          'The newest complete sweep: what it had in its scope and neither it nor a later one saw is not live. Under `tracked` the newest one that read all that was due; a stream that is seldom due was seen before. Null before the first one.',
        ),
      ),
      zero_viewers: ZeroViewersName,
      attribution: nullable(
        Type.String({
          description:
            'How the platform is to be named beside its data; null when it does not ask, and in a demo.',
          examples: ['YouTube'],
        }),
      ),
      policy_left_out: Type.Array(LeftOutName, {
        description:
          "Fields of the platform that its terms keep out of this answer: they are null, whatever is known. Empty where nothing is left out, as in `/live/top`, where a platform's rows stand as they are, sorted with the others.",
        examples: [[]],
      }),
      policy_note: nullable(
        Type.String({
          description:
            'Why something is left out and what opens it, in a sentence that can be shown; null when nothing is.',
          examples: [null],
        }),
      ),
    },
    {
      description:
        'How far the census knows one platform. Where the scope is `tracked`, its rows are tracked and discovered streams, never all.',
    },
  ),
)

export type PlatformBasis = Static<typeof PlatformBasis>

/** The answer of GET /live/top. */
export const LiveTop = named(
  'LiveTop',
  Type.Object(
    {
      data: Type.Array(reference(LiveBroadcast), { description: 'The rows, best first.' }),
      meta: Type.Object(
        {
          as_of: nullable(
            timestamp(
              'The newest sweep of the platforms asked about that read anything; null before there is one.',
            ),
          ),
          platforms: Type.Array(reference(PlatformBasis), {
            description:
              'The platforms asked about: the one named, or all that were ever swept or are swept here.',
          }),
          demo: nullable(Demo),
        },
        { description: 'What the rows are based on.' },
      ),
      pagination: reference(Pagination),
    },
    { description: 'Broadcasts that are live.' },
  ),
)

export type LiveTop = Static<typeof LiveTop>

/** What GET /live/top can be asked. */
export const liveTopParameters = {
  platform: choice(platforms, null, 'Only this platform. Left out: all of them.'),
  category: text({
    most: 200,
    what: "a category's id or exact name",
    description:
      "Only this category: the platform's id of it (`509658`), or its exact name (`Just Chatting`), which finds it on every platform that has it.",
  }),
  language: pattern({
    pattern: /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}$/,
    what: 'a language code such as en, pt-br or other',
    description:
      'Only this language: its code as the platform has it (`en`, `pt-br`, `other`), in any case.',
  }),
  sort: choice(
    liveSorts,
    'viewers',
    'Most watched first, latest started first, or most followed first. Unknown comes last.',
  ),
  limit: wholeNumber(1, 500, 50, 'The most rows to answer with.'),
  cursor: pattern({
    pattern: /^[A-Za-z0-9_-]{1,200}$/,
    what: 'the next_cursor of an answer with the same sort',
    description:
      'Reads on where an answer ended: its `pagination.next_cursor`. The order moves with each sweep, so a row that climbs past the cursor between two pages is missed, and one that falls past it comes twice.',
  }),
} as const
