// Twitch's two servers, as sentences name them and as their refusals are read.
// Facts: https://dev.twitch.tv/docs/authentication/getting-tokens-oauth/.

import type { TokenServer } from '../app-token.ts'
import type { Server } from '../tries.ts'
import { readErrorMessage } from './payload.ts'
import { readWaitMs } from './rate.ts'

export const apiServer: Server = {
  name: 'Twitch',
  setting: 'TWITCH_API_URL',
  readMessage: readErrorMessage,
  readWaitMs,
}

export const tokenServer: TokenServer = {
  name: "Twitch's token server",
  setting: 'TWITCH_AUTH_URL',
  readMessage: readErrorMessage,
  readWaitMs,
  platform: 'Twitch',
  keySettings: 'TWITCH_CLIENT_ID and TWITCH_CLIENT_SECRET',
  path: '/token',
}
