// A small live world for property tests: sweeps of two channels that come, go and change at will.

import fc from 'fast-check'
import type { LiveStream } from '../src/domain/live-stream.ts'
import type { SweepScope } from '../src/domain/sweep.ts'
import { aStream, start } from './builders.ts'

/** One sweep of a small world. */
export interface WorldSweep {
  readonly at: number
  readonly status: 'complete' | 'partial' | 'failed'
  readonly scope: SweepScope
  /** Whether the sweep before, held back as shrunk, is believed with this one. */
  readonly isBelieving: boolean
  readonly streams: readonly LiveStream[]
}

/** Now and then another value than the usual one. */
const mostly = <T>(usual: T, ...others: T[]) =>
  fc.oneof(
    { weight: 5, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
  )

const categories = [
  { categoryId: '1', gameName: 'Chess' },
  { categoryId: '1', gameName: 'Schach' },
  { categoryId: '2', gameName: 'Art' },
  { categoryId: null, gameName: '' },
  { categoryId: null, gameName: null },
] as const

const scopes: readonly [SweepScope, ...SweepScope[]] = [
  { kind: 'all' },
  { kind: 'languages', languages: ['de', 'fr'] },
  { kind: 'languages', languages: ['en'] },
  { kind: 'top', limit: 5 },
  { kind: 'tracked' },
]

/**
 * Sweeps of two channels that come and go with three stream ids each. With `isSteady` starts are
 * always told and never move.
 */
export function someSweeps(maxLength: number, isSteady = false): fc.Arbitrary<WorldSweep[]> {
  const row = fc
    .record({
      channelId: fc.constantFrom('c1', 'c2'),
      id: fc.constantFrom(0, 1, 2),
      moved: isSteady ? fc.constant(0) : mostly(0, 30, -90, 200, 4_000),
      hasStart: isSteady ? fc.constant(true) : mostly(true, false),
      title: mostly<string | null>('Hello', 'Bye', '- hello! -', '', null),
      category: mostly<(typeof categories)[number]>(...categories),
      language: mostly<string | null>('en', 'de', null),
      tags: mostly<string[]>(['a'], [], ['a', 'b']),
      viewers: fc.constantFrom(null, 0, 5, 100),
    })
    .map(({ id, moved, hasStart, category, ...stream }) =>
      aStream({
        ...stream,
        ...category,
        streamId: `${stream.channelId}-${id}`,
        startedAt: hasStart ? start - 600 + id * 500 + moved : null,
      }),
    )
  const sweep = fc.record({
    wait: fc.constantFrom(2, 60, 300, 301, 900),
    kind: mostly('complete', 'partial', 'failed', 'believing', 'believing'),
    scope: mostly(...scopes),
    streams: fc.uniqueArray(row, { selector: stream => stream.streamId, maxLength: 5 }),
  })
  return fc.array(sweep, { minLength: 1, maxLength }).map(sweeps => {
    let at = start
    return sweeps.map(({ wait, kind, scope, streams }, i) => {
      at += wait
      return {
        at,
        status: kind === 'partial' || kind === 'failed' ? kind : 'complete',
        scope,
        isBelieving: kind === 'believing' && sweeps[i - 1]?.kind === 'partial',
        streams: kind === 'failed' ? [] : streams.filter(stream => isListed(scope, stream)),
      }
    })
  })
}

/** Whether a list of this scope holds a stream; one cut at the top or to some channels may. */
export function isListed(scope: SweepScope, { language }: Pick<LiveStream, 'language'>): boolean {
  return scope.kind !== 'languages' || scope.languages.some(code => code === language)
}

/** Takes their stream ids from some rows, at most one a channel and sweep, as a walk keeps them. */
export function withoutSomeIds(sweeps: readonly WorldSweep[]): fc.Arbitrary<WorldSweep[]> {
  return fc
    .infiniteStream(fc.boolean())
    .map(coins => coins[Symbol.iterator]())
    .map(coins =>
      sweeps.map(sweep => {
        const withoutId = new Set<string>()
        const streams = sweep.streams.map(stream => {
          if (withoutId.has(stream.channelId) || coins.next().value) return stream
          withoutId.add(stream.channelId)
          return { ...stream, streamId: null }
        })
        return { ...sweep, streams }
      }),
    )
}
