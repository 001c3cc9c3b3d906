// Hours and midnight, and two broadcasts of a channel.

import { partsOf, sumsBy } from '../../src/domain/sum-broadcast.ts'
import { airtimeOf, peakTogether } from '../../src/domain/sum-channel.ts'
import { averageViewers, hoursWatched } from '../../src/domain/sum-figures.ts'
import { hoursBetween, startOfHour } from '../../src/domain/sum-hours.ts'
import { cutStretch } from '../../src/domain/sum-parts.ts'
import type { Stretch } from '../../src/domain/sum-stretches.ts'
import type { Sums } from '../../src/domain/sums.ts'
import { at, broadcastOf, minutes, number, seen, stretchesOf, sumsOf } from './examples.ts'
import { box, dot, left, line, plotOf, text } from './marks.ts'
import type { Drawing } from './picture.ts'

export function drawHours(): Drawing {
  const counts = [120, 180, 240, 300, 260, 200, 150]
  const samples = seen('22:20', 30, counts, 1_800)
  const broadcast = broadcastOf(samples, null)
  const all = sumsOf(broadcast)
  const byHour = [...sumsBy(broadcast, ({ hour }) => hour)]
  const byDay = [...sumsBy(broadcast, ({ day }) => day).values()]
  const first = samples[0]?.at ?? 0
  const last = samples.at(-1)?.at ?? 0
  const { x, y, ticks, grid, area } = plotOf(first, last, 400, 196)
  const cuts = hoursBetween(first, last)
  const midnight = at('00:00', '2026-11-23')
  const { pairs } = stretchesOf(broadcast)
  const watched = (sums: Sums) => number(hoursWatched(sums))
  const shades = ['area even', 'area deep', 'area even', 'area deep']
  const hourOf = (moment: number) => byHour.findIndex(([hour]) => hour === startOfHour(moment))
  return {
    name: 'hours',
    title: 'Hours and midnight cut the area under the line',
    caption: `A stream seen every half hour, across midnight. Its hours hold ${byHour.map(([, sums]) => watched(sums)).join(', ')} hours watched, its days ${byDay.map(watched).join(' and ')}: together ${watched(all)}, as uncut.`,
    height: 262,
    body: [
      text(
        16,
        28,
        `${watched(all)} hours watched = ${byDay.map(watched).join(' + ')}`,
        'strong blue',
      ),
      ...grid([0, 200]),
      ...ticks([...cuts]),
      ...pairs.flatMap(pair =>
        cutStretch(pair, cuts).map(({ from, to }) => {
          const viewers = [valueAt(pair, from), valueAt(pair, to)] as const
          return area({ ...pair, from, to, viewers }, shades[hourOf(from)] ?? 'area')
        }),
      ),
      ...pairs.map(pair =>
        line(
          x(pair.from),
          y(valueAt(pair, pair.from)),
          x(pair.to),
          y(valueAt(pair, pair.to)),
          'line',
        ),
      ),
      ...samples.map(({ at: time, viewers }) => dot(x(time), y(viewers ?? 0))),
      ...cuts.map(cut => line(x(cut), cut === midnight ? 44 : 66, x(cut), 202, 'cut')),
      text(x(midnight) + 8, 60, 'midnight, UTC', 'strong'),
      ...byHour.map(([hour, sums]) => {
        const middle = (Math.max(hour, first) + Math.min(hour + 3_600, last)) / 2
        return text(x(middle), 244, watched(sums), 'blue', 'middle')
      }),
    ],
  }
}

/** Viewers on the line of a pair, at a moment in it. */
export function valueAt({ from, to, viewers }: Stretch, moment: number): number {
  if (viewers === null) return 0
  return viewers[0] + ((viewers[1] - viewers[0]) * (moment - from)) / (to - from)
}

export function drawChannel(): Drawing {
  const hundreds = Array.from({ length: 13 }, () => 100)
  const both = [
    broadcastOf(seen('12:00', 5, hundreds), at('12:00'), at('13:05')),
    broadcastOf(seen('12:30', 5, hundreds), at('12:30'), at('13:35')),
  ]
  const parts = both.map(partsOf)
  const half = both.reduce((sum, one) => sum + sumsOf(one).halfViewerSeconds, 0)
  const airtime = airtimeOf(parts.flat())
  const average = number(averageViewers(half, airtime.airtimeObservedSeconds))
  const peak = peakTogether(both.flatMap(({ samples }) => samples))
  const lengths = both.map(one => minutes(sumsOf(one).observedSeconds))[0]
  const { x, y, ticks, grid, area } = plotOf('11:56', '13:36', 240, 170)
  const spans = parts.map(of => ({ from: of[0]?.from ?? 0, to: of.at(-1)?.to ?? 0 }))
  const [first, second] = [spans[0] ?? { from: 0, to: 0 }, spans[1] ?? { from: 0, to: 0 }]
  const flat = (from: number, to: number, viewers: number) =>
    ({ from, to, isPresent: true, viewers: [viewers, viewers] }) as const
  return {
    name: 'channel',
    title: 'Two broadcasts of one channel, and the time they share',
    caption: `Each broadcast lasts ${lengths} min; together the channel was on air for ${number(airtime.airtimeSeconds)} s (${minutes(airtime.airtimeSeconds)} min), not twice as long. ${number(half / 2)} viewer-seconds over that are an average of ${average}; the peak, both added, is ${number(peak.peakViewers)}.`,
    height: 286,
    body: [
      text(16, 28, `average ${average} · peak ${number(peak.peakViewers)}`, 'strong blue'),
      ...grid([0, 100, 200]),
      ...ticks([at('12:00'), at('12:30'), at('13:00'), at('13:30')]),
      area(flat(first.from, first.to, 100), 'area'),
      area(flat(first.to, second.to, 100), 'area deep'),
      box(x(second.from), y(200), x(first.to), y(100) - y(200), 'area deep'),
      text(x(second.from) + 6, y(212), 'both, added', 'quiet'),
      text(left, 214, `two broadcasts of ${lengths} min`, 'quiet'),
      box(x(first.from), 221, x(first.to), 8, 'area even'),
      box(x(second.from), 231, x(second.to), 8, 'area deep'),
      text(left, 261, `airtime ${minutes(airtime.airtimeSeconds)} min`, 'strong blue'),
      box(x(first.from), 268, x(second.to), 8, 'blue'),
    ],
  }
}
