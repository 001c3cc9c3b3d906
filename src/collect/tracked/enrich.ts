// What is read of a tracked platform between two sweeps, from the units that they leave: names of
// categories, profiles with subscribers, and the uploads of channels that have streamed before.

import type { DailyQuota } from '../../domain/daily-quota.ts'
import { AppError } from '../../domain/error.ts'
import type { Clock } from '../../lib/clock.ts'
import type { CallContext } from '../../platforms/client.ts'
import type { TrackedClient } from '../../platforms/tracked-client.ts'
import { addFound, type FoundId } from '../../store/awaited-streams.ts'
import { type Sql, toDatabaseError } from '../../store/database.ts'
import { markDirectoryRead, readDirectoryAt, writeDirectoryPage } from '../../store/directory.ts'
import { type DueChannel, listDueChannels } from '../../store/due-channels.ts'
import { listUploadsDue, markUploadsRead } from '../../store/followed-channels.ts'
import { writeFollowers } from '../../store/follower-readings.ts'
import { writeProfiles } from '../../store/profiles.ts'
import { withEnrichLock } from '../../store/sweep-lock.ts'
import type { Enriched } from '../enrich.ts'
import { daySeconds, hourSeconds, secondsOf } from '../enrich-round.ts'
import { waitForTurn } from '../enrich-turn.ts'
import { allowanceAt } from './allowance.ts'
import { readBucketDay } from './ledger.ts'

export interface TrackedEnrichDeps {
  readonly sql: Sql
  readonly client: TrackedClient
  readonly quota: DailyQuota
  readonly clock: Clock
  /** Seconds from one sweep to the next. */
  readonly interval: number
}

/** What was read and what it took. */
export interface TrackedEnriched extends Enriched {
  /** Channels whose uploads were looked through. */
  readonly uploads: number
  /** Streams found in them that nothing had told of before. */
  readonly found: number
}

/** Names of categories are the same in every country, but for what is offered there. */
const categoriesOf = 'US'
const categoriesAgainAfter = 7 * daySeconds
/** Less than a day, so that each day has a reading. */
const profilesAgainAfter = 23 * hourSeconds
const uploadsAgainAfter = hourSeconds
/** Of a channel's uploads, the newest: what is live or scheduled is among them. */
const newestUploads = 3
/** Channels that are asked about together. */
const uploadsAtATime = 4

/** Enriches a tracked platform. */
export interface TrackedEnricher {
  /**
   * One round, over at `untilAt` (whole epoch seconds), when its units are spent, or when the signal
   * aborts; 'busy' when another process has one. A failure of the platform or of the connection to
   * the database ends it and is in the answer. Any other error rejects.
   */
  run(untilAt: number, signal: AbortSignal): Promise<TrackedEnriched | 'busy'>
}

/** Makes the enricher of one platform. */
export function createTrackedEnricher(deps: TrackedEnrichDeps): TrackedEnricher {
  const { sql, client, clock } = deps
  const { platform } = client
  return {
    run: async (untilAt, signal) => {
      const context: CallContext = { signal, tally: { requests: 0, retries: 0 } }
      const counts = { ...nothingRead }
      let units: number | null = null
      const unitsLeft = async () => {
        if (!(await waitForTurn({ sql, client, clock, signal }, untilAt))) return 0
        // Only once it is this round's turn is it known what sweeps have left.
        units ??= await readUnits(deps)
        return Math.max(0, units - context.tally.requests)
      }
      const round = { ...deps, context, counts, unitsLeft }
      const outcome = await withEnrichLock(sql, platform, () => readRound(round)).catch(asFailure)
      return outcome === 'busy' ? 'busy' : { ...counts, ...context.tally, failure: outcome }
    },
  }
}

/** What may be spent until the next sweep. */
async function readUnits(deps: TrackedEnrichDeps): Promise<number> {
  const { client, clock, interval } = deps
  const at = secondsOf(clock)
  const bucket = await readBucketDay({ ...deps, platform: client.platform }, 'default', at)
  return allowanceAt(bucket, at, interval).units
}

const nothingRead = {
  lookedUp: 0,
  ended: 0,
  categories: 0,
  profiles: 0,
  followers: 0,
  uploads: 0,
  found: 0,
}

interface Round extends TrackedEnrichDeps {
  readonly context: CallContext
  readonly counts: { -readonly [K in keyof typeof nothingRead]: number }
  /** Asked before each call: waits for sweeps; 0 = the round is over. */
  readonly unitsLeft: () => Promise<number>
}

