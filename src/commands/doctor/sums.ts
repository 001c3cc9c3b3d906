// What `doctor` says of sums: whether they are there for all that is kept of a platform.

import type { Platform } from '../../domain/platform.ts'
import type { Policies } from '../../domain/policy.ts'
import type { Finding } from './report.ts'

export interface SumFacts {
  /** Platforms that were ever swept. */
  readonly recorded: readonly Platform[]
  /** Those of which something is kept that has no sums. */
  readonly unbooked: readonly Platform[]
  readonly policyOf: Policies
}

/** A line for each platform that was ever swept. */
export function examineSums({ recorded, unbooked, policyOf }: SumFacts): Finding[] {
  return recorded.map((platform): Finding => {
    if (!policyOf(platform).allowDerived)
      return { check: platform, verdict: 'note', text: 'not worked out: its terms forbid it' }
    if (!unbooked.includes(platform))
      return { check: platform, verdict: 'right', text: 'there for all that is kept' }
    return {
      check: platform,
      verdict: 'doubtful',
      text: 'missing for days before an upgrade, or before its terms allowed them: these are shown as if nothing was seen',
      advice: `Run \`rederive ${platform}\` once. It is not swept meanwhile; \`--check\` before tells how long that takes.`,
    }
  })
}
