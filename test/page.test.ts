// The page as a reader meets it: in a real browser, from a real server on a real PostgreSQL. The
// clocks of both are driven here; nothing sleeps.

import assert from 'node:assert/strict'
import { after, beforeEach, type TestContext, test } from 'node:test'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { settingsReference } from '../src/config.ts'
import type { Platform } from '../src/domain/platform.ts'
import { createPolicies, type Policies, usualPolicyOf } from '../src/domain/policy.ts'
import { listen } from '../src/serve/listen.ts'
import { openBrowser } from './browser.ts'
import { createTestDatabase } from './postgres.ts'
import {
  aLiveBroadcast,
  aSweep,
  clearCensus,
  insertLiveBroadcast,
  type LiveBroadcastRow,
  recordSweepRow,
  sweptAt,
} from './serve-live-rows.ts'
import { createTestServer } from './serve-server.ts'

const browser = await openBrowser()
after(() => browser?.close())
const skip = browser === null ? 'no browser starts here: set CHROMIUM_PATH to a Chromium' : false

const { sql } = await createTestDatabase()

beforeEach(async () => {
  await clearCensus(sql)
  await sql`delete from demo`
})

interface Visit {
  readonly page: Page
  /** Lets time go by, for the browser and for the server. */
  pass(seconds: number): Promise<void>
  /** What went wrong in the browser so far. */
  readonly faults: string[]
}

interface VisitOptions extends BrowserContextOptions {
  readonly path?: string
  readonly swept?: readonly Platform[]
  readonly policyOf?: Policies
  readonly prepare?: (page: Page) => Promise<void>
}

const desktop = { width: 1_280, height: 800 }
const phone = { width: 360, height: 740 }

/** Opens the page at 18:02. A request elsewhere, an error or a breach of the policy is a fault. */
async function visit(t: TestContext, options: VisitOptions = {}): Promise<Visit> {
  const { path = '/', swept = ['twitch'], policyOf = usualPolicyOf, prepare, ...context } = options
  const { server, clock } = await createTestServer(sql, { sweptPlatforms: swept, policyOf })
  const origin = await listen(server, { host: '127.0.0.1', port: 0 })
  const opened = await browser?.newContext({ viewport: desktop, timezoneId: 'UTC', ...context })
  if (opened === undefined) throw new Error('there is no browser')
  const page = await opened.newPage()
  const faults: string[] = []
  t.after(async () => {
    await opened.close()
    await server.close()
    assert.deepEqual(faults, [])
  })
  page.on('pageerror', error => faults.push(error.message))
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text())
  })
  page.on('request', request => {
    if (!request.url().startsWith(`${origin}/`) && !request.url().startsWith('data:'))
      faults.push(`a request to ${request.url()}`)
  })
  await page.clock.install({ time: new Date((sweptAt + 120) * 1_000) })
  await prepare?.(page)
  await page.goto(origin + path)
  const pass = async (seconds: number) => {
    clock.advance(seconds * 1_000)
    await page.clock.runFor(seconds * 1_000)
  }
  return { page, pass, faults }
}

async function insertAll(rows: readonly Partial<LiveBroadcastRow>[]): Promise<void> {
  for (const row of rows) await insertLiveBroadcast(sql, aLiveBroadcast(row))
}

/** Until the table shows what was asked for. */
async function untilShown(page: Page): Promise<void> {
  await page.locator('#rows[aria-busy="false"]').waitFor({ state: 'attached' })
}

/** The texts of a column, unknown values as their reason. */
async function column(page: Page, name: string): Promise<string[]> {
  await untilShown(page)
  const texts = await page.locator(`#body td.${name}`).allTextContents()
  return texts.map(text => text.replaceAll('\u00a0', ' '))
}

const textOf = async (page: Page, selector: string) =>
  ((await page.locator(selector).textContent()) ?? '').replaceAll('\u00a0', ' ')

const rtl = 'مرحبا بالعالم، بث مباشر'

const few: Partial<LiveBroadcastRow>[] = [
  {
    username: 'mira_plays',
    displayName: 'ミラ',
    viewers: 48_213,
    title: 'First try | !rules',
    startedAt: sweptAt - 600,
  },
  { displayName: 'Ann', username: 'ann', viewers: 900, title: rtl, language: 'ar' },
  {
    displayName: 'Ben',
    username: 'ben',
    viewers: 900,
    language: 'es',
    categoryId: '743',
    gameName: 'Chess',
  },
  {
    displayName: 'Cleo',
    username: 'cleo',
    viewers: null,
    title: null,
    language: null,
    categoryId: null,
    gameName: null,
    startedAt: null,
  },
]

