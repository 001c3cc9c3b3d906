// What every client of the gate must do, whatever its platform: run by each platform's own
// client.test.ts against a fake of that platform.

import { conformCancellation } from './conformance/cancellation.ts'
import { conformPaging } from './conformance/paging.ts'
import { conformPatience } from './conformance/patience.ts'
import type { Stage } from './conformance/stage.ts'
import { conformTokens } from './conformance/tokens.ts'
import { conformTries } from './conformance/tries.ts'

/** Defines the tests of the contract for one platform. */
export function conform(stage: Stage): void {
  conformPaging(stage)
  conformTries(stage)
  conformPatience(stage)
  conformTokens(stage)
  conformCancellation(stage)
}
