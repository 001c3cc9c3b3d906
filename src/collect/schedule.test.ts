import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aSweep, start } from '../../test/builders.ts'
import { untilAborted } from '../lib/abort.ts'
import type { Clock } from '../lib/clock.ts'
import { createManualClock } from '../lib/manual-clock.ts'
import { runSchedule, type ScheduleDeps } from './schedule.ts'

const interval = 300

interface Run {
  /** Seconds after `start` at which the schedule begins. */
  readonly from: number
  /** Seconds after `start` of the newest sweep; null = none. */
  readonly newest: number | null
  /** How long each sweep takes, seconds; the schedule is stopped after the last one. */
  readonly takes: readonly number[]
}

/** Runs a schedule and tells when it swept which slot, both in seconds after `start`. */
async function run({ from, newest, takes }: Run): Promise<{ at: number; slot: number }[]> {
  const clock = createManualClock((start + from) * 1_000)
  const stop = new AbortController()
  const swept: { at: number; slot: number }[] = []
  await runSchedule({
    clock,
    interval,
    signal: stop.signal,
    newestSweepAt: async () => (newest === null ? null : start + newest),
    sweep: async slot => {
      swept.push({ at: clock.now() / 1_000 - start, slot: slot - start })
      clock.advance((takes[swept.length - 1] ?? 0) * 1_000)
      if (swept.length === takes.length) stop.abort()
      return aSweep({ slot })
    },
    onSwept: () => {},
    onError: error => assert.fail(String(error)),
  })
  return swept
}

const cases: (Run & { title: string; swept: { at: number; slot: number }[] })[] = [
  {
    title: 'a census that never swept begins at once, with the slot that is due',
    from: 100,
    newest: null,
    takes: [5, 5],
    swept: [
      { at: 100, slot: 0 },
      { at: 300, slot: 300 },
    ],
  },
  {
    title: 'a census whose newest sweep is an interval old begins at once',
    from: 400,
    newest: 100,
    takes: [5, 5],
    swept: [
      { at: 400, slot: 300 },
      { at: 600, slot: 600 },
    ],
  },
  {
    title: 'a census whose newest sweep is younger waits for the grid',
    from: 400,
    newest: 101,
    takes: [5, 5],
    swept: [
      { at: 600, slot: 600 },
      { at: 900, slot: 900 },
    ],
  },
  {
    title: 'a sweep that takes nearly an interval delays nothing',
    from: 0,
    newest: null,
    takes: [299, 299, 1],
    swept: [
      { at: 0, slot: 0 },
      { at: 300, slot: 300 },
      { at: 600, slot: 600 },
    ],
  },
  {
    title: 'slots that pass while a sweep runs are left out',
    from: 0,
    newest: null,
    takes: [950, 1],
    swept: [
      { at: 0, slot: 0 },
      { at: 1_200, slot: 1_200 },
    ],
  },
  {
    title: 'a newest sweep from the future is waited out on the grid',
    from: 10,
    newest: 9_000,
    takes: [1],
    swept: [{ at: 300, slot: 300 }],
  },
]

for (const { title, swept, ...given } of cases)
  test(title, async () => assert.deepEqual(await run(given), swept))

/** A schedule that is due at once, with what a test cares about. */
function deps(known: Partial<ScheduleDeps> & Pick<ScheduleDeps, 'signal'>): ScheduleDeps {
  return {
    clock: createManualClock(start * 1_000),
    interval,
    newestSweepAt: async () => null,
    sweep: async slot => aSweep({ slot }),
    onSwept: () => {},
    onError: error => assert.fail(String(error)),
    ...known,
  }
}

test('a sweep that fails is told and does not stop the next one', async () => {
  const stop = new AbortController()
  const failure = new Error('the database is away')
  const errors: unknown[] = []
  const slots: number[] = []
  await runSchedule(
    deps({
      signal: stop.signal,
      sweep: async slot => {
        slots.push(slot)
        if (slots.length < 3) throw failure
        return aSweep({ slot })
      },
      onSwept: () => stop.abort(),
      onError: error => errors.push(error),
    }),
  )
  assert.deepEqual(errors, [failure, failure])
  assert.deepEqual(slots, [start, start + 300, start + 600])
})

test('a newest sweep that cannot be read is told, and the first sweep is at once', async () => {
  const stop = new AbortController()
  const failure = new Error('the database is away')
  const errors: unknown[] = []
  const swept: number[] = []
  await runSchedule(
    deps({
      signal: stop.signal,
      newestSweepAt: () => Promise.reject(failure),
      onSwept: ({ slot }) => {
        swept.push(slot)
        stop.abort()
      },
      onError: error => errors.push(error),
    }),
  )
  assert.deepEqual([errors, swept], [[failure], [start]])
})

test('a slot that was swept already is told to nobody', async () => {
  const stop = new AbortController()
  const slots: number[] = []
  await runSchedule(
    deps({
      signal: stop.signal,
      sweep: async slot => {
        if (slots.push(slot) === 2) stop.abort()
        return null
      },
      onSwept: () => assert.fail('it is told'),
    }),
  )
  assert.deepEqual(slots, [start, start + 300])
})

test('a slot whose timer fires a moment early is swept once', async () => {
  const stop = new AbortController()
  const manual = createManualClock((start + 1) * 1_000)
  const early: Clock = { now: manual.now, sleep: ms => manual.sleep(ms - 1) }
  const slots: number[] = []
  await runSchedule(
    deps({
      signal: stop.signal,
      clock: early,
      newestSweepAt: async () => start,
      sweep: async slot => {
        if (slots.push(slot - start) === 3) stop.abort()
        return null
      },
    }),
  )
  assert.deepEqual(slots, [300, 600, 900])
})