async function sweepFew(): Promise<void> {
  await recordSweepRow(sql, aSweep())
  await insertAll(few)
}

test('the page shows who is live, with the right numbers', { skip }, async t => {
  await sweepFew()
  const { page } = await visit(t)
  assert.deepEqual(await column(page, 'rank'), ['1', '2', '2', '–No rank: its value is not known'])
  assert.deepEqual(await page.locator('.own-name').allTextContents(), [
    'ミラ',
    'Ann',
    'Ben',
    'Cleo',
  ])
  assert.deepEqual(await page.locator('#body .below').allTextContents(), ['mira_plays'])
  assert.deepEqual(await column(page, 'viewers'), [
    '48.2 K',
    '900',
    '900',
    '–The platform hides the count',
  ])
  assert.deepEqual(await column(page, 'language'), [
    'English',
    'Arabic',
    'Spanish',
    '–The language is not known',
  ])
  assert.equal((await column(page, 'since'))[0], '12 min ago')
  const count = page.locator('#body data').first()
  assert.equal(await count.getAttribute('title'), '48,213')
  assert.equal(await textOf(page, '#streams'), '4')
  assert.equal(await textOf(page, '#viewers'), '50.0 K')
  assert.equal(await textOf(page, '#viewers-aside'), '1 stream hides its count')
  assert.equal(await textOf(page, '#shares tr'), 'TTwitch100 %450.0 K')
  assert.equal(await textOf(page, '#clock'), 'As of 18:00next in 3:00')
  assert.match(`${await page.locator('#clock').getAttribute('title')}`, /2026-11-22 18:00:00 UTC/)
  assert.equal(await page.locator('#tally').getAttribute('data-lit'), 'true')
  assert.equal(await page.title(), '4 live · Livecensus')
  assert.equal(await textOf(page, '#coverage strong'), 'Twitch')
})

test('a title in a script from right to left sits right', { skip }, async t => {
  await sweepFew()
  const { page } = await visit(t)
  await untilShown(page)
  const gaps = await page.evaluate<number[][]>(`
    [...document.querySelectorAll('#body td.title .line')].slice(0, 2).map(line => {
      const range = document.createRange()
      range.selectNodeContents(line)
      const [text, box] = [range.getBoundingClientRect(), line.getBoundingClientRect()]
      return [Math.round(text.left - box.left), Math.round(box.right - text.right)]
    })`)
  const [[left = 1] = [], [, right = 1] = []] = gaps
  assert.deepEqual([left, right], [0, 0])
})

test('both themes have their own colours, and the chosen one is kept', { skip }, async t => {
  await sweepFew()
  const ground = (page: Page) =>
    page.evaluate<string>('getComputedStyle(document.documentElement).backgroundColor')
  const { page } = await visit(t, { colorScheme: 'dark' })
  assert.equal(await ground(page), 'rgb(14, 17, 22)')
  await page.emulateMedia({ colorScheme: 'light' })
  assert.equal(await ground(page), 'rgb(250, 250, 248)')
  const button = page.getByRole('button', { name: /^Theme: / })
  await button.click()
  assert.equal(await button.getAttribute('aria-label'), 'Theme: Dark. Change to Light')
  await page.reload()
  assert.equal(await ground(page), 'rgb(14, 17, 22)')
  await button.click()
  await page.emulateMedia({ colorScheme: 'dark' })
  assert.equal(await ground(page), 'rgb(250, 250, 248)')
  await button.click()
  assert.equal(await ground(page), 'rgb(14, 17, 22)')
})

