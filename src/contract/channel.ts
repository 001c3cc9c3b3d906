// A channel as answers name it, its gaps and its single samples.

import { type Static, Type } from 'typebox'
import { PlatformName } from './platform.ts'
import { named, nullable, oneOf } from './schema.ts'
import { timestamp } from './timestamp.ts'

/** A channel as answers name it. */
export const ChannelName = named(
  'ChannelName',
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
        Type.String({ description: 'The name as the channel writes it.', examples: ['ミラ'] }),
      ),
      avatar_url: nullable(
        Type.String({
          description: "The channel's picture.",
          examples: [
            'https://static-cdn.jtvnw.net/jtv_user_pictures/mira-profile_image-300x300.png',
          ],
        }),
      ),
    },
    { description: 'A channel.' },
  ),
)

export type ChannelName = Static<typeof ChannelName>

const broadcastNumber = Type.Integer({
  description: 'The number of the broadcast in its channel.',
  examples: [12],
})

const segmentNumber = Type.Integer({
  description: 'The number of the segment in its broadcast.',
  examples: [1],
})

/** Time in which an open broadcast was not seen. */
export const Gap = named(
  'Gap',
  Type.Object(
    {
      broadcast: broadcastNumber,
      from: timestamp('The sample before it, or the end that had been booked.'),
      to: timestamp('The sample after it.', { examples: ['2026-11-22T18:30:00Z'] }),
      cause: oneOf(['no_sweep', 'failed', 'partial', 'out_of_scope', 'absent'], {
        description:
          'What most of the sweeps that were due in it came to: none ran (`no_sweep`), they failed, they were partial, they did not cover the broadcast or it was not due (`out_of_scope`), or they were complete and did not hold it (`absent`).',
        examples: ['no_sweep'],
      }),
      sweeps: Type.Integer({
        minimum: 0,
        description: 'Sweeps that ran between its two samples, whatever came of them.',
        examples: [0],
      }),
      reopened: Type.Boolean({
        description: 'Whether the broadcast had been taken for ended and was seen again.',
        examples: [false],
      }),
    },
    { description: 'Time in which a broadcast was on air and nothing of it was seen.' },
  ),
)

export type Gap = Static<typeof Gap>

/** One sample, or a blank where one is missing. */
export const SamplePoint = named(
  'SamplePoint',
  Type.Object(
    {
      at: timestamp('The sweep that saw it; of a gap, when its first missing sample was due.'),
      viewers: nullable(
        Type.Integer({
          minimum: 0,
          description: 'Viewers; null when they are hidden, and in a gap.',
          examples: [4150],
        }),
      ),
      broadcast: broadcastNumber,
      segment: segmentNumber,
      gap: Type.Boolean({
        description: 'Whether this is a blank that stands for a gap, and no sample.',
        examples: [false],
      }),
    },
    { description: 'A sample of one broadcast.' },
  ),
)

export type SamplePoint = Static<typeof SamplePoint>

/** The properties of a segment that say what was shown. */
export const segmentProperties = {
  broadcast: broadcastNumber,
  segment: segmentNumber,
  started_at: timestamp('Where it begins: half way between two samples.'),
  ended_at: nullable(timestamp('Where it ends; null while it is open.')),
  title: nullable(
    Type.String({
      description: 'The title as received.',
      examples: ['First try, no deaths | !rules'],
    }),
  ),
  category_id: nullable(
    Type.String({
      description: "The platform's id of the category; null when there is none.",
      examples: ['509658'],
    }),
  ),
  game_name: nullable(
    Type.String({
      description: "The category's name as received.",
      examples: ['Just Chatting'],
    }),
  ),
  language: nullable(
    Type.String({ description: 'The language code as received, in lower case.', examples: ['en'] }),
  ),
  tags: Type.Array(Type.String(), {
    description: 'Tags the channel chose, in its order.',
    examples: [['English', 'Drops']],
  }),
} as const

/** A stretch of a broadcast with the same title, category, language and tags. */
export const Segment = named(
  'Segment',
  Type.Object(segmentProperties, {
    description: 'A stretch of a broadcast with the same title, category, language and tags.',
  }),
)

export type Segment = Static<typeof Segment>
