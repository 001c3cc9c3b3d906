// Every fault there is, in the order in which those of one kind act on a request.

import type { Fault } from './fault.ts'
import { flapping, hidden, ones, skew } from './listing.ts'
import { drift, loop } from './paging.ts'
import type { ValuesOf } from './parameter.ts'
import { cursorRejected, expired, limited, quota, unavailable } from './refusing.ts'
import { surprises } from './surprises.ts'
import { drip, html, latency, reset, truncated } from './wire.ts'

/** Counts and starts are changed before a surprise writes them in another way. */
export const faultTable = [
  latency,
  limited,
  unavailable,
  html,
  truncated,
  reset,
  drip,
  quota,
  expired,
  cursorRejected,
  drift,
  loop,
  flapping,
  ones,
  hidden,
  skew,
  surprises,
] as const satisfies readonly Fault[]

export type FaultName = (typeof faultTable)[number]['name']

type SpecOf<F> =
  F extends Fault<infer N, infer P> ? { readonly name: N } & Partial<ValuesOf<P>> : never

/** A fault by its name, with what is not its default. */
export type FaultSpec = SpecOf<(typeof faultTable)[number]>