test('an abort ends a pending wait, and nothing is swept any more', async () => {
  const stop = new AbortController()
  const waiting = Promise.withResolvers<void>()
  const slots: number[] = []
  const clock: Clock = {
    now: () => start * 1_000,
    sleep: (_, signal) =>
      new Promise((_, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason))
        waiting.resolve()
      }),
  }
  const schedule = runSchedule(
    deps({
      signal: stop.signal,
      clock,
      newestSweepAt: async () => start - 1,
      sweep: async slot => {
        slots.push(slot)
        return null
      },
    }),
  )
  await waiting.promise
  stop.abort(new Error('enough'))
  await schedule
  assert.deepEqual(slots, [])
})

test('a sweep that an abort breaks off is no error', async () => {
  const stop = new AbortController()
  await runSchedule(
    deps({
      signal: stop.signal,
      sweep: async () => {
        stop.abort(new Error('enough'))
        return stop.signal.throwIfAborted() ?? null
      },
      onSwept: () => assert.fail('it is told'),
    }),
  )
})

test('a schedule that is stopped before it begins sweeps nothing', () =>
  runSchedule(deps({ signal: AbortSignal.abort(), sweep: () => assert.fail('it is swept') })))

test('a clock that fails to wait is not taken for a slot that has come', async () => {
  const failure = new RangeError('such a wait is too long')
  const clock: Clock = { now: () => start * 1_000, sleep: () => Promise.reject(failure) }
  const { signal } = new AbortController()
  await assert.rejects(runSchedule(deps({ signal, clock })), failure)
})

/** Runs a schedule of so many sweeps, each of which takes so long, and tells what came between. */
async function runBetween(takes: readonly number[], known: Partial<ScheduleDeps> = {}) {
  const stop = new AbortController()
  const clock = createManualClock(start * 1_000)
  const events: string[] = []
  const at = () => clock.now() / 1_000 - start
  let sweeps = 0
  await runSchedule(
    deps({
      signal: stop.signal,
      clock,
      sweep: async slot => {
        events.push(`sweep at ${at()}`)
        clock.advance((takes[sweeps] ?? 0) * 1_000)
        sweeps += 1
        if (sweeps === takes.length) stop.abort()
        return aSweep({ slot })
      },
      between: async (untilAt, signal) => {
        events.push(`between from ${at()} until ${untilAt - start}`)
        await untilAborted(signal)
        events.push(`over at ${at()}`)
      },
      ...known,
    }),
  )
  return events
}

test('what is done between sweeps is over a minute before the next one', async () => {
  assert.deepEqual(await runBetween([10, 20, 0]), [
    'sweep at 0',
    'between from 10 until 240',
    'over at 240',
    'sweep at 300',
    'between from 320 until 540',
    'over at 540',
    'sweep at 600',
  ])
})

test('after a sweep that leaves no time nothing is done', async () => {
  assert.deepEqual(await runBetween([240, 0]), ['sweep at 0', 'sweep at 300'])
})

test('with an interval under four minutes it is over a quarter of that before the next one', async () => {
  for (const [interval, until] of [
    [60, 45],
    [90, 67],
    [240, 180],
    [600, 540],
  ] as const)
    assert.deepEqual(await runBetween([1, 0], { interval }), [
      'sweep at 0',
      `between from 1 until ${until}`,
      `over at ${until}`,
      `sweep at ${interval}`,
    ])
})

test('after a sweep that failed nothing is done, after a partial one it is', async () => {
  for (const [status, begun] of [
    ['failed', 0],
    ['partial', 1],
    ['complete', 1],
  ] as const) {
    const stop = new AbortController()
    let begins = 0
    await runBetween([], {
      signal: stop.signal,
      sweep: async slot => {
        if (slot > start) stop.abort()
        return aSweep({ slot, status })
      },
      between: async () => {
        begins += 1
      },
    })
    assert.equal(begins, begun, status)
  }
})

test('something is done also where another worker had the slot', async () => {
  const stop = new AbortController()
  const slots: number[] = []
  await runBetween([], {
    signal: stop.signal,
    sweep: async () => null,
    between: async untilAt => {
      if (slots.push(untilAt - start) === 2) stop.abort()
    },
  })
  assert.deepEqual(slots, [240, 540])
})

test('a sweep waits for nothing that does not end, and the schedule for its end', async () => {
  const end = Promise.withResolvers<void>()
  const begun: number[] = []
  const events: string[] = []
  const schedule = runBetween([0, 0, 0], {
    onSwept: () => events.push('swept'),
    between: async untilAt => {
      begun.push(untilAt - start)
      await end.promise
    },
  }).then(() => events.push('stopped'))
  while (events.length < 3) await Promise.resolve()
  assert.deepEqual([events, begun], [['swept', 'swept', 'swept'], [240]])
  end.resolve()
  await schedule
  assert.equal(events.at(-1), 'stopped')
})

test('what fails between sweeps is told and stops none', async () => {
  const failure = new Error('the platform is away')
  const errors: unknown[] = []
  const events = await runBetween([0, 0, 0], {
    between: () => Promise.reject(failure),
    onError: error => errors.push(error),
  })
  assert.deepEqual(events, ['sweep at 0', 'sweep at 300', 'sweep at 600'])
  assert.deepEqual(errors, [failure, failure])
})

test('a schedule that is stopped ends what is done between sweeps', async () => {
  const stop = new AbortController()
  const events = await runBetween([], {
    signal: stop.signal,
    sweep: async slot => aSweep({ slot }),
    between: async (_, signal) => {
      stop.abort(new Error('enough'))
      assert.equal(signal.aborted, true)
    },
  })
  assert.deepEqual(events, [])
})
