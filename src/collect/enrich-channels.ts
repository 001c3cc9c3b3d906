// Reads profiles and followers of live channels, the most urgent first.

import { AppError } from '../domain/error.ts'
import { type DueChannel, type DueQuestion, listDueChannels } from '../store/due-channels.ts'
import { writeFollowers } from '../store/follower-readings.ts'
import { writeProfiles } from '../store/profiles.ts'
import {
  daySeconds,
  dueAtATime,
  type EnrichRound,
  hourSeconds,
  idsAtATime,
  secondsOf,
  takeBatches,
} from './enrich-round.ts'

const profilesAgainAfter = 7 * daySeconds
/** Less than a day, so that each day has a reading. */
const followersAgainAfter = 23 * hourSeconds
/** Each channel is a request of its own; so many are under way together. */
const followersAtATime = 4

/** Reads the profiles that are due. */
export async function readProfiles(round: EnrichRound): Promise<void> {
  const { sql, client, clock, context, counts } = round
  if (client.readProfiles === undefined) return
  const due = { reading: 'profile', againAfter: profilesAgainAfter } as const
  for await (const asked of takeDue(round, due, idsAtATime)) {
    const ids = asked.map(({ channelId }) => channelId)
    const { rows } = await client.readProfiles(ids, context)
    const profileOf = new Map(rows.map(profile => [profile.channelId, profile]))
    const read = asked.map(({ channelKey, channelId }) => ({
      channelKey,
      profile: profileOf.get(channelId) ?? null,
    }))
    await writeProfiles(sql, client.platform, read, secondsOf(clock))
    counts.profiles += read.filter(({ profile }) => profile !== null).length
  }
}

/** Reads the followers that are due. */
export async function readFollowers(round: EnrichRound): Promise<void> {
  const { sql, client, clock, context, counts, memory } = round
  const { readFollowers: read } = client
  if (read === undefined) return
  const due = { reading: 'followers', againAfter: followersAgainAfter } as const
  for await (const asked of takeDue(round, due, followersAtATime)) {
    const answers = await Promise.allSettled(asked.map(({ channelId }) => read(channelId, context)))
    memory.hasFollowers ||= answers.some(({ status }) => status === 'fulfilled')
    const told = asked.flatMap(({ channelKey }, i) => {
      const answer = answers[i]
      if (answer?.status === 'fulfilled') return [{ channelKey, followers: answer.value }]
      return isOfChannel(answer?.reason, memory) ? [{ channelKey, followers: null }] : []
    })
    await writeFollowers(sql, client.platform, told, secondsOf(clock))
    counts.followers += told.filter(({ followers }) => followers !== null).length
    for (const answer of answers)
      if (answer.status === 'rejected' && !isOfChannel(answer.reason, memory)) throw answer.reason
  }
}

/** Whether a refusal is of this one channel, since others are answered. */
function isOfChannel(failure: unknown, { hasFollowers }: EnrichRound['memory']): boolean {
  if (!hasFollowers || !(failure instanceof AppError)) return false
  return failure.code === 'not_found' || failure.code === 'invalid'
}

/** Batches of channels that are due, until none is or the round is over. */
async function* takeDue(
  round: EnrichRound,
  due: Pick<DueQuestion, 'reading' | 'againAfter'>,
  size: number,
): AsyncGenerator<readonly DueChannel[]> {
  const { sql, client, clock, mayGoOn } = round
  const { platform } = client
  while (await mayGoOn()) {
    const question = { ...due, platform, at: secondsOf(clock), limit: dueAtATime }
    const channels = await listDueChannels(sql, question)
    if (channels.length === 0) return
    yield* takeBatches(round, channels, size)
  }
}
