// Holds docs/metrics.md and its pictures against what the domain's functions give. After a change:
// node scripts/draw-metrics.ts, and the captions by hand.

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { drawPictures, tableOfMeans } from '../scripts/draw-metrics.ts'

const docs = new URL('../docs/', import.meta.url)
const page = readFileSync(new URL('metrics.md', docs), 'utf8')
const pictures = drawPictures()
const shown = pictures.map(
  ({ name, title, caption }) => `![${title}](metrics/${name}.svg)\n\n*${caption}*\n`,
)

test('the pictures in docs/metrics are those that the script draws', () => {
  const files = readdirSync(new URL('metrics/', docs))
  assert.deepEqual(files.sort(), pictures.map(({ name }) => `${name}.svg`).sort())
  for (const { name, svg } of pictures)
    assert.equal(
      readFileSync(new URL(`metrics/${name}.svg`, docs), 'utf8'),
      svg,
      `${name}.svg: run node scripts/draw-metrics.ts`,
    )
})

test('the page shows every picture once, in order, with the numbers that were worked out', () => {
  for (const one of shown) assert.ok(page.includes(one), `docs/metrics.md should hold:\n${one}`)
  const names = [...page.matchAll(/\]\(metrics\/(\w+)\.svg\)/g)].map(match => match[1])
  assert.deepEqual(
    names,
    pictures.map(({ name }) => name),
  )
})

test('the plain mean stands beside the average as the sums give it', () => {
  const table = tableOfMeans()
  for (const figure of ['196.43', '147.37', '33 %', '14 samples'])
    assert.ok(table.includes(figure), figure)
  assert.ok(page.includes(table), `docs/metrics.md should hold this table:\n${table}`)
})

test('golden figures stand in the captions', () => {
  const captions = new Map(pictures.map(({ name, caption }) => [name, caption]))
  for (const [name, figures] of Object.entries({
    average: ['420,000 viewer-seconds', '2,850 s', '147.37', '196.43', '33 %'],
    gap: ['52.5 of 82.5', '0.636'],
    hidden: ['5 of 15 min', '0.333', '150'],
    channel: ['750,000 viewer-seconds', '5,550 s', '135.14', 'is 200'],
  }))
    for (const figure of figures)
      assert.ok(captions.get(name)?.includes(figure), `${name}: ${figure}`)
})

test('no worked number stands in the page beside captions and table', () => {
  const rest = [...shown, tableOfMeans()].reduce((text, part) => text.replace(part, ''), page)
  // The definitions have one decimal at most.
  assert.deepEqual(rest.match(/\d+\.\d\d+/g), null)
})

test('every number that a picture says loudest stands in its caption', () => {
  for (const { name, caption, svg } of pictures) {
    const known = new Set(numbersOf(caption))
    const texts = [...svg.matchAll(/<text [^>]*class="([^"]*)"[^>]*>([^<]*)</g)]
    const headline = texts.filter(([, look = '']) => look.includes('strong blue'))
    for (const [, , words = ''] of headline)
      for (const figure of numbersOf(words)) assert.ok(known.has(figure), `${name}: ${figure}`)
  }
})

function numbersOf(text: string): string[] {
  return text.match(/\d[\d,]*(\.\d+)?/g)?.map(figure => figure.replace(/,$/, '')) ?? []
}
