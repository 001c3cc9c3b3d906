import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { readConfig } from '../../config.ts'
import { version } from '../version.ts'
import { describeBytes, examineDisk, examineNode, examinePort } from './machine.ts'

const signal = new AbortController().signal

test('another Node is wrong, whatever its minor version', () => {
  assert.equal(examineNode('24.0.0').verdict, 'right')
  assert.match(examineNode('22.18.0').text, /runs on Node 24, this is 22\.18\.0/)
  assert.equal(examineNode('25.1.0').verdict, 'wrong')
})

/** A server that answers everything with a text; its port. */
async function serve(t: TestContext, answer: string): Promise<number> {
  const server = createServer((_, response) => response.end(answer))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  return (server.address() as AddressInfo).port
}

const served: { title: string; body: object | string; verdict: string; words: RegExp }[] = [
  {
    title: 'our own server of this version',
    body: { version, status: 'degraded', checked_at: '2026-11-22T18:02:00Z' },
    verdict: 'right',
    words: /is served by Livecensus .*, status degraded$/,
  },
  {
    title: 'our own server of another version',
    body: { version: '0.0.1', status: 'ok', checked_at: '2026-11-22T18:02:00Z' },
    verdict: 'doubtful',
    words: /is served by Livecensus 0\.0\.1/,
  },
  { title: 'other JSON', body: [1], verdict: 'wrong', words: /taken by another program/ },
  { title: 'a page', body: '<html>', verdict: 'wrong', words: /taken by another program/ },
]
for (const { title, body, verdict, words } of served)
  test(`a port where ${title} answers is ${verdict}`, async t => {
    const port = await serve(t, typeof body === 'string' ? body : JSON.stringify(body))
    const finding = await examinePort({ host: '127.0.0.1', port }, signal)
    assert.equal(finding.verdict, verdict)
    assert.match(finding.text, words)
  })

test('a port that is free is right, and free after the look', async () => {
  const server = createTcpServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  for (let i = 0; i < 2; i += 1)
    assert.equal((await examinePort({ host: '127.0.0.1', port }, signal)).verdict, 'right')
  assert.equal((await examinePort({ host: '127.0.0.1', port: 0 }, signal)).verdict, 'right')
})

test('an address that this machine does not have is wrong', async () => {
  const finding = await examinePort({ host: '192.0.2.1', port: 8_000 }, signal)
  assert.equal(finding.verdict, 'wrong')
  assert.match(finding.text, /Port 8000 on 192\.0\.2\.1 cannot be opened/)
})

test('the disk is that of the nearest folder that is there', async () => {
  const DATA_DIR = join(tmpdir(), 'livecensus', 'not', 'there')
  const { facts, text } = await examineDisk(readConfig({ DATA_DIR }))
  assert.ok(Number(facts?.free_bytes) > 0)
  assert.ok(text.endsWith(`free for DATA_DIR, ${DATA_DIR}`))
})

test('a file is no data folder; with a database elsewhere that is no fault', async () => {
  const DATA_DIR = fileURLToPath(import.meta.url)
  assert.equal((await examineDisk(readConfig({ DATA_DIR }))).verdict, 'wrong')
  const DATABASE_URL = 'postgres://127.0.0.1/census'
  assert.equal((await examineDisk(readConfig({ DATA_DIR, DATABASE_URL }))).verdict, 'note')
})

test('bytes are told in megabytes and gigabytes', () => {
  assert.deepEqual([8_582_847, 83_141_533_696].map(describeBytes), ['9 MB', '83.1 GB'])
})
