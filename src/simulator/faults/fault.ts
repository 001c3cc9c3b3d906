// What a fault is: a name, one sentence, its parameters, and hooks on the way of a request. A fault
// draws by hash from its seed, so the same requests in the same order meet the same faults.

import type { ApiAnswer, ApiRequest } from '../answer.ts'
import { hash } from '../hash.ts'
import { type SimulatedPlatform, simulatedPlatforms } from '../worlds.ts'
import type { Asked } from './asked.ts'
import { textKey } from './chance.ts'
import type { Delivery } from './delivery.ts'
import type { Page } from './page.ts'
import {
  count,
  type Given,
  type NumberParameter,
  type Parameters,
  readValues,
  share,
  type ValuesOf,
  type WordParameter,
  word,
} from './parameter.ts'

/** Where a fault acts, in the order of a request's way; each answers null where it does not act. */
export interface FaultHooks {
  /** An answer in place of the platform's own. */
  readonly refuse?: (asked: Asked) => ApiAnswer | null
  /** Another question in place of the one that came. */
  readonly ask?: (asked: Asked) => ApiRequest | null
  /** Other rows or another cursor; of pages and look-ups that were answered 200. */
  readonly page?: (page: Page, asked: Asked) => Page | null
  /** What becomes of the answer on its way. */
  readonly wire?: (delivery: Delivery, asked: Asked) => Delivery | null
}

type At = 'pages' | 'api' | 'tokens'

/** What every fault can be told. */
export interface CommonParameters extends Parameters {
  readonly rate: NumberParameter
  readonly at: WordParameter<At>
  readonly platform: WordParameter<SimulatedPlatform | 'any'>
  readonly seed: NumberParameter
}

interface CommonDefaults {
  /** Those it knows; all unless given. */
  readonly knows?: readonly SimulatedPlatform[]
  readonly rate: number
  readonly at?: At
  readonly platform?: SimulatedPlatform | 'any'
}

/** Parameters of a fault that strikes requests. */
export function ofRequests({ rate, ...rest }: CommonDefaults) {
  return {
    rate: share(rate, 'share of the requests it strikes'),
    times: count(0, 'how often it strikes at most, 0 = without end'),
    ...common(['pages', 'api', 'tokens'], rest),
  } satisfies CommonParameters
}

/** Parameters of a fault that changes what is said of streams. */
export function ofStreams({ rate, ...rest }: CommonDefaults) {
  return {
    rate: share(rate, 'share of the streams it strikes'),
    ...common(['pages', 'api'], rest),
  } satisfies CommonParameters
}

function common<A extends At>(
  ats: readonly A[],
  { at, knows = simulatedPlatforms, platform }: Omit<CommonDefaults, 'rate'>,
) {
  const usual = ats.find(known => known === (at ?? 'pages'))
  if (usual === undefined) throw new Error(`A fault of streams cannot act at ${at}.`)
  return {
    at: word(ats, usual, 'which requests'),
    platform: word(['any', ...knows], platform ?? 'any', 'whose requests'),
    seed: count(1, 'other draws'),
  }
}

/** What a fault draws from and whom it strikes; each platform has its own. */
export interface FaultContext {
  readonly seed: number
  readonly platform: SimulatedPlatform
}

/** A fault with its values, at work for one platform. */
export interface OpenFault {
  readonly name: string
  readonly hooks: FaultHooks
  isFor(asked: Asked): boolean
}

export interface Fault<N extends string = string, P extends Parameters = Parameters> {
  readonly name: N
  /** One sentence. */
  readonly does: string
  readonly parameters: P
  /** Null = it is not meant for the platform. Throws `invalid`. */
  open(given: Given, platform: SimulatedPlatform): OpenFault | null
}

export interface FaultDefinition<N extends string, P extends CommonParameters> {
  readonly name: N
  readonly does: string
  readonly parameters: P
  readonly act: (values: ValuesOf<P>, context: FaultContext) => FaultHooks
}

export function defineFault<N extends string, P extends CommonParameters>({
  act,
  does,
  name,
  parameters,
}: FaultDefinition<N, P>): Fault<N, P> {
  return {
    name,
    does,
    parameters,
    open(given, platform) {
      const values = readValues<P>(name, parameters, given)
      const { at, platform: meant, seed } = commonOf(values)
      if (meant !== 'any' && meant !== platform) return null
      if (!platformsOf(parameters).includes(platform)) return null
      const own = hash(seed, textKey(name), textKey(platform))
      return { name, hooks: act(values, { seed: own, platform }), isFor: asked => isAt(at, asked) }
    },
  }
}

/** The parameters that every fault has; its own values hold them too. */
function commonOf<P extends CommonParameters>(values: ValuesOf<P>) {
  return values as unknown as ValuesOf<CommonParameters>
}

/** The platforms a fault knows. */
function platformsOf(parameters: CommonParameters): readonly string[] {
  return parameters.platform.words
}

function isAt(at: At, { kind, platform }: Asked): boolean {
  switch (at) {
    case 'pages':
      // What YouTube tells of a stream stands partly in searches, partly in look-ups.
      return kind === 'page' || (kind === 'lookup' && platform === 'youtube')
    case 'api':
      return kind !== 'token'
    case 'tokens':
      return kind === 'token'
    default:
      return at satisfies never
  }
}
