// Faults of the walk from page to page: rows that come twice or not at all, cursors that lead back.

import { uniform } from '../hash.ts'
import { keep } from '../keep.ts'
import { type Asked, cursorOf, sizeOf, withoutCursor, withSize } from './asked.ts'
import { createStrikes, textKey, use } from './chance.ts'
import { defineFault, ofRequests } from './fault.ts'
import { share, word } from './parameter.ts'

/** Pages whose last rows are remembered, by the cursor behind them. */
const mostTails = 64

/** Those with a list that is walked to its end. */
const walked = ['twitch', 'kick'] as const

export const drift = defineFault({
  name: 'drift',
  does: 'A page begins with rows of the one before, or leaves some of its own out.',
  parameters: {
    ...ofRequests({ rate: 0.05, knows: walked }),
    repeat: share(0.1, 'share of a page that has come before'),
    lose: share(0, 'share of the rows that are left out'),
  },
  act: ({ lose, repeat, ...rest }, { seed }) => {
    const strikes = createStrikes(rest, seed)
    const tails = new Map<string, readonly unknown[]>()
    /** For the page that is being answered. */
    let repeated: readonly unknown[] = []
    let loses = false

    /** The last rows of the page that led to this one, fewer than are asked for. */
    function tailBefore(asked: Asked, size: number): readonly unknown[] {
      const most = Math.min(Math.ceil(size * repeat), size - 1)
      return most > 0 ? (tails.get(cursorOf(asked) ?? '') ?? []).slice(-most) : []
    }

    return {
      ask: asked => {
        const size = sizeOf(asked) ?? 0
        const tail = tailBefore(asked, size)
        const hits = (lose > 0 || tail.length > 0) && strikes(asked)
        loses = hits && lose > 0
        repeated = hits ? tail : []
        // What is repeated takes the place of rows that the next page then begins with.
        return repeated.length > 0 ? withSize(asked, size - repeated.length) : null
      },
      page: (page, { number }) => {
        const { nextCursor, rows } = page
        if (nextCursor !== null) {
          tails.delete(nextCursor)
          keep(tails, mostTails, nextCursor, () => rows.slice(-Math.ceil(rows.length * repeat)))
        }
        const own = loses ? rows.filter((_, i) => uniform(seed, use.row, number, i) >= lose) : rows
        const hasActed = repeated.length > 0 || own.length < rows.length
        return hasActed ? { ...page, rows: [...repeated, ...own] } : null
      },
    }
  },
})

/** Wrapped as Twitch wraps a cursor that leads nowhere; no two are the same. */
const emptyPlace = '{"b":null,"a":{"Cursor":""}'

export const loop = defineFault({
  name: 'loop',
  does: "A page's cursor leads back to the first page.",
  parameters: {
    ...ofRequests({ rate: 0.005, knows: walked }),
    where: word(['any', 'middle', 'end'], 'any', 'of pages before the last one, or of the last'),
  },
  act: ({ where, ...rest }, { seed }) => {
    const strikes = createStrikes(rest, seed)
    return {
      ask: asked => {
        const place = Buffer.from(cursorOf(asked) ?? '', 'base64').toString()
        return place.startsWith(emptyPlace) ? withoutCursor(asked) : null
      },
      page: (page, asked) => {
        const isThere = where === 'any' || (where === 'end') === (page.nextCursor === null)
        if (!isThere || !strikes(asked)) return null
        const number = textKey(`${seed} ${asked.number}`)
        const nextCursor = Buffer.from(`${emptyPlace},"n":${number}}`).toString('base64')
        return { ...page, nextCursor }
      },
    }
  },
})
