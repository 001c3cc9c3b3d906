// Peaks of a broadcast and of a category.

import { partsOf, sumsBy } from '../../src/domain/sum-broadcast.ts'
import { peakTogether } from '../../src/domain/sum-channel.ts'
import { startCountedAt } from '../../src/domain/sum-stretches.ts'
import { noSums, type Sums } from '../../src/domain/sums.ts'
import { at, broadcastOf, clock, minute, minutes, number, seen } from './examples.ts'
import { box, left, line, plotOf, right, text } from './marks.ts'
import type { Drawing } from './picture.ts'

export function drawPeak(): Drawing {
  const streams = [
    seen('20:00', 5, [300, 500, 420, 300, 200]),
    seen('20:00', 5, [200, 260, 400, 380, 300]),
    seen('20:00', 5, [100, 120, 250, 360, 340]),
  ]
  const { peakViewers, peakAt } = peakTogether(streams.flat())
  const own = streams.map(samples => peakTogether(samples).peakViewers ?? 0)
  const wrong = own.reduce((sum, value) => sum + value, 0)
  const { x, y, ticks, grid } = plotOf('19:57', '20:23', 1_400, 236)
  const shades = ['area', 'area even', 'area deep']
  const columns = (streams[0] ?? []).flatMap(({ at: time }, i) => {
    let below = 0
    const boxes = streams.map((samples, n) => {
      const viewers = samples[i]?.viewers ?? 0
      below += viewers
      return box(x(time) - 24, y(below), x(time) + 24, y(0) - y(viewers), shades[n] ?? 'area')
    })
    const isPeak = time === peakAt
    const look = isPeak ? 'strong blue' : 'quiet'
    return [...boxes, text(x(time), y(below) - 7, number(below), look, 'middle')]
  })
  return {
    name: 'peak',
    title: 'The peak of a category is its highest sum at one sweep',
    caption: `Three streams of a category at five sweeps. At ${clock(peakAt ?? 0)} they had ${number(peakViewers)} viewers together, the peak. Their own peaks (${own.join(', ')}) fall at different sweeps: added to ${number(wrong)} they tell of a moment that never was.`,
    height: 272,
    body: [
      text(16, 28, `peak ${number(peakViewers)} at ${clock(peakAt ?? 0)}`, 'strong blue'),
      ...grid([0, 500, 1_000]),
      ...columns,
      ...ticks((streams[0] ?? []).map(({ at: time }) => time)),
      line(left, y(wrong), right, y(wrong), 'line other dashed'),
      text(right, y(wrong) - 7, `own peaks added: ${number(wrong)}`, 'strong amber', 'end'),
    ],
  }
}

export function drawCategory(): Drawing {
  const [from, to] = [at('20:00'), at('21:00')]
  const large = broadcastOf(
    seen(
      '19:50',
      5,
      Array.from({ length: 17 }, () => 120),
    ),
    at('18:00'),
  )
  const small = broadcastOf(
    seen('20:15', 5, [60, 60, 60, 60, 60, 60, 60]),
    at('20:15'),
    at('20:50'),
  )
  const both = [large, small]
  const inWindow = both.map(one => sumsBy(one, ({ hour }) => hour).get(from) ?? noSums)
  const total = (of: (sums: Sums) => number) => inWindow.reduce((sum, one) => sum + of(one), 0)
  const viewerSeconds = total(sums => sums.halfViewerSeconds) / 2
  const present = total(sums => sums.presentSeconds)
  const observed = total(sums => sums.observedSeconds)
  const window = to - from
  const viewers = number(viewerSeconds / window)
  const streams = number(present / window)
  const perStream = number(viewerSeconds / observed)
  const streamsOf = inWindow.filter(({ presentSeconds }) => presentSeconds > 0).length
  const began = both.filter(one => {
    const [first] = one.samples
    const counted = first === undefined ? null : startCountedAt({ ...one, first })
    return counted !== null && counted >= from && counted < to
  }).length
  const { x } = plotOf('19:48', '21:12', 1, 150)
  const spans = both.map(one => partsOf(one))
  return {
    name: 'category',
    title: 'A category in a window of one hour',
    caption: `Between 20:00 and 21:00 one stream with 120 viewers was on throughout and one with 60 for ${minutes(inWindow[1]?.presentSeconds ?? 0)} min. Average viewers ${viewers}, average streams ${streams}, viewers per stream ${perStream}; ${streamsOf} streams in the window, ${began} begun in it.`,
    height: 200,
    body: [
      text(
        16,
        28,
        `${viewers} viewers · ${streams} streams · ${perStream} per stream`,
        'strong blue',
      ),
      ...[from, to].flatMap(border => [
        line(x(border), 44, x(border), 160, 'cut'),
        text(x(border), 182, clock(border), 'quiet', 'middle'),
      ]),
      ...spans.flatMap((parts, i) => {
        const y = 56 + 54 * i
        // One goes on beyond the picture's ends.
        const begin = Math.max(parts[0]?.from ?? 0, from - 12 * minute)
        const end = Math.min(parts.at(-1)?.to ?? 0, to + 12 * minute)
        return [
          box(x(begin), y, x(end), 40, 'area'),
          box(x(Math.max(begin, from)), y, x(Math.min(end, to)), 40, 'area even'),
          text(x(Math.max(begin, from)) + 10, y + 26, i === 0 ? '120 viewers' : '60 viewers'),
        ]
      }),
    ],
  }
}
