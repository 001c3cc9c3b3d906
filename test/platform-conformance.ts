// What every client of the gate must do, whatever its platform: run by each platform's own
// client.test.ts against a fake of that platform.

import { conformCancellation } from './conformance/cancellation.ts'
import { conformKey } from './conformance/key.ts'
import { conformLedger } from './conformance/ledger.ts'
import { conformPaging } from './conformance/paging.ts'
import { conformPatience } from './conformance/patience.ts'
import { listedQuestions, trackedQuestions } from './conformance/questions.ts'
import type { Stage, TrackedStage } from './conformance/stage.ts'
import { conformTokens } from './conformance/tokens.ts'
import { conformTracking } from './conformance/tracking.ts'
import { conformTries } from './conformance/tries.ts'

/** Defines the tests of the contract for one platform with a list of all that is live. */
export function conform(stage: Stage): void {
  conformPaging(stage)
  conformTries(stage, listedQuestions)
  conformPatience(stage, listedQuestions)
  conformTokens(stage)
  conformCancellation(stage, listedQuestions)
}

/** Defines the tests of the contract for one platform without such a list. */
export function conformTracked(stage: TrackedStage): void {
  const questions = trackedQuestions(stage)
  conformTracking(stage)
  conformLedger(stage)
  conformTries(stage, questions)
  conformPatience(stage, questions)
  conformKey(stage)
  conformCancellation(stage, questions)
}
