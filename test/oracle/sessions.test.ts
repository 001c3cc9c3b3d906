// The rules of sessions, by the oracle: from sweeps to broadcasts and to their sums.

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { at, pick, theBroadcast, theRow, usualCadence } from './builders.ts'
import type { Seen, SeenRow, SeenSweep } from './seen.ts'
import { sessionsOf, sumUpSeen } from './sessions.ts'
import { trigramSimilarity } from './trigrams.ts'

function aRow(known: Partial<SeenRow> = {}): SeenRow {
  return {
    streamId: 's1',
    channelId: 'c1',
    viewers: 100,
    startedAt: at('12:00'),
    title: 'Hello',
    category: 'chat',
    language: 'en',
    tags: [],
    tier: null,
    ...known,
  }
}

function aSweep(time: string, rows: readonly SeenRow[], known: Partial<SeenSweep> = {}): SeenSweep {
  return {
    slot: at(time),
    collectedAt: at(time),
    status: 'complete',
    scope: { kind: 'all' },
    cadence: usualCadence,
    tiers: null,
    rows,
    missing: null,
    ...known,
  }
}

function someSeen(sweeps: readonly SeenSweep[], known: Partial<Seen> = {}): Seen {
  return {
    hasSingleBroadcast: true,
    hasAmbiguousZero: false,
    doesTrackedAbsenceProve: true,
    sweeps,
    ends: [],
    seals: [],
    ...known,
  }
}

/** A sweep every five minutes that sees one row, both times included. */
function sweepsFrom(from: string, to: string, rows: readonly SeenRow[] = [aRow()]): SeenSweep[] {
  const count = (at(to) - at(from)) / usualCadence + 1
  const times = Array.from({ length: count }, (_, i) => at(from) + i * usualCadence)
  return times.map(time => aSweep(from, rows, { slot: time, collectedAt: time }))
}

