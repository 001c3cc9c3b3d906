import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createTestServer, findClosedPort, openPoolTo } from '../../test/serve-server.ts'
import type { Entry } from '../contract/entry.ts'
import type { Problem } from '../contract/problem.ts'

const html = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'
const sql = openPoolTo(await findClosedPort())
const { server } = await createTestServer(sql)
const ask = (url: string, headers = {}) => server.inject({ url, headers })
const page = await ask('/', { accept: html })

test('a browser gets the page at /, everything else the paths', async () => {
  assert.equal(page.statusCode, 200)
  assert.equal(page.headers['content-type'], 'text/html; charset=utf-8')
  assert.equal(page.headers.vary, 'Accept')
  assert.match(page.body, /^<!doctype html>/)
  const entry = await ask('/', { accept: '*/*' })
  assert.equal(entry.headers['content-type'], 'application/json; charset=utf-8')
  assert.equal(entry.headers.vary, 'Accept')
  assert.equal(entry.json<Entry>().links.live_totals, '/live/totals')
})

test('HEAD / answers by the same rule', async () => {
  for (const accept of [html, '*/*']) {
    const [head, whole] = [
      await server.inject({ method: 'HEAD', url: '/', headers: { accept } }),
      await ask('/', { accept }),
    ]
    assert.equal(head.body, '')
    for (const name of ['content-type', 'content-length', 'vary', 'etag'])
      assert.equal(head.headers[name], whole.headers[name], name)
  }
})

test("the page's address may hold its own question; the data's may not", async () => {
  const url = '/?platform=twitch&sort=started_at&utm_source=a'
  assert.equal((await ask(url, { accept: html })).statusCode, 200)
  const refused = await ask(url)
  assert.equal(refused.statusCode, 400)
  assert.equal(refused.headers.vary, 'Accept')
  assert.equal(refused.json<Problem>().errors.length, 3)
})

test('what the answer depends on is said beside what it depended on before', async () => {
  const few = await createTestServer(sql, { corsOrigins: ['https://a.test', 'https://b.test'] })
  const { headers } = await few.server.inject({
    url: '/',
    headers: { accept: html, origin: 'https://a.test' },
  })
  assert.equal(headers.vary, 'Origin, Accept')
})

test('the page may load nothing that is not from here, and runs nothing written into it', () => {
  const policy = `${page.headers['content-security-policy']}`
  assert.match(
    policy,
    /^default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; /,
  )
  assert.doesNotMatch(policy, /https?:|unsafe|\*/)
  assert.doesNotMatch(page.body, /<style|\sstyle=|\son\w+=|<script(?![^>]* src=)/)
})

/** Every address that the page, its scripts and its styles load. */
function addressesIn(body: string, from: string): string[] {
  const found = [
    ...body.matchAll(/<(?:script|link)[^>]* (?:src|href)="([^"]+)"/g),
    ...body.matchAll(/^(?:import .*|\}) from '([^']+)'/gm),
    ...body.matchAll(/\burl\("([^"]+)"\)/g),
  ]
  return found
    .map(([, target]) => new URL(target ?? '', `http://here.test${from}`))
    .filter(({ protocol }) => protocol !== 'data:')
    .map(url => {
      assert.equal(url.origin, 'http://here.test')
      return url.pathname
    })
}

test('all that the page loads is here, and there is nothing that it does not load', async () => {
  const loaded = new Set<string>()
  const load = async (path: string): Promise<void> => {
    if (loaded.has(path)) return
    loaded.add(path)
    const file = await ask(path)
    assert.equal(file.statusCode, 200, path)
    if (!path.endsWith('.woff2'))
      for (const address of addressesIn(file.body, path)) await load(address)
  }
  for (const address of addressesIn(page.body, '/')) await load(address)
  const files = readdirSync(new URL('./page/', import.meta.url)).filter(name =>
    /\.(js|css)$/.test(name),
  )
  for (const name of files) assert.ok(loaded.has(`/assets/${name}`), `${name} is not loaded`)
})

const assets: [name: string, type: string][] = [
  ['page.js', 'text/javascript; charset=utf-8'],
  ['tokens.css', 'text/css; charset=utf-8'],
  ['inter-latin-wght-normal.woff2', 'font/woff2'],
]

for (const [name, type] of assets)
  test(`${name} has its type and is kept by its tag`, async () => {
    const file = await ask(`/assets/${name}`)
    assert.equal(file.headers['content-type'], type)
    assert.equal(file.headers['cache-control'], 'no-cache')
    assert.match(`${file.headers.etag}`, /^"[\w-]+"$/)
    for (const tag of [
      file.headers.etag,
      `W/${file.headers.etag}`,
      `"other", ${file.headers.etag}`,
      '*',
    ]) {
      const again = await ask(`/assets/${name}`, { 'if-none-match': `${tag}` })
      assert.equal(again.statusCode, 304, `${tag}`)
      assert.equal(again.body, '')
      assert.equal(again.headers.etag, file.headers.etag)
    }
    assert.equal((await ask(`/assets/${name}`, { 'if-none-match': '"other"' })).statusCode, 200)
  })

test('only what the page loads is below /assets/', async () => {
  for (const name of ['index.html', 'tsconfig.json', 'format.test.ts', '../page-assets.ts', ''])
    assert.equal((await ask(`/assets/${name}`)).statusCode, 404, name)
})

test("the page's modules have no type error", () => {
  const compiler = dirname(createRequire(import.meta.url).resolve('typescript/package.json'))
  const { status, stdout } = spawnSync(
    process.execPath,
    [join(compiler, 'bin', 'tsc'), '--project', fileURLToPath(new URL('./page/', import.meta.url))],
    { encoding: 'utf8' },
  )
  assert.equal(status, 0, stdout)
})
