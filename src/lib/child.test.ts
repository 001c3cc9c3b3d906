import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { type ChildOptions, keepChild } from './child.ts'
import { createManualClock, type ManualClock } from './manual-clock.ts'

/** Keeps a child that runs `script`, on a clock on which waiting takes no time. */
function keep(script: string, known: Partial<ChildOptions> & Pick<ChildOptions, 'signal'>) {
  return keepChild({
    file: process.execPath,
    args: ['--input-type=commonjs', '-e', script],
    env: { PATH: process.env.PATH },
    clock: createManualClock(0),
    onUnexpectedEnd: how => assert.fail(how),
    ...known,
  })
}

/** Keeps a child that ends at once until it has ended `ends` times; what was told of each end. */
async function watchEnds(
  ends: number,
  script: string,
  known: Partial<ChildOptions> & { readonly clock?: ManualClock } = {},
): Promise<{ how: string; restartMs: number }[]> {
  const stop = new AbortController()
  const told: { how: string; restartMs: number }[] = []
  await keep(script, {
    signal: stop.signal,
    onUnexpectedEnd: (how, restartMs) => {
      if (told.push({ how, restartMs }) === ends) stop.abort()
    },
    ...known,
  })
  return told
}

test('a child that ends unasked is started again, after a wait that doubles', async () => {
  const clock = createManualClock(0)
  const told = await watchEnds(3, 'process.exit(3)', { clock })
  assert.deepEqual(told, [
    { how: 'exit code 3', restartMs: 500 },
    { how: 'exit code 3', restartMs: 1_000 },
    { how: 'exit code 3', restartMs: 2_000 },
  ])
  assert.deepEqual(clock.sleeps, [500, 1_000])
})

test('a child that is killed is said to be', async () => {
  const [end] = await watchEnds(1, "process.kill(process.pid, 'SIGKILL')")
  assert.equal(end?.how, 'signal SIGKILL')
})

test('a child that cannot be started is tried again, at most half a minute later', async () => {
  const told = await watchEnds(9, '', { file: '/no/such/program' })
  assert.match(told[0]?.how ?? '', /ENOENT/)
  assert.deepEqual(
    told.map(end => end.restartMs),
    [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000],
  )
})

test('after a child that lived a minute the wait is the first again', async () => {
  const clock = createManualClock(0)
  const lives = [0, 59_999, 60_000, 0]
  const told = await watchEnds(4, '', {
    file: '/no/such/program',
    clock,
    onStart: () => clock.advance(lives.shift() ?? 0),
  })
  assert.deepEqual(
    told.map(end => end.restartMs),
    [500, 1_000, 500, 1_000],
  )
})

test('a child that is not wanted any more is not started', () =>
  keep('', { signal: AbortSignal.abort(), onStart: () => assert.fail('it is started') }))

test('an abort during the wait ends the keeping', async () => {
  const stop = new AbortController()
  const starts: unknown[] = []
  await keep('', {
    signal: stop.signal,
    file: '/no/such/program',
    clock: {
      now: () => 0,
      sleep: (_, signal) => {
        stop.abort(new Error('enough'))
        return Promise.reject(signal?.reason)
      },
    },
    onStart: pid => starts.push(pid),
    onUnexpectedEnd: () => {},
  })
  assert.equal(starts.length, 1)
})

/** Starts a child that runs `script`, then calls back; its `line` to us tells how it ended. */
async function startTalking(script: string) {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const stop = new AbortController()
  let pid: number | undefined
  const called = once(server, 'connection')
  const kept = keep(
    `const line = require('node:net').connect(${port}, '127.0.0.1', () => line.write('ready'));
    ${script}`,
    {
      signal: stop.signal,
      onStart: started => {
        pid = started
      },
    },
  )
  const [line] = (await called) as [Socket]
  server.close()
  assert.equal(String(await once(line, 'data')), 'ready')
  return { stop, kept, lastWords: text(line), pid: pid ?? assert.fail('it has no pid') }
}

const sayAtEnd = (event: string) =>
  `process.on('${event}', () => line.end('${event}', () => process.exit(0)))`

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('a child is stopped by hanging up, and its end is waited for', async () => {
  const { stop, kept, lastWords, pid } = await startTalking(sayAtEnd('disconnect'))
  stop.abort()
  await kept
  assert.equal(await lastWords, 'disconnect')
  assert.equal(isRunning(pid), false)
})

test('a child that hung up itself is told to end by a signal', async () => {
  const { stop, kept, lastWords } = await startTalking(
    `process.disconnect(); ${sayAtEnd('SIGTERM')}`,
  )
  stop.abort()
  await kept
  assert.equal(await lastWords, 'SIGTERM')
})

test('a stubborn child is killed after three seconds', async t => {
  const { stop, kept, lastWords, pid } = await startTalking(
    "for (const event of ['disconnect', 'SIGTERM', 'SIGINT']) process.on(event, () => {})",
  )
  t.mock.timers.enable({ apis: ['setTimeout'] })
  stop.abort()
  t.mock.timers.tick(2_999)
  assert.equal(isRunning(pid), true)
  t.mock.timers.tick(1)
  await kept
  assert.equal(await lastWords.catch(() => ''), '')
  assert.equal(isRunning(pid), false)
})
