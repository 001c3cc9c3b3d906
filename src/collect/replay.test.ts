import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  momentsToReplay,
  type ReplayMoment,
  type ReplayProgress,
  replay,
  replaySeconds,
} from './replay.ts'

const now = Date.UTC(2026, 10, 22, 18, 7, 31) / 1_000
const at = (day: number, hour: number, minute: number) =>
  Date.UTC(2026, 10, day, hour, minute) / 1_000

test('an empty past is replayed for 7 days, the last hours of it finely', () => {
  const moments = momentsToReplay(0, now)
  assert.deepEqual(moments[0], { at: at(15, 19, 0), cadence: 3_600 })
  assert.deepEqual(moments.at(-1), { at: at(22, 18, 5), cadence: 300 })
  const firstOf = (wanted: number) => moments.findIndex(({ cadence }) => cadence === wanted)
  assert.equal(moments[firstOf(900)]?.at, at(22, 6, 0))
  assert.equal(firstOf(900), 24 * 6 + 11, 'an hour apart for six days and a half')
  assert.equal(moments[firstOf(300)]?.at, at(22, 15, 0))
  assert.equal(firstOf(300) - firstOf(900), 4 * 9, 'then a quarter of one')
  assert.equal(moments.length, firstOf(300) + 12 * 3 + 2, 'then five minutes')
})

test('a past that broke off goes on after its newest sweep', () => {
  assert.deepEqual(momentsToReplay(at(22, 17, 52), now), [
    { at: at(22, 17, 55), cadence: 300 },
    { at: at(22, 18, 0), cadence: 300 },
    { at: at(22, 18, 5), cadence: 300 },
  ])
  assert.deepEqual(momentsToReplay(at(22, 18, 5), now), [])
  assert.deepEqual(momentsToReplay(now + 3_600, now), [])
})

test('a past that broke off long ago goes on five minutes later, and then at the usual pace', () => {
  assert.deepEqual(momentsToReplay(at(22, 2, 5), now).slice(0, 3), [
    { at: at(22, 2, 10), cadence: 3_000 },
    { at: at(22, 3, 0), cadence: 3_600 },
    { at: at(22, 4, 0), cadence: 3_600 },
  ])
  assert.deepEqual(momentsToReplay(at(15, 18, 0), now)[0], { at: at(15, 19, 0), cadence: 3_600 })
})

test('whenever it is asked, moments grow, lie in the last 7 days and follow at their cadence', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1_600_000_000, max: 2_000_000_000 }),
      fc.integer({ min: -86_400, max: 2 * replaySeconds }),
      (time, age) => {
        const moments = momentsToReplay(time - age, time)
        for (const [i, moment] of moments.entries()) {
          assert.ok(moment.at > time - age && moment.at <= time)
          assert.ok(moment.at > time - replaySeconds)
          const next = moments[i + 1]
          assert.ok(moment.cadence >= 300 && moment.cadence <= 3_600)
          if (next !== undefined) assert.equal(next.at - moment.at, moment.cadence)
          else assert.ok(time - moment.at < 300)
        }
      },
    ),
  )
})

const three = [
  { at: 300, cadence: 300 },
  { at: 600, cadence: 300 },
  { at: 900, cadence: 300 },
]

const never = new AbortController().signal

test('moments are recorded one after the other, the next one is read meanwhile', async () => {
  const told: ReplayProgress[] = []
  const steps: string[] = []
  const read = async ({ at }: ReplayMoment) => {
    steps.push(`read ${at}`)
    return `list of ${at}`
  }
  const record = async ({ at }: ReplayMoment, list: string) => {
    assert.equal(list, `list of ${at}`)
    steps.push(`record ${at}`)
    await Promise.resolve()
    steps.push(`recorded ${at}`)
  }
  await replay(three, { read, record }, progress => told.push(progress), never)
  assert.deepEqual(steps, [
    ...['read 300', 'read 600', 'record 300', 'recorded 300'],
    ...['read 900', 'record 600', 'recorded 600', 'record 900', 'recorded 900'],
  ])
  assert.deepEqual(
    told,
    three.map((moment, i) => ({ done: i + 1, total: 3, at: moment.at })),
  )
})

test('a replay that is stopped ends between two sweeps', async () => {
  const stop = new AbortController()
  const recorded: number[] = []
  const record = async ({ at }: ReplayMoment) => {
    recorded.push(at)
    if (recorded.length === 2) stop.abort()
  }
  const running = replay(three, { read: async () => 1, record }, () => undefined, stop.signal)
  await assert.rejects(running, error => error === stop.signal.reason)
  assert.deepEqual(recorded, [300, 600])
})

test('a step that throws ends the replay, also one that was ahead', async () => {
  const failure = new Error('no more')
  const fails = () => Promise.reject(failure)
  const works = async () => 1
  const readsOnce = async ({ at }: ReplayMoment) => (at > 300 ? fails() : 1)
  for (const steps of [
    { read: fails, record: works },
    { read: works, record: fails },
    { read: readsOnce, record: works },
    { read: readsOnce, record: () => new Promise(resolve => setImmediate(resolve)) },
    { read: readsOnce, record: fails },
  ])
    await assert.rejects(
      replay(three, steps, () => undefined, never),
      failure,
    )
})
