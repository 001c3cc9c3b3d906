import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import type { Clock } from './clock.ts'
import { createManualClock } from './manual-clock.ts'
import { createPacer, nothingRead, type Pacer, type RateReading } from './pacer.ts'

const start = 1_800_000_000_000
const { signal } = new AbortController()

test('nothing is held back before the server tells a limit', async () => {
  const clock = createManualClock(start)
  const pacer = createPacer(clock)
  for (let sent = 0; sent < 5_000; sent += 1) {
    await pacer.take(signal)
    pacer.observe(nothingRead)
  }
  assert.deepEqual(clock.sleeps, [])
})

test('a high limit slows nothing', async () => {
  const clock = createManualClock(start)
  const pacer = createPacer(clock)
  for (let sent = 1; sent <= 5_000; sent += 1) {
    await pacer.take(signal)
    pacer.observe({ limit: 1_000_000, remaining: 1_000_000 - sent, resetAtMs: start + 60_000 })
  }
  assert.deepEqual(clock.sleeps, [])
})

test('full speed goes on until little is left, then the rest is spread until the reset', async () => {
  const clock = createManualClock(start)
  const pacer = createPacer(clock)
  let slowedAfter = 0
  for (let sent = 1; sent <= 790; sent += 1) {
    await pacer.take(signal)
    if (clock.sleeps.length === 0) slowedAfter = sent
    pacer.observe({ limit: 800, remaining: 800 - sent, resetAtMs: start + 60_000 })
  }
  assert.equal(slowedAfter, 720)
  // 64 of the last 80 points are spread over the minute, 16 are never spent.
  assert.ok(clock.now() >= start + 60_000, `the minute was over at ${clock.now() - start} ms`)
})

test('an empty bucket is waited for until its reset', async () => {
  const clock = createManualClock(start)
  const pacer = createPacer(clock)
  await pacer.take(signal)
  pacer.observe({ limit: 800, remaining: 0, resetAtMs: start + 2_000 })
  await pacer.take(signal)
  assert.equal(clock.now(), start + 2_000)
})

test('nonsense in the headers never stops the traffic for more than a minute', async () => {
  const numbers = [null, 0, -1, 0.5, 1, 800, Number.NaN, Number.POSITIVE_INFINITY, start * 1_000]
  for (const limit of numbers)
    for (const remaining of numbers)
      for (const resetAtMs of [...numbers, start - 5_000, start + 86_400_000]) {
        const clock = createManualClock(start)
        const pacer = createPacer(clock)
        await pacer.take(signal)
        pacer.observe({ limit, remaining, resetAtMs })
        await pacer.take(signal)
        const waitedMs = clock.now() - start
        assert.ok(waitedMs <= 60_000, `${limit} ${remaining} ${resetAtMs}: ${waitedMs} ms`)
      }
})

test('what is left counts also where the limit is not told', async () => {
  const clock = createManualClock(start)
  const pacer = createPacer(clock, 800)
  await pacer.take(signal)
  pacer.observe({ limit: null, remaining: 0, resetAtMs: null })
  await pacer.take(signal)
  assert.equal(clock.now(), start + 60_000)
})

test('a limit stays in force when what is left is no longer told', async () => {
  for (const reading of [nothingRead, { ...nothingRead, limit: 60 }]) {
    const clock = createManualClock(start)
    const pacer = createPacer(clock)
    await pacer.take(signal)
    pacer.observe({ limit: 60, remaining: 60, resetAtMs: null })
    for (let sent = 0; sent < 240; sent += 1) {
      await pacer.take(signal)
      pacer.observe(reading)
    }
    const waitedMs = clock.now() - start
    assert.ok(waitedMs >= 180_000 && waitedMs <= 240_000, `${waitedMs} ms`)
  }
})

test('a pause holds everybody, two minutes at most', async () => {
  for (const [ms, waitedMs] of [
    [2_000, 2_000],
    [3_600_000, 120_000],
    [Number.POSITIVE_INFINITY, 120_000],
    [-1, 0],
    [Number.NaN, 0],
  ] as const) {
    const clock = createManualClock(start)
    const pacer = createPacer(clock)
    pacer.pauseUntil(start + ms)
    await pacer.take(signal)
    await pacer.take(signal)
    assert.equal(clock.now() - start, waitedMs)
  }
})

test('there is no budget until a limit is known, with or without an answer', async () => {
  const clock = createManualClock(start)
  const pacer = createPacer(clock)
  assert.equal(pacer.budget(), null)
  await pacer.take(signal)
  pacer.observe(nothingRead)
  assert.equal(pacer.budget(), null)
  await pacer.take(signal)
  pacer.observe({ limit: 800, remaining: 799, resetAtMs: null })
  assert.deepEqual(pacer.budget(), { limit: 800, left: 799 })
  const own = createPacer(clock)
  own.observe({ limit: 60, remaining: null, resetAtMs: null })
  assert.deepEqual(own.budget(), { limit: 60, left: 60 })
})

