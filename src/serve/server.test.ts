import assert from 'node:assert/strict'
import { Agent, get, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { createTestDatabase } from '../../test/postgres.ts'
import { aLiveBroadcast, insertLiveBroadcast } from '../../test/serve-live-rows.ts'
import { createTestServer } from '../../test/serve-server.ts'
import type { Entry } from '../contract/entry.ts'
import type { LiveTop } from '../contract/live.ts'
import type { Problem } from '../contract/problem.ts'
import { listen } from './listen.ts'

const { sql } = await createTestDatabase()
await insertLiveBroadcast(sql, aLiveBroadcast())
const { server, lines } = await createTestServer(sql)

test('/ names every path, and every path it names answers', async () => {
  const entry = (await server.inject('/')).json<Entry>()
  assert.equal(entry.name, 'Livecensus')
  assert.equal(entry.version, '1.2.3')
  for (const path of Object.values(entry.links))
    assert.equal((await server.inject(path)).statusCode, 200, path)
})

test('HEAD answers like GET, without a body', async () => {
  for (const url of ['/', '/live/top', '/openapi.json', '/docs', '/redoc']) {
    const [head, whole] = [await server.inject({ method: 'HEAD', url }), await server.inject(url)]
    assert.equal(head.statusCode, 200, url)
    assert.equal(head.body, '')
    assert.equal(head.headers['content-type'], whole.headers['content-type'])
    assert.equal(head.headers['content-length'], whole.headers['content-length'])
  }
  assert.equal((await server.inject({ method: 'HEAD', url: '/live/top?limit=0' })).statusCode, 400)
})

test('an unknown path is a 404 problem', async () => {
  for (const url of ['/live', '/live/top/', '/LIVE/top', '/docs/nothing?a=b', '/..%2f..%2fetc'])
    for (const method of ['GET', 'POST', 'DELETE'] as const) {
      const response = await server.inject({ method, url })
      assert.equal(response.statusCode, 404, `${method} ${url}`)
      assert.equal(response.headers['content-type'], 'application/problem+json; charset=utf-8')
      const problem = response.json<Problem>()
      assert.equal(problem.type, 'urn:livecensus:problem:not_found')
      assert.equal(problem.detail, `There is nothing at ${url.split('?', 1)[0]}.`)
    }
})

test('another method is a 405 problem that names those allowed, whatever its body', async () => {
  for (const url of ['/', '/live/top', '/health', '/openapi.json', '/docs', '/redoc'])
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const) {
      const response = await server.inject({
        method,
        url,
        headers: { 'content-type': 'application/xml' },
        payload: '<a>',
      })
      assert.equal(response.statusCode, 405, `${method} ${url}`)
      assert.equal(response.headers.allow, 'GET, HEAD, OPTIONS')
      assert.deepEqual(response.json<Problem>(), {
        type: 'about:blank',
        title: 'Method Not Allowed',
        status: 405,
        detail: `${url} answers GET, HEAD, OPTIONS only.`,
        instance: response.json<Problem>().instance,
        errors: [],
      })
    }
})

test('a path that cannot be decoded is a 400 problem', async () => {
  const response = await server.inject('/live/%zz')
  assert.equal(response.statusCode, 400)
  assert.equal(response.headers['content-type'], 'application/problem+json; charset=utf-8')
  assert.equal(response.json<Problem>().title, 'Bad Request')
})

test('a failure inside is a 500 problem without a word of it, and is logged once', async () => {
  await sql`alter table live_broadcasts rename to live_away`
  const before = lines.length
  const response = await server
    .inject('/live/top?limit=7')
    .finally(() => sql`alter table live_away rename to live_broadcasts`)
  assert.equal(response.statusCode, 500)
  const problem = response.json<Problem>()
  assert.equal(problem.type, 'urn:livecensus:problem:internal')
  assert.doesNotMatch(response.body, /relation|live_|select|stack/)
  const logged = lines.slice(before)
  assert.equal(logged.length, 1)
  assert.equal(logged[0]?.level, 50)
  assert.equal(problem.instance, `urn:uuid:${logged[0]?.reqId}`)
  assert.match(logged[0]?.err?.message ?? '', /relation "live_broadcasts" does not exist/)
})

test('requests that go well, and those refused, are not logged', async () => {
  const before = lines.length
  for (const url of ['/live/top', '/live/top?limit=0', '/nothing', '/health'])
    await server.inject(url)
  assert.deepEqual(lines.slice(before), [])
})

test('any page may read the API unless origins are set', async () => {
  const open = await server.inject({ url: '/live/top', headers: { origin: 'https://a.test' } })
  assert.equal(open.headers['access-control-allow-origin'], '*')
  assert.equal(open.headers['access-control-expose-headers'], 'ETag, Link, Retry-After')
  assert.equal(open.headers['access-control-allow-credentials'], undefined)
})

