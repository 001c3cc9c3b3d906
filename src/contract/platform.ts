// The platforms as the wire names them.

import { believableViewers } from '../domain/broadcast.ts'
import { platforms } from '../domain/platform.ts'
import { oneOf } from './schema.ts'

/** The name of a platform. */
export const PlatformName = oneOf(platforms, {
  description: 'The platform.',
  examples: ['twitch'],
})

/** What a sweep covers. */
export const SweepScopeName = oneOf(['all', 'languages', 'top', 'tracked'], {
  description:
    'What of the platform a sweep covers: everything live (`all`), some languages, the most watched (`top`), or tracked and discovered streams, never all (`tracked`).',
  examples: ['all'],
})

/** How a sweep went. */
export const SweepStatusName = oneOf(['complete', 'partial', 'failed'], {
  description: 'How a sweep went: everything in its scope was read, some of it, or nothing.',
  examples: ['complete'],
})

/** What a count of 0 means. */
export const ZeroViewersName = oneOf(['counted', 'ambiguous'], {
  description: `What a \`viewer_count\` of 0 means on the platform: nobody (\`counted\`), or also that the channel hides its count (\`ambiguous\`). Where it is ambiguous, a 0 is shown as null if the broadcast's last known count was ${believableViewers} or more, else as 0.`,
  examples: ['counted'],
})

/** What a platform's terms can keep out of an answer. */
export const LeftOutName = oneOf(['viewers'], {
  description: 'A field that is null in this answer because of the terms of the platform.',
  examples: ['viewers'],
})