describe('an end', () => {
  test('takes two complete sweeps, and the first is the proof', () => {
    const seen = someSeen([...sweepsFrom('12:00', '12:25'), ...sweepsFrom('12:30', '12:35', [])])
    assert.equal(sessionsOf(seen).shown[0]?.endedAt, at('12:27:30'))
    const once = someSeen([...sweepsFrom('12:00', '12:25'), aSweep('12:30', [])])
    assert.equal(sessionsOf(once).shown[0]?.endedAt, null)
  })

  test('begins anew with each time it is seen', () => {
    const sweeps = [
      ...sweepsFrom('12:00', '12:05'),
      aSweep('12:10', []),
      ...sweepsFrom('12:15', '12:20'),
      aSweep('12:25', []),
    ]
    assert.equal(sessionsOf(someSeen(sweeps)).shown[0]?.endedAt, null)
    const ended = sessionsOf(someSeen([...sweeps, aSweep('12:30', [])]))
    assert.equal(ended.shown[0]?.endedAt, at('12:22:30'))
  })

  test('that is taken back leaves its tail, as golden case 3 tells', () => {
    const seen = someSeen([
      ...sweepsFrom('12:00', '12:25'),
      ...sweepsFrom('12:30', '12:35', []),
      ...sweepsFrom('12:55', '13:20'),
      ...sweepsFrom('13:25', '13:30', []),
    ])
    const row = theBroadcast(sumUpSeen(seen))
    assert.deepEqual(pick(row, 'observedSeconds', 'reportedSeconds', 'gaps'), {
      observedSeconds: 55 * 60,
      reportedSeconds: 82.5 * 60,
      gaps: 1,
    })
  })

  test('is not proved by partial or failed sweeps, nor by those without its language', () => {
    const sweeps = [
      ...sweepsFrom('12:00', '12:05'),
      aSweep('12:10', [], { status: 'partial' }),
      aSweep('12:15', [], { status: 'failed' }),
      aSweep('12:20', [], { scope: { kind: 'languages', languages: ['de'] } }),
      aSweep('12:25', [], { scope: { kind: 'top', limit: 10 } }),
      aSweep('12:30', []),
    ]
    const [before] = sessionsOf(someSeen(sweeps)).shown
    assert.equal(before?.endedAt, null)
    const scope = { kind: 'languages', languages: ['en'] } as const
    const [after] = sessionsOf(someSeen([...sweeps, aSweep('12:35', [], { scope })])).shown
    assert.equal(after?.endedAt, at('12:17:30'))
  })

  test('is told at once by an event, with the real end where it is known', () => {
    const end = { at: at('12:07'), streamId: 's1', realEndAt: null }
    const seen = (realEndAt: number | null) =>
      someSeen(sweepsFrom('12:00', '12:05'), { ends: [{ ...end, realEndAt }] })
    assert.equal(sessionsOf(seen(null)).shown[0]?.endedAt, at('12:06'))
    assert.equal(sessionsOf(seen(at('12:06:30'))).shown[0]?.endedAt, at('12:06:30'))
  })

  test('by absence counts only the tracked sweeps in which it was due', () => {
    const tiers = [
      { tier: 1, cadence: 300 },
      { tier: 2, cadence: 1_800 },
    ]
    const sweep = (time: string, viewers?: number) =>
      aSweep(time, viewers === undefined ? [] : [aRow({ viewers, tier: 2 })], {
        scope: { kind: 'tracked' },
        tiers,
      })
    const sweeps = [
      sweep('12:00', 10),
      sweep('12:30', 20),
      sweep('13:00', 30),
      sweep('13:05'),
      sweep('13:30'),
      sweep('13:35'),
      sweep('14:00'),
    ]
    const row = theBroadcast(sumUpSeen(someSeen(sweeps)))
    assert.deepEqual([row.halfViewerSeconds, row.observedSeconds], [198_000n, 4_500])
    const [broadcast] = sessionsOf(someSeen(sweeps)).census.broadcasts
    assert.deepEqual(
      broadcast?.ends.map(end => [end.proofAt, end.bookedAt]),
      [[at('13:30'), at('14:00')]],
    )
    const looked = someSeen(sweeps, { doesTrackedAbsenceProve: false })
    assert.equal(sessionsOf(looked).shown[0]?.endedAt, null)
  })
})

test('by their ids, those that were asked for and not found are missing', () => {
  const scope = { kind: 'tracked' } as const
  const sweep = (time: string, missing: readonly string[], rows: readonly SeenRow[] = []) =>
    aSweep(time, rows, { scope, missing: new Set(missing) })
  const sweeps = [
    sweep('12:00', [], [aRow()]),
    sweep('12:05', ['s1']),
    sweep('12:10', ['s2']),
    sweep('12:15', ['s1']),
  ]
  const endedAt = (count: number) => sessionsOf(someSeen(sweeps.slice(0, count))).shown[0]?.endedAt
  assert.deepEqual([endedAt(3), endedAt(4)], [null, at('12:02:30')])
})