test('where origins are set only their pages may read the API', async () => {
  const few = await createTestServer(sql, { corsOrigins: ['https://a.test', 'https://b.test'] })
  const allowed: [origin: string, answer: string | undefined][] = [
    ['https://a.test', 'https://a.test'],
    ['https://b.test', 'https://b.test'],
    ['https://c.test', undefined],
    ['https://a.test.evil.test', undefined],
    ['null', undefined],
  ]
  for (const [origin, answer] of allowed) {
    const { headers } = await few.server.inject({ url: '/live/top', headers: { origin } })
    assert.equal(headers['access-control-allow-origin'], answer, origin)
    assert.equal(headers.vary, 'Origin')
  }
})

test('problems may be read by other pages too', async () => {
  for (const url of ['/nothing', '/live/top?limit=0']) {
    const { headers } = await server.inject({ url, headers: { origin: 'https://a.test' } })
    assert.equal(headers['access-control-allow-origin'], '*', url)
  }
})

test('a preflight is answered for reading only', async () => {
  const response = await server.inject({
    method: 'OPTIONS',
    url: '/live/top',
    headers: { origin: 'https://a.test', 'access-control-request-method': 'GET' },
  })
  assert.equal(response.statusCode, 204)
  assert.equal(response.headers['access-control-allow-methods'], 'GET, HEAD, OPTIONS')
  assert.equal(response.headers['access-control-max-age'], '86400')
})

test('answers may load nothing, be framed by nobody and force TLS on no host', async () => {
  const { headers } = await server.inject('/live/top')
  assert.equal(headers['content-security-policy'], `default-src 'none';frame-ancestors 'none'`)
  assert.equal(headers['x-content-type-options'], 'nosniff')
  assert.equal(headers['x-frame-options'], 'DENY')
  assert.equal(headers['strict-transport-security'], undefined)
})

test('what is no HTTP is refused as a problem and the connection ends', async () => {
  const own = await createTestServer(sql)
  const { port } = new URL(await listen(own.server, { host: '127.0.0.1', port: 0 }))
  const socket = connect(Number(port), '127.0.0.1')
  socket.write('nonsense\r\n\r\n')
  const answer = await text(socket)
  assert.match(
    answer,
    /^HTTP\/1\.1 400 Bad Request\r\nContent-Type: application\/problem\+json\r\n/,
  )
  assert.match(answer, /"title":"Bad Request","status":400/)
})

test('closing lets a request finish, and open connections do not hold it up', async () => {
  const { own, address, agent } = await openOwn()
  await readAnswer(`${address}/`, agent)
  const lock = await lockLive()
  const answer = readAnswer(`${address}/live/top`, agent)
  await lock.isWaitedFor()
  const closing = own.server.close()
  await lock.release()
  const { status, body } = await answer
  const list: LiveTop = JSON.parse(body)
  assert.equal(status, 200)
  assert.equal(list.data.length, 1)
  const began = performance.now()
  await closing
  assert.ok(performance.now() - began < 1_000)
  await assert.rejects(readAnswer(`${address}/`, agent), { code: 'ECONNREFUSED' })
  agent.destroy()
})

test('closing waits three seconds for a request that does not finish', async () => {
  const { own, address, agent } = await openOwn()
  const lock = await lockLive()
  const answer = assert.rejects(readAnswer(`${address}/live/top`, agent), { code: 'ECONNRESET' })
  await lock.isWaitedFor()
  const began = performance.now()
  await own.server.close()
  assert.ok(performance.now() - began < 4_000)
  await answer
  await lock.release()
  agent.destroy()
})

async function openOwn() {
  const own = await createTestServer(sql)
  const address = await listen(own.server, { host: '127.0.0.1', port: 0 })
  return { own, address, agent: new Agent({ keepAlive: true }) }
}

async function readAnswer(url: string, agent: Agent): Promise<{ status: number; body: string }> {
  const response = await new Promise<IncomingMessage>((resolve, reject) =>
    get(url, { agent }, resolve).on('error', reject),
  )
  return { status: response.statusCode ?? 0, body: await text(response) }
}

/** Makes every question about what is live wait. */
async function lockLive() {
  const connection = await sql.reserve()
  await connection`begin`
  await connection`lock table live_broadcasts in access exclusive mode`
  return {
    /** Until a question waits. */
    isWaitedFor: async () => {
      for (;;) {
        const [waiting] = await sql`select 1 from pg_locks where not granted`
        if (waiting !== undefined) return
      }
    },
    release: async () => {
      await connection`commit`
      connection.release()
    },
  }
}
