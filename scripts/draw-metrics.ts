// node scripts/draw-metrics.ts: the pictures of docs/metrics.md, in docs/metrics. Every number in them
// is worked out here by the domain's own functions, or stands in the page as the formula it follows.

import { mkdirSync, writeFileSync } from 'node:fs'
import { hoursWatched } from '../src/domain/sum-figures.ts'
import { compareMeans, drawAverage, drawBroadcast } from './metrics-pictures/broadcast.ts'
import { drawRising } from './metrics-pictures/live.ts'
import { drawCategory, drawPeak } from './metrics-pictures/peaks.ts'
import { type Picture, svgOf } from './metrics-pictures/picture.ts'
import { drawChange, drawFollowers, drawRank, drawShare } from './metrics-pictures/ranking.ts'
import { drawGap, drawHidden } from './metrics-pictures/seen.ts'
import { drawChannel, drawHours } from './metrics-pictures/time.ts'

/** Every picture, in the order of the page. */
export function drawPictures(): Picture[] {
  return [
    drawBroadcast(),
    drawAverage(),
    drawGap(),
    drawHidden(),
    drawHours(),
    drawChannel(),
    drawFollowers(),
    drawCategory(),
    drawPeak(),
    drawShare(),
    drawRank(),
    drawChange(),
    drawRising(),
  ].map(drawing => ({
    name: drawing.name,
    title: drawing.title,
    caption: drawing.caption,
    svg: svgOf(drawing),
  }))
}

/** The table of the page that sets the plain mean of the samples beside the average. */
export function tableOfMeans(): string {
  const { sums, plain, average, excess } = compareMeans()
  const hours = hoursWatched(sums) ?? 0
  const naiveHours = (plain * sums.reportedSeconds) / 3_600
  return `| of the same ${sums.samples} samples | average viewers | hours watched |
|---|---|---|
| plain mean of the samples | ${plain.toFixed(2)} | ${naiveHours.toFixed(2)} |
| area under the samples ÷ observed time | **${average.toFixed(2)}** | **${hours.toFixed(2)}** |
| the plain mean says too much by | ${excess} % | ${excess} % |`
}

if (import.meta.main) {
  const folder = new URL('../docs/metrics/', import.meta.url)
  mkdirSync(folder, { recursive: true })
  for (const { name, svg } of drawPictures()) writeFileSync(new URL(`${name}.svg`, folder), svg)
}