describe('a new id', () => {
  const fresh = aRow({ streamId: 's2', startedAt: at('12:09') })

  test('ends the old one at once, and goes on from it', () => {
    const sweeps = [...sweepsFrom('12:00', '12:05'), aSweep('12:10', [fresh])]
    const { shown } = sessionsOf(someSeen(sweeps))
    assert.equal(theRow(shown, { broadcastId: 's1' }).endedAt, at('12:07:30'))
    assert.equal(theRow(shown, { broadcastId: 's2' }).restartOf, 's1')
    const several = sessionsOf(someSeen(sweeps, { hasSingleBroadcast: false })).shown
    assert.equal(theRow(several, { broadcastId: 's1' }).endedAt, null)
    assert.equal(theRow(several, { broadcastId: 's2' }).restartOf, null)
  })

  test('ends the old one no later than it began itself', () => {
    const early = { ...fresh, startedAt: at('12:06') }
    const sweeps = [...sweepsFrom('12:00', '12:05'), aSweep('12:10', [early])]
    const { shown } = sessionsOf(someSeen(sweeps))
    assert.equal(theRow(shown, { broadcastId: 's1' }).endedAt, at('12:06'))
  })

  test('is the end of the old one where both are in a sweep', () => {
    const sweeps = [...sweepsFrom('12:00', '12:05'), aSweep('12:10', [aRow(), fresh])]
    const { broadcasts } = sumUpSeen(someSeen(sweeps))
    assert.equal(theRow(broadcasts, { broadcastId: 's1' }).samples, 2)
    assert.equal(theRow(broadcasts, { broadcastId: 's2' }).samples, 1)
  })

  test('goes on from the old one only soon, and with its category or a like title', () => {
    const restartOf = (known: Partial<SeenRow>) => {
      const row = { ...fresh, category: 'chess', ...known }
      const sweeps = [...sweepsFrom('12:00', '12:05'), aSweep('12:20', [row])]
      return theRow(sessionsOf(someSeen(sweeps)).shown, { broadcastId: 's2' }).restartOf
    }
    assert.equal(restartOf({}), 's1')
    assert.equal(restartOf({ title: 'hello!' }), 's1')
    assert.equal(restartOf({ title: 'Bye' }), null)
    assert.equal(restartOf({ startedAt: at('12:15') }), 's1')
    assert.equal(restartOf({ startedAt: at('12:15:01') }), null)
    assert.equal(restartOf({ startedAt: null }), null)
  })
})

describe('a row', () => {
  const ids = (rows: readonly SeenRow[], gap = '12:05') => {
    const [first, second] = rows
    assert(first !== undefined && second !== undefined)
    const sweeps = [aSweep('12:00', [first]), aSweep(gap, [second])]
    return sessionsOf(someSeen(sweeps)).shown.map(({ broadcastId }) => broadcastId)
  }

  test('is known by its id however long the hole', () => {
    assert.deepEqual(ids([aRow(), aRow()], '40:00'), ['s1'])
  })

  test('without an id is known by its start within a minute', () => {
    const without = (seconds: number) => aRow({ streamId: null, startedAt: at('12:00') + seconds })
    assert.equal(ids([aRow(), without(60)]).length, 1)
    assert.equal(ids([aRow(), without(61)]).length, 2)
    assert.equal(ids([without(0), aRow()]).length, 1)
  })

  test('without id and start is of the open broadcast within G', () => {
    const without = aRow({ streamId: null, startedAt: null })
    assert.equal(ids([without, without], '12:12:30').length, 1)
    assert.equal(ids([without, without], '12:12:31').length, 2)
  })

  test('with a start that moves by more than a minute keeps the earliest', () => {
    const shown = (move: number) => {
      const moved = aRow({ startedAt: at('12:00') + move })
      const seen = someSeen([aSweep('12:01', [aRow()]), aSweep('12:05', [moved])])
      assert.equal(theBroadcast(sumUpSeen(seen)).observedSeconds, 300)
      return sessionsOf(seen).shown[0]?.startedAt
    }
    assert.equal(shown(90), at('12:00'))
    assert.equal(shown(-60), at('12:00'))
    assert.equal(shown(-90), at('11:58:30'))
  })

  test('of 0 viewers is unknown where that may be hidden and five were known', () => {
    const peaks = (known: number) =>
      sessionsOf(
        someSeen(
          [aSweep('12:00', [aRow({ viewers: known })]), aSweep('12:05', [aRow({ viewers: 0 })])],
          {
            hasAmbiguousZero: true,
          },
        ),
      ).census.broadcasts[0]?.samples.map(({ viewers }) => viewers)
    assert.deepEqual(peaks(5), [5, null])
    assert.deepEqual(peaks(4), [4, 0])
  })
})

test('similarity is that of trigrams', () => {
  // pg_trgm: similarity('word', 'two words') = 0.363636
  assert.equal(trigramSimilarity('word', 'two words').toFixed(6), '0.363636')
  assert.equal(trigramSimilarity('Hello', 'hello!'), 1)
  assert.equal(trigramSimilarity('', ''), 0)
})