test('at 360 px nothing goes beyond the edge and every target has 44 px', { skip }, async t => {
  await sweepFew()
  await recordSweepRow(
    sql,
    aSweep({ platform: 'kick', status: 'partial', error: `Kick answered 503${'!'.repeat(90)}` }),
  )
  await insertAll([
    {
      platform: 'kick',
      displayName: 'W'.repeat(60),
      title: 'W'.repeat(140),
      gameName: 'W'.repeat(90),
    },
  ])
  const { page } = await visit(t, { viewport: phone })
  await untilShown(page)
  const width = () => page.evaluate<number>('document.documentElement.scrollWidth')
  assert.equal(await width(), 360)
  const small = await page.evaluate<string[]>(`
    [...document.querySelectorAll('button, .chip, .notes a, #body tr')]
      .filter(({ offsetHeight }) => offsetHeight > 0 && offsetHeight < 44)
      .map(({ outerHTML, offsetHeight }) => offsetHeight + ': ' + outerHTML)`)
  assert.deepEqual(small, [])
  // A card is its channel's link.
  const [card] = await page.locator('#body tr').all()
  const { x, y, height } = (await card?.boundingBox()) ?? assert.fail('there is no card')
  const link = await page.evaluate<string>(
    `document.elementFromPoint(${x + 12}, ${y + height - 8})?.closest('a')?.href`,
  )
  assert.equal(link, 'https://www.twitch.tv/mira_plays')
  await page
    .getByRole('textbox')
    .or(page.getByRole('combobox', { name: /^Category/ }))
    .fill('x')
  await page.keyboard.press('Enter')
  await page.locator('#empty').waitFor()
  assert.equal(await width(), 360)
})

test('filters change the rows and the address, and the address the filters', { skip }, async t => {
  await sweepFew()
  const { page } = await visit(t)
  await untilShown(page)
  const names = () => page.locator('.own-name').allTextContents()
  await page.getByLabel('Language').selectOption('es')
  await page.locator('#body tr:only-child').waitFor()
  assert.deepEqual(await names(), ['Ben'])
  assert.equal(new URL(page.url()).search, '?language=es')
  await page.getByLabel(/^Category/).fill('chess')
  await page.keyboard.press('Enter')
  await page.waitForURL(/category=Chess$/)
  await untilShown(page)
  assert.deepEqual(await names(), ['Ben'])
  assert.equal(await textOf(page, '#call'), 'GET /live/top?language=es&category=Chess')
  await page.reload()
  await untilShown(page)
  assert.deepEqual(await names(), ['Ben'])
  assert.equal(await page.getByLabel('Language').inputValue(), 'es')
  await page.goBack()
  await page.waitForURL(/language=es$/)
  await untilShown(page)
  assert.equal(await page.getByLabel(/^Category/).inputValue(), '')
  await page.getByRole('button', { name: 'Clear' }).click()
  await page.locator('#body tr:nth-child(4)').waitFor()
  assert.equal(new URL(page.url()).search, '')
  await page.getByLabel('Order').selectOption('started_at')
  await page.waitForURL(/sort=started_at$/)
  await page.locator('#by-start[aria-sort="descending"]').waitFor()
  assert.equal((await names())[0], 'ミラ')
})

test('a question that finds nobody or cannot be asked says so', { skip }, async t => {
  await sweepFew()
  const { page } = await visit(t, { path: '/?platform=twitch&language=fi' })
  await page.locator('#empty').waitFor()
  assert.match(await textOf(page, '#empty'), /^Nobody is live on Twitch in Finnish/)
  const other = await visit(t, { path: '/?language=finnish!' })
  await other.page.locator('#empty').waitFor()
  assert.match(
    await textOf(other.page, '#empty'),
    /^This cannot be answeredlanguage must be a language code such as en/,
  )
  assert.equal(await textOf(other.page, '#streams'), '4', 'the rest is there')
  // Browsers write down each answer of 400.
  assert.equal(other.faults.splice(0).length, 1)
})

test('an empty database says what will be here, and what to do', { skip }, async t => {
  const { page } = await visit(t)
  await page.locator('#empty').waitFor()
  assert.match(await textOf(page, '#empty'), /^The first sweep is not done yet.* after 18:05\./)
  assert.equal(await textOf(page, '#clock'), 'No sweep yetfirst in 3:00')
  assert.equal(await textOf(page, '#streams'), '–Not known before the first sweep')
  assert.equal(await page.locator('#tally').getAttribute('data-lit'), 'false')
  const other = await visit(t, { swept: [] })
  await other.page.locator('#empty').waitFor()
  assert.match(await textOf(other.page, '#empty'), /^Nothing is counted yet.*TWITCH_CLIENT_ID/)
})

