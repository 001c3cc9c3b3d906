// The true server of a golden census, asked for the answers that its figures are read from.

import assert from 'node:assert/strict'
import { after } from 'node:test'
import type { BroadcastAnswer, ChannelBroadcasts } from '../src/contract/broadcast.ts'
import type { CategoryStatsList } from '../src/contract/categories.ts'
import type { ChannelHistory } from '../src/contract/channel-history.ts'
import type { Platform } from '../src/domain/platform.ts'
import { startCommand } from './command.ts'

/** A running server; `question` is what stands behind the `?`. */
export interface GoldenServer {
  readBroadcast(platform: Platform, streamId: string): Promise<BroadcastAnswer>
  readBroadcasts(platform: Platform, channelId: string): Promise<ChannelBroadcasts>
  readHistory(platform: Platform, channelId: string, question: string): Promise<ChannelHistory>
  readCategories(question: string): Promise<CategoryStatsList>
}

/** Starts the server with these settings; it ends with the test file. */
export async function startServer(
  environment: Readonly<Record<string, string>>,
): Promise<GoldenServer> {
  const server = startCommand(['serve'], { ...environment, PORT: '0' })
  after(async () => {
    server.child.kill('SIGTERM')
    await server.ended
  })
  const { url } = JSON.parse(await server.waitForLog(/"url":"http/))
  return {
    readBroadcast: (platform, streamId) => readAnswer(`${url}/broadcast/${platform}/${streamId}`),
    readBroadcasts: (platform, channelId) =>
      readAnswer(`${url}/channel/${platform}/${channelId}/broadcasts`),
    readHistory: (platform, channelId, question) =>
      readAnswer(`${url}/channel/${platform}/${channelId}/history?${question}`),
    readCategories: question => readAnswer(`${url}/stats/categories?${question}`),
  }
}

/** The server writes each answer by its schema in the contract: so it has the type of that schema. */
async function readAnswer<Answer>(url: string): Promise<Answer> {
  const answer = await fetch(url)
  assert.equal(answer.status, 200, url)
  return (await answer.json()) as Answer
}
