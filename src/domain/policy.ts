// What a platform's terms allow the census to keep, work out and show. Pure data: who stores,
// aggregates or serves asks it.

/** The terms of one platform as the census honours them. */
export interface PlatformPolicy {
  /** Days that numbers are kept, null = for ever. */
  readonly maxStatDays: number | null
  /** Days that all else is kept, null = for ever. */
  readonly maxDataDays: number | null
  /** Whether sums over several channels may be kept. */
  readonly allowAggregates: boolean
  /** Whether anything may be worked out from its numbers. */
  readonly allowDerived: boolean
  /** Whether closed days may be packed and kept. */
  readonly archive: boolean
  /** How it wants to be named beside its data; null = it does not ask. */
  readonly attribution: string | null
}

/** Keeps everything: the default where a platform's terms are the operator's own matter. */
export const keepingPolicy: PlatformPolicy = Object.freeze({
  maxStatDays: null,
  maxDataDays: null,
  allowAggregates: true,
  allowDerived: true,
  archive: true,
  attribution: null,
})
