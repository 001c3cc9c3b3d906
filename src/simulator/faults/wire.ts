// Faults on the wire: late, something else than JSON, cut, torn off, or in drips.

import { uniform } from '../hash.ts'
import { createStrikes, use } from './chance.ts'
import { defineFault, ofRequests } from './fault.ts'
import { amount, count, share, word } from './parameter.ts'

export const latency = defineFault({
  name: 'latency',
  does: 'Answers come late.',
  parameters: {
    ...ofRequests({ rate: 1 }),
    ms: count(150, 'milliseconds an answer is late'),
    jitter: count(0, 'up to so many milliseconds more'),
  },
  act: ({ jitter, ms, ...rest }, { seed }) => {
    const strikes = createStrikes(rest, seed)
    return {
      wire: (delivery, asked) => {
        if (!strikes(asked)) return null
        const moreMs = Math.floor(jitter * uniform(seed, use.size, asked.number))
        return { ...delivery, waitMs: delivery.waitMs + ms + moreMs }
      },
    }
  },
})

const page = '<!DOCTYPE html>\n<html><head><title>Error</title></head><body>Error</body></html>\n'

export const html = defineFault({
  name: 'html',
  does: 'HTML comes instead of JSON.',
  parameters: {
    ...ofRequests({ rate: 0.005 }),
    status: word(['any', '200', '502'], 'any', 'its status'),
  },
  act: ({ status, ...rest }, { seed }) => {
    const strikes = createStrikes(rest, seed)
    const statusOf = (number: number) =>
      status === 'any' ? (uniform(seed, use.kind, number) < 0.5 ? 200 : 502) : Number(status)
    return {
      wire: (delivery, asked) => {
        if (!strikes(asked)) return null
        const headers = { 'Content-Type': 'text/html; charset=utf-8' }
        const answer = { status: statusOf(asked.number), headers, body: page }
        return { ...delivery, answer, isWhole: false }
      },
    }
  },
})

export const truncated = defineFault({
  name: 'truncated',
  does: 'The JSON is cut, with a Content-Length that fits the cut.',
  parameters: {
    ...ofRequests({ rate: 0.005 }),
    keep: share(0.5, 'share of the body that is sent'),
  },
  act: ({ keep, ...rest }, { seed }) => {
    const strikes = createStrikes(rest, seed)
    return {
      wire: (delivery, asked) => {
        if (!strikes(asked)) return null
        const { answer } = delivery
        const body = answer.body.slice(0, Math.floor(answer.body.length * keep))
        return { ...delivery, answer: { ...answer, body }, isWhole: false }
      },
    }
  },
})

export const reset = defineFault({
  name: 'reset',
  does: 'The connection is reset in the middle of a body.',
  parameters: {
    ...ofRequests({ rate: 0.005 }),
    keep: share(0.5, 'share of the body that is sent before'),
  },
  act: ({ keep, ...rest }, { seed }) => {
    const strikes = createStrikes(rest, seed)
    return {
      wire: (delivery, asked) =>
        strikes(asked) ? { ...delivery, resetAfter: keep, isWhole: false } : null,
    }
  },
})

export const drip = defineFault({
  name: 'drip',
  does: 'A body comes slowly, in pieces.',
  parameters: {
    ...ofRequests({ rate: 0.005 }),
    seconds: amount(5, 'from the first piece to the last'),
    ends: word(['yes', 'no'], 'yes', 'no = the last piece never comes'),
  },
  act: ({ ends, seconds, ...rest }, { seed }) => {
    const strikes = createStrikes(rest, seed)
    return {
      wire: (delivery, asked) => {
        if (!strikes(asked)) return null
        const drip = { overMs: seconds * 1_000, ends: ends === 'yes' }
        return { ...delivery, drip, isWhole: delivery.isWhole && drip.ends }
      },
    }
  },
})
