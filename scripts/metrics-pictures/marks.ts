// Marks of the pictures of the metrics: texts, lines, boxes, and a plot of viewers over time.

import type { BookedBroadcast } from '../../src/domain/sum-broadcast.ts'
import type { Stretch } from '../../src/domain/sum-stretches.ts'
import { at, clock, number, stretchesOf } from './examples.ts'

export const width = 520
export const left = 60
export const right = 504

// Sizes are in units of 520 to the picture's width: a phone gets larger letters than a page.
export const style = `
.ground{fill:#fff;stroke:#e6e6e1}text{fill:#16191d;font:15px Inter,system-ui,sans-serif;font-variant-numeric:tabular-nums}
.strong{font-weight:650}.quiet{fill:#5c636c}.blue{fill:#1f5fbf}.amber{fill:#8a5a00}
.grid{stroke:#e6e6e1}.axis{stroke:#83878d}.cut{stroke:#16191d;stroke-dasharray:2 3}
.area{fill:#1f5fbf;fill-opacity:.2}.even{fill-opacity:.32}.deep{fill-opacity:.55}.edge{fill:#1f5fbf;fill-opacity:.08;stroke:#1f5fbf;stroke-dasharray:3 3}
.halo{paint-order:stroke;stroke:#fff;stroke-width:6px;stroke-linejoin:round}.unknown{fill:#1f5fbf;fill-opacity:.08}
.line{fill:none;stroke:#1f5fbf;stroke-width:2}.other{stroke:#8a5a00}.dashed{stroke-dasharray:7 4}
.dot{fill:#1f5fbf;stroke:#fff;stroke-width:1.5}.ring{fill:#fff;stroke:#5c636c;stroke-width:1.5}
.hatch{stroke:#83878d}.rim{fill:none;stroke:#83878d}
@media (min-width:600px){text{font-size:13px}}@media (max-width:420px){text{font-size:17px}}
@media (prefers-color-scheme:dark){.ground{fill:#151a21;stroke:#232a33}text{fill:#e8ebf0}.quiet{fill:#98a3b1}
.blue{fill:#7db4ff}.amber{fill:#f2b33d}.grid{stroke:#232a33}.axis,.hatch,.rim{stroke:#66707e}.cut{stroke:#e8ebf0}
.area,.edge,.unknown{fill:#7db4ff}.halo{stroke:#151a21}.edge{stroke:#7db4ff}.line{stroke:#7db4ff}.other{stroke:#f2b33d}
.dot{fill:#7db4ff;stroke:#151a21}.ring{fill:#151a21;stroke:#98a3b1}}`

export function text(x: number, y: number, content: string, look = '', anchor = 'start'): string {
  return `<text x="${round(x)}" y="${round(y)}" class="${look}" text-anchor="${anchor}">${content}</text>`
}

export function line(x1: number, y1: number, x2: number, y2: number, look: string): string {
  return `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" class="${look}"/>`
}

export function box(
  x: number,
  y: number,
  x2: number,
  height: number,
  look: string,
  fill = '',
): string {
  const paint = fill === '' ? '' : ` fill="url(#${fill})"`
  return `<rect x="${round(x)}" y="${round(y)}" width="${round(x2 - x)}" height="${round(height)}" class="${look}"${paint}/>`
}

export const dot = (x: number, y: number, look = 'dot') =>
  `<circle cx="${round(x)}" cy="${round(y)}" r="4" class="${look}"/>`
export const round = (value: number) => Math.round(value * 10) / 10

/** Time to the right, viewers up from zero. */
export function plotOf(
  from: string | number,
  to: string | number,
  most: number,
  bottom: number,
  top = 56,
) {
  const [begin, end] = [from, to].map(time => (typeof time === 'string' ? at(time) : time))
  const [first, last] = [begin ?? 0, end ?? 0]
  const x = (moment: number) => left + ((moment - first) / (last - first)) * (right - left)
  const y = (viewers: number) => bottom - (viewers / most) * (bottom - top)
  const ticks = (times: readonly number[]) =>
    times.map(time => text(x(time), bottom + 20, clock(time), 'quiet', 'middle'))
  const grid = (values: readonly number[]) => [
    text(16, top - 4, 'viewers', 'quiet'),
    ...values.flatMap(value => [
      line(left, y(value), right, y(value), value === 0 ? 'axis' : 'grid'),
      text(left - 6, y(value) + 5, number(value), 'quiet', 'end'),
    ]),
  ]
  const area = ({ from, to, viewers, isPresent }: Stretch, look: string) => {
    if (viewers === null)
      return box(
        x(from),
        top,
        x(to),
        bottom - top,
        isPresent ? 'unknown' : '',
        isPresent ? '' : 'gap',
      )
    const [a, b] = viewers
    const points = [
      [x(from), y(0)],
      [x(from), y(a)],
      [x(to), y(b)],
      [x(to), y(0)],
    ]
    return `<polygon points="${points.map(([px = 0, py = 0]) => `${round(px)},${round(py)}`).join(' ')}" class="${look}"/>`
  }
  /** The whole of a broadcast: its booked areas, the line between its samples, and these. */
  const curve = (broadcast: BookedBroadcast) => {
    const { head, pairs, tail } = stretchesOf(broadcast)
    const ends = [...(head === null ? [] : [head]), ...tail]
    return [
      ...ends.map(stretch => area(stretch, 'edge')),
      ...pairs.map((pair, i) => area(pair, i % 2 === 0 ? 'area' : 'area even')),
      ...pairs.flatMap(({ from, to, viewers }) =>
        viewers === null ? [] : [line(x(from), y(viewers[0]), x(to), y(viewers[1]), 'line')],
      ),
      ...broadcast.samples.map(({ at: time, viewers }) =>
        dot(x(time), y(viewers ?? 0), viewers === null ? 'ring' : 'dot'),
      ),
    ]
  }
  return { x, y, ticks, grid, area, curve, top, bottom }
}
