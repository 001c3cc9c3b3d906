// The platforms as the wire names them.

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
    'What of the platform a sweep covers: everything live (`all`), some languages, the most watched (`top`), or chosen channels (`tracked`).',
  examples: ['all'],
})

/** How a sweep went. */
export const SweepStatusName = oneOf(['complete', 'partial', 'failed'], {
  description: 'How a sweep went: everything in its scope was read, some of it, or nothing.',
  examples: ['complete'],
})
