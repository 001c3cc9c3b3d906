// Twitch's token server: app access tokens by the client credentials grant, for any id and secret.
// Facts: https://dev.twitch.tv/docs/authentication/getting-tokens-oauth/.

import type { Clock } from '../lib/clock.ts'
import { type ApiAnswer, type ApiRequest, headerOf, jsonAnswer } from './answer.ts'
import { createTokenDesk, tokenOf } from './token-desk.ts'

/** As Twitch's own sample says: 58 days, in seconds. */
const lifetime = 5_011_271

export interface TwitchTokens {
  /** Answers POST /oauth2/token. */
  grant(request: ApiRequest): ApiAnswer
  /** Answers GET /oauth2/validate. */
  validate(request: ApiRequest): ApiAnswer
  /** The client a request to Helix comes from, or why it may not pass. */
  readClient(request: ApiRequest): { readonly client: string } | { readonly refusal: string }
}

export function createTwitchTokens(clock: Clock): TwitchTokens {
  const desk = createTokenDesk(clock, lifetime)
  return {
    grant({ form, query }) {
      // Twitch reads both the form and the address.
      const given = (name: string) => form.get(name) ?? query.get(name) ?? ''
      const client = given('client_id')
      if (client === '') return refuse(400, 'missing client id')
      if (given('client_secret') === '') return refuse(400, 'missing client secret')
      if (given('grant_type') === '') return refuse(400, 'missing grant type')
      if (given('grant_type') !== 'client_credentials') return refuse(400, 'invalid grant type')
      const body = { access_token: desk.issue(client), expires_in: lifetime, token_type: 'bearer' }
      return jsonAnswer(200, body)
    },
    validate(request) {
      const grant = desk.read(tokenOf(request, ['oauth', 'bearer']))
      if (grant === null) return refuse(401, 'invalid access token')
      const left = Math.floor((grant.expiresAtMs - clock.now()) / 1_000)
      return jsonAnswer(200, { client_id: grant.client, scopes: null, expires_in: left })
    },
    readClient(request) {
      const token = tokenOf(request, ['bearer'])
      const client = headerOf(request, 'client-id')
      if (token === null || client === null) return { refusal: 'Missing Client ID or OAuth token' }
      const grant = desk.read(token)
      if (grant === null) return { refusal: 'Invalid OAuth token' }
      if (grant.client !== client) return { refusal: 'Client ID and OAuth token do not match' }
      return { client }
    },
  }
}

function refuse(status: number, message: string): ApiAnswer {
  return jsonAnswer(status, { status, message })
}
