import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import { inspect } from 'node:util'
import { gzipSync } from 'node:zlib'
import {
  HttpFailure,
  type HttpFailureReason,
  type HttpRequest,
  readRetryAfterMs,
  requestJson,
} from './http.ts'

/** A request to a server that lives as long as the test; its address holds a secret. */
async function requestTo(t: TestContext, listener: RequestListener): Promise<HttpRequest> {
  const server = createServer(listener)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo
  return {
    method: 'GET',
    url: `http://127.0.0.1:${port}/path?key=hush`,
    userAgent: 'Livecensus/test',
    timeoutMs: 10_000,
    maxBytes: 1_000,
    signal: new AbortController().signal,
  }
}

async function failsFor(request: HttpRequest, reason: HttpFailureReason): Promise<HttpFailure> {
  const failure = await requestJson(request).then(
    () => assert.fail('there was an answer'),
    (error: unknown) => error,
  )
  assert.ok(failure instanceof HttpFailure, inspect(failure))
  assert.equal(failure.reason, reason)
  assert.doesNotMatch(inspect(failure), /hush/)
  return failure
}

test('an answer of any status comes with its headers and its JSON', async t => {
  for (const status of [200, 201, 400, 401, 429, 500, 503]) {
    const request = await requestTo(t, (_, response) => {
      response.writeHead(status, { 'Ratelimit-Limit': '800' }).end('{"title":"día 🎉"}')
    })
    const reply = await requestJson(request)
    assert.equal(reply.status, status)
    assert.equal(reply.headers.get('RATELIMIT-limit'), '800')
    assert.deepEqual(reply.body, { title: 'día 🎉' })
  }
})

test('a request carries its headers, its user agent and its form', async t => {
  const request = await requestTo(t, async (message, response) => {
    const { 'user-agent': agent, 'client-id': id, 'content-type': type } = message.headers
    response.end(JSON.stringify([message.method, agent, id, type, await text(message)]))
  })
  const { body } = await requestJson({
    ...request,
    method: 'POST',
    headers: { 'Client-Id': 'me' },
    form: { secret: 'a&b=ü', grant: 'x' },
  })
  const type = 'application/x-www-form-urlencoded;charset=UTF-8'
  assert.deepEqual(body, ['POST', 'Livecensus/test', 'me', type, 'secret=a%26b%3D%C3%BC&grant=x'])
})

test('a character cut in two by the network arrives whole', async t => {
  const bytes = Buffer.from('{"title":"día 🎉"}')
  const request = await requestTo(t, (_, response) => {
    const rest = [...bytes]
    const step = () => {
      const byte = rest.shift()
      if (byte === undefined) response.end()
      else response.write(Buffer.of(byte), () => setImmediate(step))
    }
    step()
  })
  assert.deepEqual((await requestJson(request)).body, { title: 'día 🎉' })
})

test('a body that is not JSON is a failure of a success only, and is never quoted', async t => {
  for (const body of ['<html>hush</html>', '{"hush":', '']) {
    const request = await requestTo(t, (message, response) => {
      response.writeHead(message.url?.startsWith('/path') ? 200 : 502).end(body)
    })
    await failsFor(request, 'bad_body')
    const reply = await requestJson({ ...request, url: request.url.replace('/path', '/else') })
    assert.deepEqual([reply.status, reply.body], [502, undefined])
  }
})

test('a redirect is an answer and is not followed', async t => {
  const asked: (string | undefined)[] = []
  const request = await requestTo(t, (message, response) => {
    asked.push(message.url)
    response.writeHead(302, { Location: '/elsewhere' }).end()
  })
  assert.equal((await requestJson(request)).status, 302)
  assert.deepEqual(asked, ['/path?key=hush'])
})

test('a body may be as large as allowed and no byte larger', async t => {
  const fitting = JSON.stringify('x'.repeat(998))
  const request = await requestTo(t, (_, response) => response.end(fitting))
  assert.equal((await requestJson(request)).body, 'x'.repeat(998))
  await failsFor({ ...request, maxBytes: 999 }, 'too_large')
})

test('a body without end is cut off at the allowed size', async t => {
  const request = await requestTo(t, (_, response) => {
    const more = () => {
      if (!response.destroyed) response.write('x'.repeat(500), () => setImmediate(more))
    }
    more()
  })
  await failsFor(request, 'too_large')
})

test('a small body that unpacks to a large one is cut off', async t => {
  const request = await requestTo(t, (_, response) => {
    response.writeHead(200, { 'Content-Encoding': 'gzip' })
    response.end(gzipSync(JSON.stringify('x'.repeat(5_000_000))))
  })
  await failsFor({ ...request, maxBytes: 100_000 }, 'too_large')
})

test('a failure with an oversized body keeps its status', async t => {
  const request = await requestTo(t, (_, response) => {
    response.writeHead(500).end(JSON.stringify('x'.repeat(5_000)))
  })
  const reply = await requestJson(request)
  assert.deepEqual([reply.status, reply.body], [500, undefined])
})

test('the timeout covers the wait for an answer and the whole of its body', async t => {
  const silent = await requestTo(t, () => {})
  await failsFor({ ...silent, timeoutMs: 30 }, 'timeout')
  const dripping = await requestTo(t, (_, response) => {
    const more = () => {
      if (!response.destroyed) response.write(' ', () => setImmediate(more))
    }
    more()
  })
  await failsFor({ ...dripping, timeoutMs: 30, maxBytes: 1e9 }, 'timeout')
})

test('an abort rejects with its own reason, before, during and in the middle', async t => {
  const reason = { why: 'shutting down' }
  const before = await requestTo(t, () => assert.fail('it was sent'))
  const early = requestJson({ ...before, signal: AbortSignal.abort(reason) })
  await assert.rejects(early, error => error === reason)

  for (const firstBytes of ['', '{"data":']) {
    const abort = new AbortController()
    const request = await requestTo(t, (_, response) => {
      if (firstBytes !== '') response.write(firstBytes)
      setImmediate(() => abort.abort(reason))
    })
    const ends = requestJson({ ...request, signal: abort.signal })
    await assert.rejects(ends, error => error === reason)
  }
})

test('a lost connection is a network failure that names the cause but not the address', async t => {
  const refused = await requestTo(t, (message, response) => {
    message.socket.resetAndDestroy()
    response.destroy()
  })
  const failure = await failsFor(refused, 'network')
  assert.ok(failure.cause instanceof Error && 'code' in failure.cause)

  const cut = await requestTo(t, (_, response) => {
    response.writeHead(200, { 'Content-Length': '100' })
    response.write('{"data":', () => response.socket?.destroy())
  })
  await failsFor(cut, 'network')
  await failsFor({ ...cut, url: 'http://user:hush@127.0.0.1/' }, 'network')
})

test('the time to wait is read from seconds and from dates', () => {
  const now = Date.UTC(2026, 0, 1, 12)
  for (const [value, ms] of [
    ['120', 120_000],
    ['Thu, 01 Jan 2026 12:00:30 GMT', 30_000],
    ['Thu, 01 Jan 2026 11:59:30 GMT', null],
    ['0', null],
    ['-5', null],
    ['soon', null],
    ['9'.repeat(400), null],
  ] as const)
    assert.equal(readRetryAfterMs(new Headers({ 'Retry-After': value }), now), ms, value)
  assert.equal(readRetryAfterMs(new Headers(), now), null)
})
