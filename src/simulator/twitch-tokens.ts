// Twitch's token server: app access tokens by the client credentials grant, for any id and secret.
// Facts: https://dev.twitch.tv/docs/authentication/getting-tokens-oauth/.

import { randomBytes } from 'node:crypto'
import type { Clock } from '../lib/clock.ts'
import { type ApiAnswer, type ApiRequest, headerOf, jsonAnswer } from './answer.ts'

/** As Twitch's own sample says: 58 days, in seconds. */
const lifetime = 5_011_271
/** More tokens than this push out the oldest. */
const mostTokens = 10_000

export interface TwitchTokens {
  /** Answers POST /oauth2/token. */
  grant(request: ApiRequest): ApiAnswer
  /** Answers GET /oauth2/validate. */
  validate(request: ApiRequest): ApiAnswer
  /** The client a request to Helix comes from, or why it may not pass. */
  readClient(request: ApiRequest): { readonly client: string } | { readonly refusal: string }
}

interface Grant {
  readonly client: string
  readonly expiresAtMs: number
}

export function createTwitchTokens(clock: Clock): TwitchTokens {
  const grants = new Map<string, Grant>()

  function readGrant(token: string): Grant | null {
    const grant = grants.get(token)
    return grant !== undefined && clock.now() < grant.expiresAtMs ? grant : null
  }

  function issue(client: string): string {
    const [oldest] = grants.keys()
    if (grants.size >= mostTokens && oldest !== undefined) grants.delete(oldest)
    const token = randomBytes(15).toString('hex')
    grants.set(token, { client, expiresAtMs: clock.now() + lifetime * 1_000 })
    return token
  }

  return {
    grant({ form, query }) {
      // Twitch reads both the form and the address.
      const given = (name: string) => form.get(name) ?? query.get(name) ?? ''
      const client = given('client_id')
      if (client === '') return refuse(400, 'missing client id')
      if (given('client_secret') === '') return refuse(400, 'missing client secret')
      if (given('grant_type') === '') return refuse(400, 'missing grant type')
      if (given('grant_type') !== 'client_credentials') return refuse(400, 'invalid grant type')
      const body = { access_token: issue(client), expires_in: lifetime, token_type: 'bearer' }
      return jsonAnswer(200, body)
    },
    validate(request) {
      const token = tokenOf(request, /^(?:OAuth|Bearer) (\S+)$/i)
      const grant = token === null ? null : readGrant(token)
      if (grant === null) return refuse(401, 'invalid access token')
      const left = Math.floor((grant.expiresAtMs - clock.now()) / 1_000)
      return jsonAnswer(200, { client_id: grant.client, scopes: null, expires_in: left })
    },
    readClient(request) {
      const token = tokenOf(request, /^Bearer (\S+)$/i)
      const client = headerOf(request, 'client-id')
      if (token === null || client === null) return { refusal: 'Missing Client ID or OAuth token' }
      const grant = readGrant(token)
      if (grant === null) return { refusal: 'Invalid OAuth token' }
      if (grant.client !== client) return { refusal: 'Client ID and OAuth token do not match' }
      return { client }
    },
  }
}

function tokenOf(request: ApiRequest, pattern: RegExp): string | null {
  return pattern.exec(headerOf(request, 'authorization') ?? '')?.[1] ?? null
}

function refuse(status: number, message: string): ApiAnswer {
  return jsonAnswer(status, { status, message })
}
