// Finds the channel that a path names, and tells what its platform's answers are based on.

import { Type } from 'typebox'
import type { PlatformBasis } from '../contract/live.ts'
import { PlatformName } from '../contract/platform.ts'
import { AppError } from '../domain/error.ts'
import { isPlatform, type Platform, platforms } from '../domain/platform.ts'
import type { PlatformPolicy } from '../domain/policy.ts'
import { type ChannelName, listChannelsNamed, readChannel } from '../store/channel-reads.ts'
import type { Queryable } from '../store/database.ts'
import type { PlatformSweeps } from '../store/sweeps.ts'
import { toPlatformBasis } from './live-row.ts'
import { sweepsAsked } from './sweeps-asked.ts'

/** The part of a path that names a channel. */
export interface ChannelPath {
  readonly platform: string
  readonly id: string
}

/** The longest id of a channel or broadcast; the router refuses longer ones. */
export const mostIdCharacters = 200

/** How the documents show that part. */
export const channelPathSchema = Type.Object({
  platform: PlatformName,
  id: Type.String({
    minLength: 1,
    maxLength: mostIdCharacters,
    description:
      "The platform's id of the channel (`channel_id`), or else its `username`, in any case, if only one channel has it.",
  }),
})

/** The platform a path names; throws `not_found`. */
export function readPathPlatform(name: string): Platform {
  if (isPlatform(name)) return name
  throw new AppError(
    'not_found',
    `There is no platform ${shorten(name)}; there are ${platforms.join(', ')}.`,
  )
}

/** The channel a path names, by its id or, if it is the only one called so, its name; else `not_found`. */
export async function findChannel(
  sql: Queryable,
  platform: Platform,
  id: string,
): Promise<ChannelName> {
  const nothing = () =>
    new AppError('not_found', `No channel of ${platform} is known as ${shorten(id)}.`)
  // PostgreSQL has no texts with NUL.
  if (id.includes('\0')) throw nothing()
  const found = await readChannel(sql, platform, id)
  if (found !== null) return found
  const [named, other] = await listChannelsNamed(sql, platform, id)
  if (named === undefined) throw nothing()
  if (other === undefined) return named
  throw new AppError(
    'not_found',
    `Several channels of ${platform} are known as ${shorten(id)}: ask by channel_id.`,
  )
}

/** Which clause forbids figures and what opens them: goes on with "Figures are not worked out: ". */
const clauses: Readonly<Partial<Record<Platform, string>>> = {
  youtube:
    "YouTube's developer policies (III.E.4.h) forbid metrics derived from its data, until its amendment on derived metrics is accepted for this project and YOUTUBE_DERIVED_METRICS_ACCEPTED is true",
}

/** How far the platform is known, with a note where its terms forbid figures. */
export function figuresBasis(
  platform: Platform,
  policy: PlatformPolicy,
  sweeps: readonly PlatformSweeps[],
): PlatformBasis {
  const [asked] = sweepsAsked(platform, [platform], sweeps)
  if (asked === undefined) throw new Error('a platform that is asked about has a row')
  const clause =
    clauses[platform] ?? `the terms of ${platform} forbid figures derived from its data`
  const note = policy.allowDerived ? null : `Figures are not worked out: ${clause}.`
  return { ...toPlatformBasis(asked, policy, []), policy_note: note }
}

function shorten(text: string): string {
  const characters = [...text.replaceAll('\0', '')]
  return characters.length <= 60 ? characters.join('') : `${characters.slice(0, 60).join('')}…`
}
