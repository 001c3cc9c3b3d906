// One chain of pages through a platform's live list: where it stands, how it finds its place again
// when a cursor is no longer taken, and when a list that leads back to its beginning has ended.

import type { LivePage } from '../platforms/client.ts'

/** How often a chain goes back without finding anything new before it is given up. */
const mostStepsBack = 5
/** How often a page that leads back is read once more before the list is taken to end there. */
const mostLooks = 2

export interface Chain {
  /** Whether there is another page to be read. */
  isOpen(): boolean
  /** Where that page begins, null = at the top. */
  cursor(): string | null
  /** Pages that were taken. */
  pages(): number
  /** Whether it ended because the list led back again and again, and not because it said so. */
  endedInLoop(): boolean
  /**
   * Goes on behind a page of which so many streams were not known before. False: the list had led
   * back to known ground, and the page in front of that is read once more.
   */
  take(page: LivePage, added: number): boolean
  /** Goes back: the cursor was refused. False = often enough, there is no place any more. */
  stepBack(): boolean
  /** Ends it here. */
  close(): void
}

export function createChain(): Chain {
  /** The cursors that led to each page so far, null for the first; the last one leads on. */
  let trail: (string | null)[] = [null]
  const seenCursors = new Set<string>()
  let isOpen = true
  let endedInLoop = false
  let pages = 0
  /** Steps back since something new was read. */
  let stepsBack = 0
  let wasBarren = false
  /** How many cursors of the trail led to the last page that held something new. */
  let fruitful = 1
  /** How often that page was read once more. */
  let looks = 0
  /** Whether the page to be read is that one. */
  let isLook = false
  /** The most pages that lay between the top and the chain's place. */
  let furthest = 0
  /** Pages of known ground still to be walked again after a step back. */
  let knownGround = 0

  /** Whether the list has led back to where it began, or leads nowhere. */
  const isLoop = (page: LivePage, added: number): boolean => {
    // A page without a new stream can be drift; the same cursor again, or a second one, is a loop.
    // A page of nothing but unreadable rows is neither.
    const isReadable = page.streams.length > 0 || page.skipped === 0
    const isBarren = added === 0 && isReadable && knownGround === 0
    const loops = isBarren && (wasBarren || seenCursors.has(page.nextCursor ?? ''))
    wasBarren = isBarren
    return loops
  }

  const goBackTo = (cursors: number, known: number): void => {
    trail = trail.slice(0, cursors)
    knownGround = known
    wasBarren = false
  }

  return {
    isOpen: () => isOpen,
    cursor: () => trail.at(-1) ?? null,
    pages: () => pages,
    endedInLoop: () => endedInLoop,

    take(page, added) {
      pages += 1
      if (added > 0) {
        stepsBack = 0
        looks = 0
        fruitful = trail.length
      }
      const next = page.nextCursor
      const loops = isLoop(page, added)
      const leadsBackAgain = isLook && seenCursors.has(next ?? '')
      isLook = false
      knownGround = Math.max(0, knownGround - 1)
      const isLost = leadsBackAgain || (loops && looks === mostLooks)
      if (next === null || isLost) {
        isOpen = false
        endedInLoop = next !== null
      } else if (loops) {
        // At the end of a list a cursor has been seen to lead back to its first page
        // (twitchdev/issues #93); in the middle the same page leads on when it is asked again.
        looks += 1
        isLook = true
        goBackTo(fruitful, 1)
        return false
      } else {
        seenCursors.add(next)
        trail.push(next)
        furthest = Math.max(furthest, trail.length - 1)
      }
      return true
    },

    stepBack() {
      stepsBack += 1
      if (trail.length <= 1 || stepsBack > mostStepsBack) return false
      // A page, two, four, and then from the top.
      const pagesBack = stepsBack > 3 ? trail.length - 1 : 2 ** (stepsBack - 1)
      const cursors = Math.max(1, trail.length - pagesBack)
      seenCursors.clear()
      goBackTo(cursors, furthest - cursors + 1)
      fruitful = Math.min(fruitful, cursors)
      return true
    },

    close() {
      isOpen = false
    },
  }
}
