// Refusals of YouTube that do not depend on what was asked, in the words of recorded ones.

import type { Refused } from './youtube-answer.ts'

export const missingKey: Refused = {
  status: 403,
  reason: 'forbidden',
  message:
    "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.",
  domain: 'global',
  code: 'PERMISSION_DENIED',
}

export const wrongKey: Refused = {
  status: 400,
  reason: 'badRequest',
  message: 'API key not valid. Please pass a valid API key.',
  domain: 'global',
  code: 'INVALID_ARGUMENT',
  details: [
    {
      '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
      reason: 'API_KEY_INVALID',
      domain: 'googleapis.com',
      metadata: { service: 'youtube.googleapis.com' },
    },
  ],
}

/** Until midnight in California. */
export const quotaExceeded: Refused = {
  status: 403,
  reason: 'quotaExceeded',
  message:
    'The request cannot be completed because you have exceeded your <a href="/youtube/v3/getting-started#quota">quota</a>.',
  domain: 'youtube.quota',
}

export const rateLimitExceeded: Refused = {
  status: 403,
  reason: 'rateLimitExceeded',
  message: 'The request cannot be completed because of too many requests. Try again later.',
  domain: 'usageLimits',
}

export const noFilter: Refused = {
  status: 400,
  reason: 'missingRequiredParameter',
  message: 'No filter selected. Expected one of: chart, id, myRating',
  domain: 'youtube.parameter',
  location: 'parameters.',
}

/** No chart lists what is live. */
export const unknownChart: Refused = {
  status: 404,
  reason: 'videoChartNotFound',
  message: 'The requested video chart is not supported or is not available.',
  domain: 'youtube.video',
  location: 'chart',
}