test('at the next sweep the page shows it by itself', { skip }, async t => {
  await sweepFew()
  const { page, pass } = await visit(t)
  await untilShown(page)
  assert.equal(await page.locator('.own-name').first().textContent(), 'ミラ')
  await page.locator('.own-name', { hasText: 'Ann' }).focus()
  await pass(185)
  await page.getByText('next any moment').waitFor()
  // First the rows, then the sweep: the page may ask at any moment.
  await sql`
    update live_broadcasts
    set last_sample_at = ${new Date((sweptAt + 300) * 1_000)}, viewers = 1000
    where viewers = 900`
  await recordSweepRow(sql, aSweep({ collectedAt: sweptAt + 300 }))
  const isThere = page.locator('#as-of', { hasText: 'As of 18:05' })
  for (let i = 0; i < 20 && (await isThere.count()) === 0; i += 1) {
    await pass(5)
    await page.waitForLoadState('networkidle')
  }
  await isThere.waitFor()
  assert.deepEqual(await page.locator('.own-name').allTextContents(), ['Ann', 'Ben'])
  assert.equal(await textOf(page, '#viewers'), '2.00 K')
  assert.equal(await page.evaluate('document.activeElement?.textContent'), 'Ann')
  assert.match(await textOf(page, '#announcement'), /^As of 18:05: 2 shown/)
})

test('when the server is away what was known stays, and comes back by a click', {
  skip,
}, async t => {
  await sweepFew()
  const { page, pass, faults } = await visit(t)
  await untilShown(page)
  await page.route(/\/(health|live)/, route => route.abort())
  await pass(65)
  await page.locator('#fault').waitFor()
  assert.match(
    await textOf(page, '#fault'),
    /^Livecensus cannot be reached\. What you see is from 18:00\./,
  )
  assert.match(await textOf(page, '#clock'), /^As of 18:00, \d min old/)
  assert.equal(await page.locator('#body tr').count(), 4)
  await page.getByLabel('Language').selectOption('es')
  await page.locator('#body .skeleton').first().waitFor()
  await page.unroute(/\/(health|live)/)
  await page.getByRole('button', { name: 'Try again now' }).click()
  await page.locator('#fault').waitFor({ state: 'hidden' })
  assert.equal(await page.locator('#clock').getAttribute('data-tone'), 'live')
  assert.deepEqual(await page.locator('.own-name').allTextContents(), ['Ben'])
  assert.ok(faults.splice(0).every(fault => fault.includes('ERR_FAILED')))
})

test('a hidden page does not ask, and catches up when it is seen', { skip }, async t => {
  await sweepFew()
  const { page, pass } = await visit(t)
  await untilShown(page)
  let asked = 0
  page.on('request', () => {
    asked += 1
  })
  const setHidden = (isHidden: boolean) =>
    page.evaluate(`
      Object.defineProperty(document, 'hidden', { value: ${isHidden}, configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))`)
  await setHidden(true)
  await pass(1_200)
  assert.equal(asked, 0)
  const answered = page.waitForResponse(/\/health$/)
  await setHidden(false)
  await answered
  assert.equal(asked, 1)
  await page.locator('#clock[data-tone="stale"]').waitFor()
})

/** The name of what has the focus, and whether that is seen. */
const focusedName = `
  (() => {
    const element = document.activeElement
    const name = element.getAttribute('aria-label') ?? element.textContent
    const { outlineStyle } = getComputedStyle(element.closest('.chip') ?? element)
    return outlineStyle === 'none' ? name + ' without a ring' : name
  })()`

test('all that can be done can be done with the keyboard', { skip }, async t => {
  await sweepFew()
  const { page } = await visit(t)
  await untilShown(page)
  const reached: string[] = []
  for (let i = 0; i < 8; i += 1) {
    await page.keyboard.press('Tab')
    reached.push(await page.evaluate<string>(focusedName))
  }
  assert.deepEqual(reached, [
    'Go to the table',
    'Theme: Auto. Change to Dark',
    'Platform',
    'Language',
    'Category: its exact name or id',
    'Order',
    'ミラ',
    'Ann',
  ])
  const roles = await page.locator('main').ariaSnapshot()
  for (const part of [
    /table "Live broadcasts"/,
    /columnheader "Viewers"/,
    /row .*ミラ/,
    /table "By platform"/,
  ])
    assert.match(roles, part)
})

