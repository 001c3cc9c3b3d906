// node scripts/screenshots.ts <base url>: the pictures of the page in docs/screenshots, of a server
// that runs. They show what it shows: take them of the demo, when its replay is done.

import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { openBrowser } from '../test/browser.ts'

interface Picture {
  readonly name: string
  readonly width: number
  readonly height: number
  readonly colorScheme: 'dark' | 'light'
}

const pictures: readonly Picture[] = [
  { name: 'live-dark', width: 1_280, height: 800, colorScheme: 'dark' },
  { name: 'live-light', width: 1_280, height: 800, colorScheme: 'light' },
  { name: 'live-phone', width: 360, height: 740, colorScheme: 'dark' },
]

const folder = fileURLToPath(new URL('../docs/screenshots/', import.meta.url))

async function take(browser: Browser, base: string, picture: Picture): Promise<void> {
  const { name, width, height, colorScheme } = picture
  const context = await browser.newContext({ viewport: { width, height }, colorScheme })
  const page = await context.newPage()
  await page.goto(base)
  await page.locator('#rows[aria-busy="false"]').waitFor()
  // The font is drawn with the first letters that need it.
  await page.evaluate('document.fonts.ready')
  const path = `${folder}${name}.png`
  await page.screenshot({ path })
  process.stdout.write(`${path}\n`)
  await context.close()
}

const [base] = process.argv.slice(2)
if (base === undefined) throw new Error('usage: node scripts/screenshots.ts <base url>')
const browser = await openBrowser()
if (browser === null) throw new Error('no browser starts here: set CHROMIUM_PATH to a Chromium')
try {
  mkdirSync(folder, { recursive: true })
  for (const picture of pictures) await take(browser, base, picture)
} finally {
  await browser.close()
}
