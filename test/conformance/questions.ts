// What the suite can ask of clients of either contract.

import type { SearchQuestion } from '../../src/domain/search.ts'
import type { CallContext, PlatformClient } from '../../src/platforms/client.ts'
import type { TrackedClient } from '../../src/platforms/tracked-client.ts'
import { type Questions, readPage, type TrackedStage } from './stage.ts'

type Ask = (context: CallContext) => Promise<unknown>

/** Of a platform with a live list. */
export const listedQuestions: Questions<PlatformClient> = {
  readFirst: async (client, context) => (await readPage(client, null, context)).streams.length,
  lookUp: (client, context) => client.refresh(['1'], context),
  allOf: client => {
    const { readTotal, readProfiles, readFollowers, readCategories, directory } = client
    const asks: (Ask | false | undefined)[] = [
      context => client.readLivePage(null, context),
      context => client.refresh(['1'], context),
      readTotal,
      readProfiles && (context => readProfiles(['1'], context)),
      readFollowers && (context => readFollowers('1', context)),
      readCategories && (context => readCategories(['1'], context)),
      directory && (context => directory.readPage(null, context)),
    ]
    return asks.filter(ask => typeof ask === 'function')
  },
  hasToken: true,
}

/** Of a platform without one, by the name of the question, as its costs name them. */
export function trackedAsks({ channelId }: TrackedStage) {
  return {
    search: (client, context) => client.search(liveNow, null, context),
    readVideos: (client, context) => client.readVideos(['1'], context),
    readChannels: (client, context) => client.readChannels([channelId], context),
    readUploads: (client, context) => client.readUploads(channelId, context),
    readVideoCategories: (client, context) => client.readVideoCategories('US', context),
  } satisfies Record<
    keyof TrackedClient['costs'],
    (client: TrackedClient, context: CallContext) => Promise<unknown>
  >
}

export function trackedQuestions(stage: TrackedStage): Questions<TrackedClient> {
  const asks = trackedAsks(stage)
  return {
    readFirst: async (client, context) =>
      (await client.search(liveNow, null, context)).found.length,
    lookUp: asks.readVideos,
    allOf: client => Object.values(asks).map(ask => context => ask(client, context)),
    hasToken: false,
  }
}

/** Most watched first. */
export const liveNow: SearchQuestion = { eventType: 'live', order: 'viewers' }