test('the budget falls with what is sent and is whole when the bucket is full again', async () => {
  const clock = createManualClock(start)
  const pacer = createPacer(clock)
  await pacer.take(signal)
  pacer.observe({ limit: 800, remaining: 500, resetAtMs: start + 20_000 })
  await pacer.take(signal)
  await pacer.take(signal)
  assert.deepEqual(pacer.budget(), { limit: 800, left: 498 })
  pacer.observe({ limit: 800, remaining: 499, resetAtMs: start + 20_000 })
  assert.deepEqual(pacer.budget(), { limit: 800, left: 498 })
  clock.advance(19_999)
  assert.deepEqual(pacer.budget(), { limit: 800, left: 498 })
  clock.advance(1)
  assert.deepEqual(pacer.budget(), { limit: 800, left: 799 }, 'one is still under way')
  pacer.observe(nothingRead)
  clock.advance(60_000)
  assert.deepEqual(pacer.budget(), { limit: 800, left: 800 })
})

test('a pause leaves no budget, and takes none', async () => {
  const clock = createManualClock(start)
  const pacer = createPacer(clock)
  pacer.pauseUntil(start + 5_000)
  assert.equal(pacer.budget(), null)
  await pacer.take(signal)
  pacer.observe({ limit: 800, remaining: 700, resetAtMs: start + 60_000 })
  pacer.pauseUntil(start + 10_000)
  assert.deepEqual(pacer.budget(), { limit: 800, left: 0 })
  clock.advance(5_000)
  assert.deepEqual(pacer.budget(), { limit: 800, left: 700 })
})

test('the budget is never below zero, and asking for it changes nothing', async () => {
  const clock = createManualClock(start)
  const pacer = createPacer(clock)
  for (let sent = 0; sent < 5; sent += 1) await pacer.take(signal)
  pacer.observe({ limit: 800, remaining: 1, resetAtMs: start + 60_000 })
  for (let asked = 0; asked < 3; asked += 1)
    assert.deepEqual(pacer.budget(), { limit: 800, left: 0 })
  assert.deepEqual(clock.sleeps, [])
})

test("a limit of one's own holds a crowd from the first caller on", async () => {
  const clock = createVirtualClock()
  const pacer = createPacer(clock)
  pacer.observe({ limit: 60, remaining: null, resetAtMs: null })
  let gone = 0
  for (let caller = 0; caller < 200; caller += 1)
    void pacer.take(signal).then(() => {
      gone += 1
      pacer.observe({ limit: 60, remaining: null, resetAtMs: null })
    })
  await clock.run(1_000)
  assert.ok(gone >= 50 && gone <= 60, `${gone} at once`)
  await clock.run(58_000)
  assert.ok(gone <= 60, `${gone} in the first minute`)
  await clock.run(180_000)
  assert.equal(gone, 200)
})

test('callers go in the order they came, and one that gives up holds up nobody', async () => {
  const clock = createVirtualClock()
  const pacer = createPacer(clock)
  pacer.pauseUntil(clock.now() + 5_000)
  const gone: number[] = []
  const gaveUp = new AbortController()
  const callers = [0, 1, 2, 3, 4].map(async caller => {
    await pacer.take(caller === 0 || caller === 2 ? gaveUp.signal : signal)
    gone.push(caller)
  })
  const reason = new Error('enough')
  gaveUp.abort(reason)
  const settled = Promise.allSettled(callers)
  await clock.run(4_000)
  assert.deepEqual(gone, [])
  await clock.run(2_000)
  assert.deepEqual(gone, [1, 3, 4])
  const reasons = (await settled).map(end => (end.status === 'rejected' ? end.reason : null))
  assert.deepEqual(reasons, [reason, null, reason, null, null])
})

test('an aborted signal takes nothing', async () => {
  const reason = new Error('enough')
  const pacer = createPacer(createManualClock(start))
  await assert.rejects(pacer.take(AbortSignal.abort(reason)), reason)
})

test('news that comes while callers wait is acted upon', async () => {
  const clock = createVirtualClock()
  const pacer = createPacer(clock)
  await pacer.take(signal)
  await pacer.take(signal)
  pacer.observe({ limit: 800, remaining: 0, resetAtMs: clock.now() + 60_000 })
  const gone: string[] = []
  const first = pacer.take(signal).then(() => gone.push('first'))
  await clock.run(100)
  pacer.observe({ limit: 800, remaining: 700, resetAtMs: clock.now() + 7_500 })
  const second = pacer.take(signal).then(() => gone.push('second'))
  await clock.run(1_000)
  await Promise.all([first, second])
  assert.deepEqual(gone, ['first', 'second'])
})