/** Reads part after part; the failure that ends it, null = none. */
async function readRound(round: Round): Promise<AppError | null> {
  const { signal } = round.context
  try {
    await readCategories(round)
    await readProfiles(round)
    await readUploads(round)
    return null
  } catch (error) {
    if (signal.aborted) return null
    return asFailure(error)
  }
}

async function readCategories({ sql, client, clock, context, counts, unitsLeft }: Round) {
  const { platform } = client
  const at = secondsOf(clock)
  const readAt = await readDirectoryAt(sql, platform)
  if (readAt !== null && at - readAt < categoriesAgainAfter) return
  if ((await unitsLeft()) === 0) return
  const { rows } = await client.readVideoCategories(categoriesOf, context)
  const listed = rows.map(row => ({ ...row, rank: null }))
  await writeDirectoryPage(sql, platform, listed, at)
  await markDirectoryRead(sql, platform, at)
  counts.categories += rows.length
}

/** Profiles and subscribers come together. Calls are full; once an hour what is left over goes too. */
async function readProfiles({ sql, client, clock, interval, context, counts, unitsLeft }: Round) {
  const { platform, mostIds } = client
  while ((await unitsLeft()) > 0) {
    const at = secondsOf(clock)
    const due = { reading: 'profile', againAfter: profilesAgainAfter } as const
    const asked = await listDueChannels(sql, { ...due, platform, at, limit: mostIds })
    if (asked.length === 0) return
    if (asked.length < mostIds && at % hourSeconds >= interval) return
    const { rows } = await client.readChannels(
      asked.map(({ channelId }) => channelId),
      context,
    )
    const profileOf = new Map(rows.map(profile => [profile.channelId, profile]))
    const profiles = asked.map(({ channelKey, channelId }) => ({
      channelKey,
      profile: profileOf.get(channelId) ?? null,
    }))
    await writeProfiles(sql, platform, profiles, at)
    const followers = profiles.map(({ channelKey, profile }) => ({
      channelKey,
      followers: profile?.subscribers ?? null,
    }))
    await writeFollowers(sql, platform, followers, at)
    counts.profiles += rows.length
    counts.followers += followers.filter(row => row.followers !== null).length
  }
}

/** Spends what is left of the units: each call tells of one channel, the most promising first. */
async function readUploads({ sql, client, clock, context, counts, unitsLeft }: Round) {
  const { platform } = client
  for (;;) {
    const units = await unitsLeft()
    if (units === 0) return
    const limit = Math.min(units, uploadsAtATime)
    const question = { platform, at: secondsOf(clock), againAfter: uploadsAgainAfter, limit }
    const due = await listUploadsDue(sql, question)
    if (due.length === 0) return
    const answers = await Promise.allSettled(
      due.map(channel => readNewest(client, channel, context)),
    )
    const read = answers.flatMap(answer => (answer.status === 'fulfilled' ? [answer.value] : []))
    counts.found += await addFound(sql, platform, read.flat(), secondsOf(clock), null)
    // One that cannot be read does not keep the others waiting.
    const asked = due.filter((_, i) => !isOfAll(answers[i]))
    await markUploadsRead(sql, asked, secondsOf(clock))
    counts.uploads += read.length
    for (const answer of answers) if (answer.status === 'rejected') throw answer.reason
  }
}

/** The newest uploads of a channel; none where it has no list of them. */
async function readNewest(
  client: TrackedClient,
  { channelId }: DueChannel,
  context: CallContext,
): Promise<readonly FoundId[]> {
  try {
    const { rows } = await client.readUploads(channelId, context)
    return rows.slice(0, newestUploads).map(streamId => ({ streamId, channelId }))
  } catch (error) {
    if (error instanceof AppError && ofOne.has(error.code)) return []
    throw error
  }
}

/** Refusals that are of one channel alone. */
const ofOne: ReadonlySet<string> = new Set(['not_found', 'invalid', 'forbidden'])
/** Refusals that have nothing to do with the channel. */
const ofAll: ReadonlySet<string> = new Set(['rate_limited', 'unauthorized'])

function isOfAll(answer: PromiseSettledResult<unknown> | undefined): boolean {
  if (answer?.status !== 'rejected') return false
  return !(answer.reason instanceof AppError) || ofAll.has(answer.reason.code)
}

/** The lock may find no database; what is no operating failure goes on. */
function asFailure(error: unknown): AppError {
  const failure = toDatabaseError(error)
  if (failure instanceof AppError) return failure
  throw error
}
