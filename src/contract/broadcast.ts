// Broadcasts: the rows of GET /channel/{platform}/{id}/broadcasts, and one with all that is known of it.

import { type Static, Type } from 'typebox'
import { ChannelName, Gap, SamplePoint, segmentProperties } from './channel.ts'
import { explainParameter, SeriesPoint } from './channel-history.ts'
import { Demo } from './demo.ts'
import { Explanation } from './explanation.ts'
import { Figures } from './figures.ts'
import { Pagination } from './list.ts'
import { PlatformBasis } from './live.ts'
import { choice, pattern, wholeNumber } from './parameter.ts'
import { named, nullable, reference } from './schema.ts'
import { timestamp } from './timestamp.ts'
import { moment } from './window.ts'

const { title, category_id, game_name, language } = segmentProperties

/** One broadcast of a channel. */
export const Broadcast = named(
  'Broadcast',
  Type.Object(
    {
      broadcast: segmentProperties.broadcast,
      stream_id: nullable(
        Type.String({
          description: "The platform's id of the broadcast.",
          examples: ['315965462105'],
        }),
      ),
      title,
      category_id,
      game_name,
      language,
      started_at: nullable(
        timestamp('When it began; null when the platform does not say.', {
          examples: ['2026-11-22T15:31:00Z'],
        }),
      ),
      ended_at: nullable(timestamp('When it ended; null while it is open.')),
      first_sample_at: timestamp('The sweep that saw it first.', {
        examples: ['2026-11-22T15:35:00Z'],
      }),
      last_sample_at: timestamp('The sweep that saw it last.', {
        examples: ['2026-11-22T17:55:00Z'],
      }),
      restart_of: nullable(
        Type.String({
          description:
            'The stream id of the broadcast that it goes on with after a short break; null = none.',
          examples: [null],
        }),
      ),
      segments: Type.Integer({
        minimum: 0,
        description: 'How many segments it has.',
        examples: [3],
      }),
      figures: reference(Figures),
    },
    {
      description:
        'One broadcast. Title, category and language are those of its last segment; the figures are of all of it.',
    },
  ),
)

export type Broadcast = Static<typeof Broadcast>

const policyMeta = {
  formula: Type.String({
    description: 'The version of the rules by which figures are worked out.',
    examples: ['trapezoid-v1'],
  }),
  as_of: nullable(
    timestamp('The last sweep of the platform that read anything; null before there is one.'),
  ),
  platform: reference(PlatformBasis),
  demo: nullable(Demo),
} as const

/** The answer of GET /channel/{platform}/{id}/broadcasts. */
export const ChannelBroadcasts = named(
  'ChannelBroadcasts',
  Type.Object(
    {
      data: Type.Array(reference(Broadcast), { description: 'The broadcasts, the newest first.' }),
      meta: Type.Object(
        {
          channel: reference(ChannelName),
          ...policyMeta,
          explanation: nullable(Explanation, {
            description:
              'What the figures were worked out of, with the sums of all rows of this page together; null unless `explain=1`.',
          }),
        },
        { description: 'Whose broadcasts they are, and what the figures are based on.' },
      ),
      pagination: reference(Pagination),
    },
    { description: 'Broadcasts of a channel.' },
  ),
)

export type ChannelBroadcasts = Static<typeof ChannelBroadcasts>

/** A segment with its figures. */
export const SegmentFigures = named(
  'SegmentFigures',
  Type.Object(
    { ...segmentProperties, figures: reference(Figures) },
    { description: 'A stretch of the broadcast with the same title, category, language and tags.' },
  ),
)

export type SegmentFigures = Static<typeof SegmentFigures>

/** The answer of GET /broadcast/{platform}/{stream_id}. */
export const BroadcastAnswer = named(
  'BroadcastAnswer',
  Type.Object(
    {
      data: Type.Object(
        {
          channel: reference(ChannelName),
          broadcast: reference(Broadcast),
          restarted_as: Type.Array(Type.String(), {
            description: 'Stream ids of the broadcasts that go on with it after a short break.',
            examples: [[]],
          }),
          segments: Type.Array(reference(SegmentFigures), {
            description: 'Its segments in order.',
          }),
          gaps: Type.Array(reference(Gap), {
            description:
              'Its gaps in order, of its last 31 days; the figures count all. None where the terms of the platform forbid figures.',
          }),
          samples: Type.Array(reference(SamplePoint), {
            description:
              'With `series=1`: its samples in order, if it took at most 48 hours. Where the terms of the platform forbid figures: those of its last 31 days, without blanks.',
          }),
          series: Type.Array(reference(SeriesPoint), {
            description: 'With `series=1`: its last 31 days by the hour, if it took longer.',
          }),
        },
        { description: 'The broadcast.' },
      ),
      meta: Type.Object(
        {
          ...policyMeta,
          explanation: nullable(Explanation, {
            description: 'What the figures were worked out of; null unless `explain=1`.',
          }),
        },
        { description: 'What the figures are based on.' },
      ),
    },
    { description: 'How a broadcast went.' },
  ),
)

export type BroadcastAnswer = Static<typeof BroadcastAnswer>

/** What GET /channel/{platform}/{id}/broadcasts can be asked. */
export const broadcastsParameters = {
  from: moment('Only broadcasts on air at or after this time, RFC 3339. They are not cut.'),
  to: moment('Only broadcasts on air before this time, RFC 3339. They are not cut.'),
  limit: wholeNumber(1, 500, 50, 'The most rows to answer with.'),
  cursor: pattern({
    pattern: /^[A-Za-z0-9_-]{1,200}$/,
    what: 'the next_cursor of an answer',
    description: 'Reads on where an answer ended: its `pagination.next_cursor`.',
  }),
  explain: explainParameter,
} as const

/** What GET /broadcast/{platform}/{stream_id} can be asked. */
export const broadcastParameters = {
  series: choice(['0', '1'], '0', '`1`: with its samples, or its hours if it took long.'),
  explain: explainParameter,
} as const
