// Kick's token server: app access tokens by the client credentials grant, for any id and secret.
// Facts: https://docs.kick.com (OAuth 2.1 flow).

import type { Clock } from '../lib/clock.ts'
import { type ApiAnswer, type ApiRequest, jsonAnswer } from './answer.ts'
import { createTokenDesk, tokenOf } from './token-desk.ts'

/** Sixty days in seconds, as a client's documentation says; Kick's own says nothing. */
const lifetime = 5_184_000

export interface KickTokens {
  /** Answers POST /oauth/token. */
  grant(request: ApiRequest): ApiAnswer
  /** The client a request comes from; null = it may not pass. */
  readClient(request: ApiRequest): string | null
}

export function createKickTokens(clock: Clock): KickTokens {
  const desk = createTokenDesk(clock, lifetime)
  return {
    grant({ form }) {
      const client = form.get('client_id') ?? ''
      if (form.get('grant_type') !== 'client_credentials') return refuse('unsupported_grant_type')
      if (client === '' || !form.get('client_secret')) return refuse('invalid_client')
      const body = { access_token: desk.issue(client), token_type: 'Bearer', expires_in: lifetime }
      return jsonAnswer(200, body)
    },
    readClient: request => desk.read(tokenOf(request, ['bearer']))?.client ?? null,
  }
}

function refuse(error: string): ApiAnswer {
  return jsonAnswer(400, { error })
}
