// What rises.

import { number } from './examples.ts'
import { dot, line, right, text } from './marks.ts'
import type { Drawing } from './picture.ts'

/** d × |d| / max(b, 20), d = viewers − b. */
export function risingScore(viewers: number, before: number): number {
  const rise = viewers - before
  return (rise * Math.abs(rise)) / Math.max(before, 20)
}

export function drawRising(): Drawing {
  const streams = [
    { name: 'A', before: 1_000, viewers: 1_300 },
    { name: 'B', before: 100, viewers: 350 },
    { name: 'C', before: 4, viewers: 44 },
    { name: 'D', before: 800, viewers: 600 },
  ].map(stream => ({ ...stream, score: risingScore(stream.viewers, stream.before) }))
  const sorted = streams.toSorted((a, b) => b.score - a.score)
  const x = (viewers: number) => 52 + (viewers / 1_300) * 250
  return {
    name: 'rising',
    title: 'Who rises: viewers now against 30 minutes before',
    caption: `${sorted.map(({ name, before, viewers, score }) => `${name} from ${number(before)} to ${number(viewers)}: score ${number(score)}`).join('; ')}.`,
    height: 246,
    body: [
      dot(58, 27, 'ring'),
      text(70, 32, '30 min before', 'quiet'),
      dot(216, 27),
      text(228, 32, 'now', 'quiet'),
      text(right, 32, 'score', 'strong', 'end'),
      ...sorted.flatMap(({ name, before, viewers, score }, i) => {
        const y = 64 + 48 * i
        const isUp = score > 0
        return [
          text(20, y + 5, name, 'strong'),
          line(52, y, 412, y, 'grid'),
          line(x(before), y, x(viewers), y, isUp ? 'line' : 'line other'),
          dot(x(before), y, 'ring'),
          dot(x(viewers), y),
          text(
            Math.max(x(before), x(viewers)) + 12,
            y - 7,
            `${number(before)} → ${number(viewers)}`,
            'quiet',
          ),
          text(
            right,
            y + 5,
            `${isUp ? '▲' : '▼'} ${number(Math.abs(score))}`,
            isUp ? 'blue' : 'amber',
            'end',
          ),
        ]
      }),
    ],
  }
}
