// How a demo's mark is put on the wire.

import type { Demo } from '../contract/demo.ts'
import { toTimestampOrNull } from '../contract/timestamp.ts'
import type { Demo as StoredDemo } from '../store/demo.ts'

/** The `demo` of an answer. */
export function toDemo(demo: StoredDemo | null): Demo | null {
  if (demo === null) return null
  const { seed, scale, replay } = demo
  return {
    seed,
    scale,
    replaying: replay !== null,
    replay_from: toTimestampOrNull(replay?.from ?? null),
    replay_until: toTimestampOrNull(replay?.until ?? null),
  }
}
