import assert from 'node:assert/strict'
import { test } from 'node:test'
import { importPageModule } from '../../../test/page-modules.ts'

interface Pace {
  readonly now: number
  readonly dueAt: number | null
  readonly tries: number
  readonly isFailing: boolean
  readonly isReplaying: boolean
}

const { nextDue, secondsToWait, sweepsSeen } = await importPageModule<{
  nextDue(health: object, before: number | null, now: number): number | null
  secondsToWait(pace: Pace): number
  sweepsSeen(health: object): string
}>('pace.js')

const due = Date.UTC(2026, 10, 22, 18, 5) / 1_000
const time = (at: number) => new Date(at * 1_000).toISOString()

/** The health of platforms by the slot of their last sweep and the time of the next. */
function healthOf(...platforms: { slot: number | null; next: number | null; status?: string }[]) {
  return {
    demo: null,
    platforms: platforms.map(({ slot, next, status = 'complete' }, i) => ({
      platform: ['twitch', 'kick'][i],
      next_sweep_at: next === null ? null : time(next),
      last_sweep: slot === null ? null : { slot: time(slot), collected_at: time(slot), status },
    })),
  }
}

test('the next sweep is waited for until it is there, though the grid has moved on', () => {
  const before = healthOf({ slot: due - 300, next: due })
  assert.equal(nextDue(before, null, due - 10), due)
  const during = healthOf({ slot: due - 300, next: due + 300 })
  assert.equal(nextDue(during, due, due + 20), due)
  const after = healthOf({ slot: due, next: due + 300 })
  assert.equal(nextDue(after, due, due + 40), due + 300)
})

test('of several platforms all are waited for', () => {
  const one = healthOf({ slot: due, next: due + 300 }, { slot: due - 300, next: due + 300 })
  assert.equal(nextDue(one, due, due + 40), due)
  const both = healthOf({ slot: due, next: due + 300 }, { slot: due, next: due + 300 })
  assert.equal(nextDue(both, due, due + 60), due + 300)
})

test('what is not swept here is not waited for', () => {
  assert.equal(nextDue(healthOf({ slot: due - 900, next: null }), null, due), null)
  assert.equal(nextDue(healthOf(), due, due), null)
})

test('a new sweep changes what is seen, whatever came of it', () => {
  const seen = sweepsSeen(healthOf({ slot: due, next: due + 300 }))
  assert.equal(seen, sweepsSeen(healthOf({ slot: due, next: due + 600 })))
  assert.notEqual(seen, sweepsSeen(healthOf({ slot: due + 300, next: due + 600 })))
  assert.notEqual(seen, sweepsSeen(healthOf({ slot: due, next: due + 300, status: 'failed' })))
  assert.notEqual(
    seen,
    sweepsSeen({ ...healthOf({ slot: due, next: due }), demo: { replaying: true } }),
  )
})

const pace: Pace = { now: due - 100, dueAt: due, tries: 0, isFailing: false, isReplaying: false }
const waits: [title: string, given: Partial<Pace>, seconds: number[]][] = [
  ['long before a sweep: now and then', {}, [60, 60]],
  ['shortly before: until it can be done', { now: due - 10 }, [12, 12]],
  ['while it runs: less and less often', { now: due + 1 }, [2, 4, 8, 16, 20, 20]],
  ['after failures: less and less often', { isFailing: true }, [2, 4, 8, 16, 32, 60, 60]],
  ['in a replay: at its own pace', { isReplaying: true, now: due + 900 }, [2, 2]],
  ['where nothing is swept: now and then', { dueAt: null }, [60]],
]

for (const [title, given, seconds] of waits)
  test(`it asks again ${title}`, () => {
    assert.deepEqual(
      seconds.map((_, tries) => secondsToWait({ ...pace, ...given, tries })),
      seconds,
    )
  })