test('requests under way when the bucket is full again count against it', async () => {
  const clock = createVirtualClock()
  const pacer = createPacer(clock)
  await pacer.take(signal)
  pacer.observe({ limit: 4, remaining: 4, resetAtMs: start + 1_000 })
  for (let sent = 0; sent < 4; sent += 1) await pacer.take(signal)
  await clock.run(1_000)
  let isGone = false
  const fifth = pacer.take(signal).then(() => {
    isGone = true
  })
  await clock.run(1_000)
  assert.equal(isGone, false)
  pacer.observe({ limit: 4, remaining: 4, resetAtMs: start + 3_000 })
  await clock.run(1_000)
  await fifth
})

test('no server ever refuses a paced request, and a continuous one is used well', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        limit: fc.integer({ min: 20, max: 800 }),
        filled: fc.double({ min: 0, max: 1, noNaN: true }),
        callers: fc.integer({ min: 1, max: 12 }),
        latencyMs: fc.integer({ min: 1, max: 2_000 }),
        isContinuous: fc.boolean(),
      }),
      async ({ limit, filled, callers, latencyMs, isContinuous }) => {
        const clock = createVirtualClock()
        const server = createServer(clock, limit, Math.floor(limit * filled), isContinuous)
        const pacer = createPacer(clock)
        for (let caller = 0; caller < callers; caller += 1)
          void call(pacer, clock, () => server.answer(), latencyMs)
        const minutes = 3
        await clock.run(minutes * 60_000)
        // What goes out before the first answer goes unasked.
        const unasked = Math.max(0, callers - Math.floor(limit * filled))
        assert.ok(server.refused() <= unasked, `${server.refused()} refused`)
        const wanted = (callers / latencyMs) * 60_000 * (minutes - 1)
        const granted = limit * (minutes - 1)
        assert.ok(
          server.passed() >= 0.5 * Math.min(wanted, granted),
          `${server.passed()} passed of ${wanted} wanted and ${granted} granted`,
        )
      },
    ),
    { numRuns: 50 },
  )
})

async function call(
  pacer: Pacer,
  clock: Clock,
  answer: () => RateReading,
  latencyMs: number,
): Promise<never> {
  for (;;) {
    await pacer.take(signal)
    await clock.sleep(Math.ceil(latencyMs / 2))
    const reading = answer()
    await clock.sleep(Math.ceil(latencyMs / 2))
    pacer.observe(reading)
  }
}

/** A server that grants `limit` points a minute: continuously, or all at the full minute. */
function createServer(clock: Clock, limit: number, first: number, isContinuous: boolean) {
  let level = first
  let readAtMs = clock.now()
  let passed = 0
  let refused = 0
  const windowOf = (ms: number) => Math.floor(ms / 60_000)
  return {
    answer(): RateReading {
      const now = clock.now()
      if (isContinuous) level = Math.min(limit, level + ((now - readAtMs) * limit) / 60_000)
      else if (windowOf(now) > windowOf(readAtMs)) level = limit
      readAtMs = now
      if (level >= 1) passed += 1
      else refused += 1
      if (level >= 1) level -= 1
      const fullAtMs = isContinuous
        ? now + ((limit - level) * 60_000) / limit
        : (windowOf(now) + 1) * 60_000
      const resetAtMs = Math.ceil(fullAtMs / 1_000) * 1_000
      return { limit, remaining: Math.floor(level), resetAtMs }
    },
    passed: () => passed,
    refused: () => refused,
  }
}

interface VirtualClock extends Clock {
  /** Lets `ms` milliseconds pass, sleeper by sleeper. */
  run(ms: number): Promise<void>
}

function createVirtualClock(): VirtualClock {
  let nowMs = start
  const sleepers = new Set<{ atMs: number; wake: () => void }>()
  return {
    now: () => nowMs,
    sleep: (ms, aborted) =>
      new Promise((resolve, reject) => {
        aborted?.throwIfAborted()
        const sleeper = { atMs: nowMs + ms, wake: resolve }
        sleepers.add(sleeper)
        aborted?.addEventListener('abort', () => {
          sleepers.delete(sleeper)
          reject(aborted.reason)
        })
      }),
    run: async ms => {
      const endMs = nowMs + ms
      for (;;) {
        await setImmediate()
        const next = [...sleepers].sort((a, b) => a.atMs - b.atMs)[0]
        if (next === undefined || next.atMs > endMs) break
        nowMs = next.atMs
        sleepers.delete(next)
        next.wake()
      }
      nowMs = endMs
    },
  }
}
