import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { test } from 'node:test'
import { createManualClock } from './manual-clock.ts'
import { createShutdown } from './shutdown.ts'

type Signal = 'SIGINT' | 'SIGTERM' | 'disconnect'

/** A process that takes signals: each after so many milliseconds. */
function aProcess(hasParent: boolean) {
  const source = new EventEmitter()
  const clock = createManualClock(0)
  const shutdown = createShutdown({ source, now: clock.now, hasParent })
  return {
    source,
    shutdown,
    after(ms: number, signal: Signal | 'stop') {
      clock.advance(ms)
      if (signal === 'stop') shutdown.stop()
      else source.emit(signal)
      return this
    },
    state: () => [shutdown.signal.aborted, shutdown.hurry.aborted],
  }
}

const running = [false, false]
const stopping = [true, false]
const hurrying = [true, true]

const cases: {
  title: string
  hasParent: boolean
  signals: [ms: number, signal: Signal | 'stop'][]
  state: boolean[]
}[] = [
  { title: 'a process that is asked nothing runs', hasParent: false, signals: [], state: running },
  {
    title: 'the first SIGINT stops',
    hasParent: false,
    signals: [[0, 'SIGINT']],
    state: stopping,
  },
  {
    title: 'the first SIGTERM stops',
    hasParent: false,
    signals: [[0, 'SIGTERM']],
    state: stopping,
  },
  {
    title: 'signals within a second are one',
    hasParent: false,
    signals: [
      [0, 'SIGINT'],
      [1, 'SIGINT'],
      [998, 'SIGTERM'],
    ],
    state: stopping,
  },
  {
    title: 'a second signal a second later hurries',
    hasParent: false,
    signals: [
      [0, 'SIGINT'],
      [1_000, 'SIGINT'],
    ],
    state: hurrying,
  },
  {
    title: 'the second is counted from the first signal, not from its echo',
    hasParent: false,
    signals: [
      [0, 'SIGINT'],
      [900, 'SIGINT'],
      [100, 'SIGINT'],
    ],
    state: hurrying,
  },
  {
    title: 'a process that stops by itself is hurried by a later signal',
    hasParent: false,
    signals: [
      [0, 'stop'],
      [5_000, 'SIGTERM'],
    ],
    state: hurrying,
  },
  {
    title: 'a process without a parent does not mind a hang-up',
    hasParent: false,
    signals: [[0, 'disconnect']],
    state: running,
  },
  {
    title: 'a child leaves SIGINT to its parent',
    hasParent: true,
    signals: [
      [0, 'SIGINT'],
      [2_000, 'SIGINT'],
    ],
    state: running,
  },
  {
    title: 'a child whose parent hangs up stops',
    hasParent: true,
    signals: [[0, 'disconnect']],
    state: stopping,
  },
  {
    title: 'a child that is told to end stops',
    hasParent: true,
    signals: [[0, 'SIGTERM']],
    state: stopping,
  },
]

for (const { title, hasParent, signals, state } of cases)
  test(title, () => {
    const process = aProcess(hasParent)
    for (const [ms, signal] of signals) process.after(ms, signal)
    assert.deepEqual(process.state(), state)
  })

test('a child whose parent hung up before it listened stops at once', () => {
  const source = Object.assign(new EventEmitter(), { connected: false })
  const { signal, hurry } = createShutdown({ source, now: () => 0, hasParent: true })
  assert.deepEqual([signal.aborted, hurry.aborted], stopping)
})

for (const hasParent of [false, true])
  test(`a disposed shutdown ${hasParent ? 'of a child ' : ''}listens no more`, () => {
    const { source, shutdown } = aProcess(hasParent)
    assert.notDeepEqual(source.eventNames(), [])
    shutdown.dispose()
    assert.deepEqual(source.eventNames(), [])
  })
