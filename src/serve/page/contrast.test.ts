import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { platforms } from '../../domain/platform.ts'

type Rgb = readonly [number, number, number]

const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8')
const tokens = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(([, name, ...pair]) => [
    name ?? '',
    pair.map(readColour),
  ]),
)

const grounds = ['ground', 'panel', 'raised']
const texts = ['text', 'quiet', 'stale', 'fault', ...platforms]
const marks = ['tally', 'edge', 'focus', ...platforms]

for (const [i, theme] of ['light', 'dark'].entries()) {
  test(`in the ${theme} theme every text has 4.5 : 1 on every ground`, () => {
    for (const text of texts)
      for (const ground of grounds)
        assertContrast(colour(text, i), colour(ground, i), 4.5, `${text} on ${ground}`)
  })

  test(`in the ${theme} theme every mark has 3 : 1 on every ground`, () => {
    for (const mark of marks)
      for (const ground of grounds)
        assertContrast(colour(mark, i), colour(ground, i), 3, `${mark} on ${ground}`)
  })

  test(`in the ${theme} theme the letters of discs have 4.5 : 1 on their own tint`, () => {
    for (const platform of platforms)
      for (const ground of grounds) {
        const hue = colour(platform, i)
        const tint = mix(hue, colour(ground, i), 0.14)
        assertContrast(hue, tint, 4.5, `${platform} on its tint on ${ground}`)
      }
  })

  test(`in the ${theme} theme the words of strips have 4.5 : 1`, () => {
    for (const text of ['text', 'fault'])
      assertContrast(colour(text, i), colour('fault-ground', i), 4.5, `${text} of a fault`)
    for (const text of ['text', 'quiet'])
      assertContrast(colour(text, i), colour('demo-ground', i), 4.5, `${text} of the ribbon`)
  })
}

function assertContrast(a: Rgb, b: Rgb, least: number, name: string): void {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  const ratio = (high + 0.05) / (low + 0.05)
  assert.ok(ratio >= least, `${name}: ${ratio.toFixed(2)} : 1`)
}

function colour(name: string, theme: number): Rgb {
  return tokens.get(name)?.[theme] ?? assert.fail(`there is no ${name}`)
}

function readColour(hex: string): Rgb {
  const part = (from: number) => Number.parseInt(hex.slice(from, from + 2), 16)
  return [part(1), part(3), part(5)]
}

function mix(a: Rgb, b: Rgb, share: number): Rgb {
  const part = (i: 0 | 1 | 2) => a[i] * share + b[i] * (1 - share)
  return [part(0), part(1), part(2)]
}

/** WCAG 2's relative luminance. */
function luminance(rgb: Rgb): number {
  const [r = 0, g = 0, b = 0] = rgb.map(value => {
    const share = value / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