test('a long list goes on, and stays as long when it is new', { skip }, async t => {
  await recordSweepRow(sql, aSweep())
  await insertAll(Array.from({ length: 70 }, (_, i) => ({ viewers: 1_000 - i })))
  const { page, pass } = await visit(t)
  await untilShown(page)
  assert.equal(await page.locator('#body tr').count(), 50)
  assert.equal(await textOf(page, '#shown'), '50 of 70 shown')
  const more = page.getByRole('button', { name: 'Show 50 more' })
  await more.click()
  await page.locator('#body tr:nth-child(70)').waitFor()
  assert.deepEqual((await column(page, 'rank')).slice(48, 52), ['49', '50', '51', '52'])
  assert.equal(await more.isVisible(), false)
  await recordSweepRow(sql, aSweep({ collectedAt: sweptAt + 60, status: 'partial' }))
  await pass(65)
  await page.locator('#as-of', { hasText: 'As of 18:01' }).waitFor()
  assert.equal(await page.locator('#body tr').count(), 70)
})

test('a demo says what it is, links to no channel and shows its replay', { skip }, async t => {
  await sweepFew()
  const from = new Date((sweptAt - 3 * 86_400) * 1_000)
  const until = new Date((sweptAt + 4 * 86_400) * 1_000)
  await sql`
    insert into demo (version, seed, scale, replay_from, replay_until)
    values (1, 1, 3000, ${from}, ${until})`
  const { page, pass } = await visit(t)
  await untilShown(page)
  assert.match(await textOf(page, '#ribbon'), /^Demo.*invented.*TWITCH_CLIENT_SECRET\.$/)
  assert.equal(await page.locator('#body a').count(), 0)
  assert.equal(await textOf(page, '#replay-words'), 'Replaying the last 7 days: 43 %, as of 18:00')
  assert.equal(await page.getByRole('progressbar').getAttribute('value'), '0.4286')
  assert.equal(await textOf(page, '#board-title'), 'Live then')
  assert.equal((await column(page, 'since'))[0], '10 min ago')
  assert.equal(await page.locator('#tally').getAttribute('data-lit'), 'false')
  await sql`update demo set replay_from = null, replay_until = null`
  await pass(3)
  await page.locator('#replay').waitFor({ state: 'hidden' })
  assert.equal(await page.locator('#ribbon').isVisible(), true)
  await page.locator('#board-title', { hasText: 'Live now' }).waitFor()
})

test('copies hold the exact numbers', { skip }, async t => {
  await sweepFew()
  const { page } = await visit(t)
  await untilShown(page)
  const copied = await page.evaluate<string>(`
    (() => {
      getSelection().selectAllChildren(document.querySelector('#body tr'))
      const event = new ClipboardEvent('copy', { clipboardData: new DataTransfer() })
      document.dispatchEvent(event)
      return event.clipboardData.getData('text/plain')
    })()`)
  assert.match(copied, /48213/)
})

const tracked = { platform: 'youtube', scope: { kind: 'tracked' } } as const

/** What is tracked on YouTube, beside the few of Twitch. */
async function sweepYoutubeToo(): Promise<void> {
  await sweepFew()
  await recordSweepRow(sql, aSweep(tracked))
  await insertAll([
    { platform: 'youtube', displayName: 'Noor', username: null, viewers: 60_000 },
    { platform: 'youtube', displayName: 'W'.repeat(60), username: '@dana', viewers: null },
  ])
}

const youtubeLinks = ['https://www.youtube.com/t/terms', 'https://policies.google.com/privacy']

const hrefsOf = (page: Page) =>
  page.evaluate<string[]>(`[...document.querySelectorAll('#terms a')].map(({ href }) => href)`)

