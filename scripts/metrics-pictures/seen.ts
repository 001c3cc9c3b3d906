// What was not seen: gaps and hidden counts.

import { coverage } from '../../src/domain/sum-figures.ts'
import {
  at,
  averageOf,
  broadcastOf,
  clock,
  minute,
  minutes,
  number,
  seen,
  stretchesOf,
  sumsOf,
} from './examples.ts'
import { box, left, plotOf, text } from './marks.ts'
import type { Drawing } from './picture.ts'

export function drawGap(): Drawing {
  const hundreds = [100, 100, 100, 100, 100, 100]
  const broadcast = broadcastOf(
    [...seen('12:00', 5, hundreds), ...seen('12:55', 5, hundreds)],
    at('12:00'),
    at('13:25'),
  )
  const sums = sumsOf(broadcast)
  const { head, pairs, tail } = stretchesOf(broadcast)
  const all = [...(head ? [head] : []), ...pairs, ...tail]
  const { x, y, ticks, grid, curve } = plotOf('11:56', '13:26', 150, 160)
  const gap = pairs.find(({ isPresent }) => !isPresent)
  const [observed, reported] = [minutes(sums.observedSeconds), minutes(sums.reportedSeconds)]
  const share = number(coverage(sums.observedSeconds, sums.reportedSeconds), 3)
  const [from, to] = [all[0]?.from ?? 0, all.at(-1)?.to ?? 0]
  return {
    name: 'gap',
    title: 'A gap in one broadcast, and its coverage',
    caption: `The collector was down between ${clock(gap?.from ?? 0)} and ${clock(gap?.to ?? 0)}. Observed are ${observed} of ${reported} reported minutes: coverage ${share}. The average, ${number(averageOf(sums))}, is over the observed time.`,
    height: 262,
    body: [
      text(16, 28, `coverage ${share}`, 'strong blue'),
      ...grid([0, 100]),
      ...ticks([at('12:00'), at('12:25'), at('12:55'), at('13:20')]),
      ...curve(broadcast),
      text(x(at('12:40')), y(60), 'nobody looked', 'halo', 'middle'),
      text(left, 204, `observed ${observed} min`, 'quiet'),
      box(x(from), 210, x(gap?.from ?? to), 10, 'area deep'),
      box(x(gap?.to ?? to), 210, x(to), 10, 'area deep'),
      text(left, 238, `reported ${reported} min`, 'quiet'),
      box(x(from), 244, x(to), 10, 'rim'),
    ],
  }
}

export function drawHidden(): Drawing {
  const broadcast = broadcastOf(seen('12:00', 5, [100, null, 100, 200]), at('12:00'))
  const sums = sumsOf(broadcast)
  const { x, y, ticks, grid, curve, bottom } = plotOf('11:59', '12:16', 220, 206)
  const viewers = number(coverage(sums.observedSeconds, sums.reportedSeconds), 3)
  const airtime = number(coverage(sums.presentSeconds, sums.reportedSeconds), 3)
  return {
    name: 'hidden',
    title: 'A hidden viewer count in the middle of a broadcast',
    caption: `The count of 12:05 was hidden. Airtime is covered whole (${airtime}), viewers for ${minutes(sums.observedSeconds)} of ${minutes(sums.reportedSeconds)} min (${viewers}); the average of what is known is ${number(averageOf(sums))}.`,
    height: 242,
    body: [
      text(16, 28, `coverage: airtime ${airtime} · viewers ${viewers}`, 'strong blue'),
      ...grid([0, 100, 200]),
      ...ticks([0, 5, 10, 15].map(past => at('12:00') + past * minute)),
      ...curve(broadcast),
      text(x(at('12:05')), bottom - 14, 'hidden', 'quiet halo', 'middle'),
      text(x(at('12:05')), y(150), 'on air, viewers unknown', '', 'middle'),
    ],
  }
}
