import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestServer, findClosedPort, openPoolTo } from '../../test/serve-server.ts'
import { LiveBroadcast, liveTopParameters } from '../contract/live.ts'

interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly description: string
  readonly tags: readonly string[]
  readonly parameters?: readonly {
    readonly name: string
    readonly in: string
    readonly required: boolean
    readonly description: string
    readonly schema: object
  }[]
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content: Record<string, object> }>
  >
}

interface Schema {
  readonly type: unknown
  readonly properties: Readonly<Record<string, { readonly type: unknown }>>
}

interface Description {
  readonly openapi: string
  readonly info: { readonly version: string }
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly tags: readonly { readonly name: string }[]
}

const { server } = await createTestServer(openPoolTo(await findClosedPort()))
const response = await server.inject('/openapi.json')
const description = response.json<Description>()
const operations = Object.values(description.paths).flatMap(path => Object.values(path))

test('the description is OpenAPI 3.1 of this version', () => {
  assert.equal(response.headers['content-type'], 'application/json; charset=utf-8')
  assert.equal(description.openapi, '3.1.0')
  assert.equal(description.info.version, '1.2.3')
})

test('it has every path of the API and none of the pages', () => {
  assert.deepEqual(Object.keys(description.paths), [
    '/',
    '/live/top',
    '/live/totals',
    '/channel/{platform}/{id}/history',
    '/channel/{platform}/{id}/broadcasts',
    '/broadcast/{platform}/{stream_id}',
    '/stats/categories',
    '/health',
  ])
  for (const path of Object.values(description.paths)) assert.deepEqual(Object.keys(path), ['get'])
})

test('every operation has an id of its own, words, a known tag and described answers', () => {
  const tags = description.tags.map(tag => tag.name)
  assert.equal(new Set(operations.map(({ operationId }) => operationId)).size, operations.length)
  for (const operation of operations) {
    for (const words of [operation.operationId, operation.summary, operation.description])
      assert.ok(words.length > 0)
    for (const tag of operation.tags) assert.ok(tags.includes(tag))
    for (const answer of Object.values(operation.responses)) {
      assert.notEqual(answer.description, 'Default Response')
      assert.ok(Object.keys(answer.content).length > 0)
    }
  }
})

test('problems are described with their media type', () => {
  for (const { responses } of operations)
    assert.deepEqual(responses['400']?.content, {
      'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
    })
})

test('every reference leads to a schema', () => {
  const references = [...response.body.matchAll(/"\$ref":"([^"]+)"/g)].map(([, target]) => target)
  assert.ok(references.length > 10)
  for (const target of references) {
    const [, name] = /^#\/components\/schemas\/(\w+)$/.exec(target ?? '') ?? []
    assert.ok(description.components.schemas[name ?? ''] !== undefined, target)
  }
})

test('null is a type, not a keyword of older versions', () => {
  assert.doesNotMatch(response.body, /"nullable"|"\$id"|"definitions"/)
  const { properties } = description.components.schemas.LiveBroadcast ?? assert.fail()
  assert.deepEqual(properties.viewer_count?.type, ['integer', 'null'])
  assert.deepEqual(properties.started_at?.type, ['string', 'null'])
  assert.equal(properties.collected_at?.type, 'string')
  assert.deepEqual(Object.keys(properties), Object.keys(LiveBroadcast.properties))
})

test('the parameters of /live/top are those that it reads', () => {
  const parameters = description.paths['/live/top']?.get?.parameters ?? []
  assert.deepEqual(
    parameters.map(({ name }) => name),
    Object.keys(liveTopParameters),
  )
  for (const parameter of parameters) {
    assert.equal(parameter.in, 'query')
    assert.equal(parameter.required, false)
    assert.ok(parameter.description.length > 0)
    assert.ok(!('example' in parameter), 'an example would be sent by /docs')
  }
})

for (const path of ['/docs', '/docs/', '/redoc'])
  test(`${path} loads nothing that is not from here, and may not`, async () => {
    const page = await server.inject(path)
    assert.equal(page.headers['content-type'], 'text/html; charset=utf-8')
    const policy = `${page.headers['content-security-policy']}`
    assert.match(policy, /^default-src 'none'; script-src 'self'; /)
    assert.doesNotMatch(policy, /https?:|unsafe-eval|\*/)
    const loaded = [...page.body.matchAll(/\b(?:src|href|spec-url)="([^"]+)"/g)]
    assert.ok(loaded.length > 1)
    for (const [, target] of loaded) {
      const url = new URL(target ?? '', `http://here.test${path}`)
      if (url.protocol === 'data:') continue
      assert.equal(url.origin, 'http://here.test')
      assert.equal((await server.inject(url.pathname)).statusCode, 200, target)
    }
  })

test("Redoc's script loads no picture from elsewhere and is kept by its tag", async () => {
  const script = await server.inject('/redoc/redoc.standalone.js')
  assert.equal(script.headers['content-type'], 'text/javascript; charset=utf-8')
  assert.ok(script.body.length > 1_000_000)
  assert.doesNotMatch(script.body, /cdn\.redoc\.ly|fonts\.googleapis/)
  const again = await server.inject({
    url: '/redoc/redoc.standalone.js',
    headers: { 'if-none-match': `${script.headers.etag}` },
  })
  assert.equal(again.statusCode, 304)
  assert.equal(again.body, '')
})