test('under its usual terms YouTube is in no total, and the page says so beside each', {
  skip,
}, async t => {
  await sweepYoutubeToo()
  const { page } = await visit(t)
  await untilShown(page)
  assert.equal(await textOf(page, '#streams'), '4')
  assert.equal(await textOf(page, '#viewers'), '50.0 K')
  assert.equal(await page.locator('#streams-aside').innerText(), 'on Twitch\nwithout YouTube')
  assert.equal(
    await page.locator('#viewers-aside').innerText(),
    '1 stream hides its count\nwithout YouTube',
  )
  assert.equal(await textOf(page, '#shares [data-platform="twitch"]'), 'TTwitch100 %450.0 K')
  assert.equal(
    await textOf(page, '#shares [data-platform="youtube"]'),
    'YYouTubetrackednot summed up2–Not summed up, by the terms of the platform',
  )
  assert.deepEqual((await column(page, 'viewers')).slice(0, 2), ['60.0 K', '48.2 K'])
  assert.equal(await textOf(page, '#shown'), '6 of 6 shown')
  await page.locator('#viewers-aside a').click()
  assert.equal(new URL(page.url()).hash, '#terms')
  const terms = await textOf(page, '#terms')
  assert.match(terms, /YouTube is the source of the rows that carry its name/)
  assert.match(terms, /Viewers are not summed up: YouTube's developer policies \(III\.E\.2\.a\)/)
  const [setting] = /[A-Z]+(?:_[A-Z]+)+/.exec(terms) ?? []
  assert.ok(settingsReference.some(({ name }) => name === setting))
  assert.deepEqual(await hrefsOf(page), youtubeLinks)
})

test('under its amendment YouTube is in the totals, which are told as our own', {
  skip,
}, async t => {
  await sweepYoutubeToo()
  const policyOf = createPolicies({ youtubeDerivedMetrics: true })
  const { page } = await visit(t, { policyOf })
  await untilShown(page)
  assert.equal(await textOf(page, '#streams'), '6')
  assert.equal(await textOf(page, '#viewers'), '110 K')
  assert.equal(await page.locator('#streams-aside').innerText(), 'on 2 platforms\nYouTube tracked')
  assert.equal(
    await page.locator('#viewers-aside').innerText(),
    '2 streams hide their counts\nsum by Livecensus',
  )
  assert.equal(
    await textOf(page, '#shares [data-platform="youtube"]'),
    'YYouTubetracked55 %260.0 K',
  )
  assert.doesNotMatch(await textOf(page, '#terms'), /not summed up/)
  assert.deepEqual(await hrefsOf(page), youtubeLinks)
})

test('YouTube alone has its streams, no viewers in all, and its name on each row', {
  skip,
}, async t => {
  await recordSweepRow(sql, aSweep(tracked))
  await insertAll([{ platform: 'youtube', displayName: 'Noor', username: 'noor', viewers: 60_000 }])
  const { page } = await visit(t, { swept: ['youtube'] })
  await untilShown(page)
  assert.equal(await textOf(page, '#streams'), '1')
  assert.equal(await textOf(page, '#streams-aside'), 'tracked on YouTube')
  assert.equal(await textOf(page, '#viewers'), '–Not summed up, by the terms of the platform')
  assert.equal(await textOf(page, '#viewers-aside'), 'not summed up')
  assert.deepEqual(await page.locator('#body .below').allTextContents(), ['YouTube'])
  const known = await textOf(page, '#coverage')
  assert.match(known, /^YouTube tracked 2 min ago.* tracked and discovered ones, never all$/)
})

test('at 360 px YouTube keeps its name on each card and its links within reach', {
  skip,
}, async t => {
  await sweepYoutubeToo()
  const { page } = await visit(t, { viewport: phone })
  await untilShown(page)
  assert.equal(await page.evaluate<number>('document.documentElement.scrollWidth'), 360)
  const cut = await page.evaluate<string[]>(`
    [...document.querySelectorAll('#body [data-platform="youtube"] .below')]
      .filter(({ offsetWidth, scrollWidth }) => offsetWidth === 0 || scrollWidth > offsetWidth)
      .map(({ textContent }) => textContent)`)
  assert.deepEqual(cut, [])
  const low = await page.evaluate<string[]>(`
    [...document.querySelectorAll('#terms a')]
      .filter(({ offsetHeight }) => offsetHeight < 44)
      .map(({ href }) => href)`)
  assert.deepEqual(low, [])
})

test('where no platform asks for it the page has no terms', { skip }, async t => {
  await sweepFew()
  const { page } = await visit(t)
  await untilShown(page)
  assert.equal(await page.locator('#terms').isVisible(), false)
  assert.equal(await page.locator('.to-terms').count(), 0)
})

test('without JavaScript the page says what to do', { skip }, async t => {
  const { page } = await visit(t, { javaScriptEnabled: false })
  assert.match(await textOf(page, 'noscript'), /needs JavaScript.*\/live\/top/)
})
