// What a channel's past was like: the answer of GET /channel/{platform}/{id}/history.

import { type Static, Type } from 'typebox'
import { ChannelName, Gap, SamplePoint, Segment } from './channel.ts'
import { Demo } from './demo.ts'
import { Explanation } from './explanation.ts'
import { Figures, figureProperties } from './figures.ts'
import { PlatformBasis } from './live.ts'
import { choice } from './parameter.ts'
import { named, nullable, oneOf, reference } from './schema.ts'
import { timestamp } from './timestamp.ts'
import { AnswerWindow, windowParameters } from './window.ts'

const resolutions = ['raw', 'hour', 'day'] as const

/** One step of a series. */
export const SeriesPoint = named(
  'SeriesPoint',
  Type.Object(
    {
      from: timestamp('Where it begins: a full UTC hour or day, or the beginning of the window.'),
      to: timestamp('Where it ends: the next full hour or day, or the end of the window.', {
        examples: ['2026-11-22T19:00:00Z'],
      }),
      ...figureProperties,
    },
    {
      description:
        'What a UTC hour or day was like, as far as it lies in the window. All figures are null where no sweep read anything in it and nothing is known.',
    },
  ),
)

export type SeriesPoint = Static<typeof SeriesPoint>

/** The answer of GET /channel/{platform}/{id}/history. */
export const ChannelHistory = named(
  'ChannelHistory',
  Type.Object(
    {
      data: Type.Object(
        {
          channel: reference(ChannelName),
          figures: reference(Figures),
          series: Type.Array(reference(SeriesPoint), {
            description:
              'The window in UTC hours or days, in order and without holes; empty at the resolution `raw`.',
          }),
          samples: Type.Array(reference(SamplePoint), {
            description:
              'The samples in the window in order, with a blank in each gap unless the terms of the platform forbid figures; empty unless the resolution is `raw`.',
          }),
          segments: Type.Array(reference(Segment), {
            description: 'The segments of the broadcasts that `samples` are of.',
          }),
          gaps: Type.Array(reference(Gap), {
            description:
              'Gaps that reach into the window, in order. Those that ended before `meta.gaps_from` are counted in the figures only. None where the terms of the platform forbid figures.',
          }),
        },
        { description: 'The past of the channel.' },
      ),
      meta: Type.Object(
        {
          formula: Type.String({
            description: 'The version of the rules by which figures are worked out.',
            examples: ['trapezoid-v1'],
          }),
          as_of: timestamp('The last sweep of the platform that read anything.'),
          window: reference(AnswerWindow),
          resolution: oneOf(resolutions, {
            description: 'The steps of the answer.',
            examples: ['hour'],
          }),
          steps: Type.Integer({
            minimum: 0,
            description: 'UTC hours that the window touches, or days at the resolution `day`.',
            examples: [24],
          }),
          swept_steps: Type.Integer({
            minimum: 0,
            description: 'Of these, hours or days in which a sweep of the platform read anything.',
            examples: [24],
          }),
          gaps_from: timestamp('From here on gaps are listed: the window, or its last days.', {
            examples: ['2026-11-21T18:00:02Z'],
          }),
          platform: reference(PlatformBasis),
          explanation: nullable(Explanation, {
            description: 'What the figures were worked out of; null unless `explain=1`.',
          }),
          demo: nullable(Demo),
        },
        { description: 'What the figures are based on.' },
      ),
    },
    { description: 'What the past of a channel was like.' },
  ),
)

export type ChannelHistory = Static<typeof ChannelHistory>

/** Whether an answer explains itself. */
export const explainParameter = choice(
  ['0', '1'],
  '0',
  '`1`: `meta.explanation` tells the formula, the sums the figures were worked out of, and where they were read.',
)

/** What GET /channel/{platform}/{id}/history can be asked. */
export const historyParameters = {
  ...windowParameters,
  resolution: choice(
    ['auto', ...resolutions],
    'auto',
    'The steps of the answer: samples one by one (`raw`, windows up to 31 days), UTC hours (`hour`, up to 92 days) or UTC days (`day`). `auto`: raw up to 48 hours, by the hour up to 14 days, then by the day.',
  ),
  explain: explainParameter,
} as const
