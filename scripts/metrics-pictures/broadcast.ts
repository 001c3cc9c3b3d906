// One broadcast, and its average beside a plain mean.

import { hoursWatched } from '../../src/domain/sum-figures.ts'
import type { Stretch } from '../../src/domain/sum-stretches.ts'
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
import { left, line, plotOf, right, text } from './marks.ts'
import type { Drawing } from './picture.ts'

export function drawBroadcast(): Drawing {
  const broadcast = broadcastOf(
    seen('12:00', 5, [60, 100, 140, 120, 180, 150, 120]),
    at('11:58'),
    at('12:35'),
  )
  const sums = sumsOf(broadcast)
  const { head, tail } = stretchesOf(broadcast)
  const length = ({ from, to }: Stretch) => minutes(to - from)
  const [headLength, tailLength] = [head, tail[0]].map(end => (end ? length(end) : '–'))
  const { x, y, ticks, grid, curve } = plotOf('11:56', '12:36', 230, 226)
  const peak = `${number(sums.peakViewers)} at ${clock(sums.peakAt ?? 0)}`
  const average = number(averageOf(sums))
  const hours = number(hoursWatched(sums))
  const [headX, tailX] = [x((head?.from ?? 0) + minute), x((tail[0]?.from ?? 0) + 75)]
  return {
    name: 'broadcast',
    title: 'One broadcast: samples, the area under them, head and tail',
    caption: `Seven samples, five minutes apart. Head ${headLength} min, tail ${tailLength} min; ${minutes(sums.observedSeconds)} min observed, ${hours} hours watched, average ${average}, peak ${peak}.`,
    height: 262,
    body: [
      text(16, 28, `average ${average} · ${hours} hours watched`, 'strong blue'),
      ...grid([0, 100, 200]),
      ...ticks([at('12:00'), at('12:10'), at('12:20'), at('12:30')]),
      ...curve(broadcast),
      line(headX, y(58), headX, y(118), 'axis'),
      text(left + 6, y(122), `head ${headLength} min`, 'quiet'),
      line(tailX, y(118), tailX, y(162), 'axis'),
      text(right, y(167), `tail ${tailLength} min`, 'quiet', 'end'),
      text(x(sums.peakAt ?? 0), y(180) - 12, `peak ${peak}`, 'strong halo', 'middle'),
    ],
  }
}

/** The numbers of the bursty broadcast; a plain mean treats each sample alike. */
export function compareMeans() {
  const samples = [
    ...seen('12:00', 5, [100, 100, 100, 100]),
    ...seen('12:20', 1, [325, 325, 325, 325, 325, 325]),
    ...seen('12:30', 5, [100, 100, 100, 100]),
  ]
  const broadcast = broadcastOf(samples, at('12:00'), at('12:50'))
  const sums = sumsOf(broadcast)
  const plain = samples.reduce((sum, { viewers }) => sum + (viewers ?? 0), 0) / samples.length
  const average = averageOf(sums) ?? 0
  return { broadcast, sums, plain, average, excess: Math.round((plain / average - 1) * 100) }
}

export function drawAverage(): Drawing {
  const { broadcast, sums, plain, average, excess } = compareMeans()
  const { x, y, ticks, grid, curve } = plotOf('11:58', '12:50', 370, 236)
  const viewerSeconds = number(sums.halfViewerSeconds / 2)
  return {
    name: 'average',
    title: 'The average over time beside the plain mean of the samples',
    caption: `${sums.samples} samples, six of them in one burst of five minutes. ${viewerSeconds} viewer-seconds over ${number(sums.observedSeconds)} s are ${average.toFixed(2)} viewers; the plain mean of the samples says ${plain.toFixed(2)}, ${excess} % too much.`,
    height: 272,
    body: [
      text(16, 28, `one broadcast, ${sums.samples} samples`, 'strong'),
      text(right, 28, `plain mean +${excess} %`, 'strong amber', 'end'),
      ...grid([0, 100, 200, 300]),
      ...ticks([at('12:00'), at('12:15'), at('12:30'), at('12:45')]),
      ...curve(broadcast),
      line(left, y(plain), right, y(plain), 'line other dashed'),
      line(left, y(average), right, y(average), 'line dashed'),
      text(right, y(plain) - 7, `plain mean ${plain.toFixed(2)}`, 'strong amber', 'end'),
      text(right, y(average) - 7, `average ${average.toFixed(2)}`, 'strong blue', 'end'),
      text(x(at('12:22')) + 14, y(325) - 10, 'a sample a minute', 'quiet', 'middle'),
    ],
  }
}
