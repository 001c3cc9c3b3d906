// Keeps sums of categories in memory: those of the usual windows, read anew after each sweep before
// anybody asks, and those of the last questions. Keeps nothing but what one version of a platform says.

import {
  addWindowBefore,
  type CategoryWindow,
  readCategoryWindow,
} from '../analytics/category-window.ts'
import type { AskedWindow } from '../analytics/window.ts'
import type { Platform } from '../domain/platform.ts'
import { keepToOneCore } from '../store/category-sums.ts'
import { inSnapshot, type Queryable } from '../store/database.ts'
import { listRollupStates, type RollupState } from '../store/rollup-reads.ts'
import type { CategoryRankings } from './category-rankings.ts'
import type { ServerDeps } from './deps.ts'

/** The windows that are read before they are asked for, seconds. */
export const preparedSeconds = [24 * 3_600, 7 * 86_400, 30 * 86_400, 90 * 86_400]

/** After a sweep the prepared windows are the sweep's before, for as long as it takes to read them. */
const mostBehindMs = 10_000
/** How often it is looked for a sweep whose notice was lost. */
const lookMs = 10_000
/** Where sweeps follow each other fast, reading ahead takes no more than a tenth of the time. */
const restFactor = 9
/** Each is a megabyte where 12,000 categories are streamed, two once it is in every order. */
const mostKept = 16

/** What is asked of one platform. */
export interface BoardQuestion {
  readonly state: RollupState
  readonly language: string | null
  readonly asked: AskedWindow
  /** Whether the window before is needed of all categories. */
  readonly comparesAll: boolean
}

/** Sums, and the state of the platform they are of: an older one while newer sums are being read. */
export interface BoardAnswer {
  readonly state: RollupState
  /** Null = there is no such time. */
  readonly found: CategoryWindow | null
  /** Whether the window before is there for all categories, as far as there is one. */
  readonly comparesAll: boolean
}

export interface CategoryBoard {
  /** Answers in the snapshot that the question's state is of. */
  read(tx: Queryable, question: BoardQuestion): Promise<BoardAnswer>
  /** Reads the prepared windows that are not of their platform's newest version. */
  prepare(): Promise<void>
  /** Does so now and after each sweep, until the board is closed. */
  follow(): void
  close(): void
}

interface Prepared extends BoardAnswer {
  /** When a newer version was met first, ms; null = it is the newest known. */
  behindSince: number | null
}

/** `summed`: the platforms whose terms allow sums; what is read ahead is put in order as well. */
export function createCategoryBoard(
  { sql, clock, log }: Pick<ServerDeps, 'sql' | 'clock' | 'log'>,
  summed: readonly Platform[],
  rankings: Pick<CategoryRankings, 'prepare'>,
): CategoryBoard {
  const prepared = new Map<string, Prepared>()
  const kept = new Map<string, BoardAnswer>()
  const closing = new AbortController()
  let isFollowing = false
  let wake: () => void = () => undefined

  async function prepare(): Promise<void> {
    for (const state of await listRollupStates(sql, summed))
      for (const seconds of preparedSeconds) {
        if (closing.signal.aborted) return
        if (prepared.get(keyOf(state.platform, seconds))?.state.version !== state.version)
          await prepareWindow(state.platform, seconds)
      }
  }

  async function prepareWindow(platform: Platform, seconds: number): Promise<void> {
    const answer = await inSnapshot(sql, async tx => {
      await keepToOneCore(tx)
      const [state] = await listRollupStates(tx, [platform])
      if (state === undefined) return null
      const asked = { kind: 'last', seconds } as const
      return readAll(tx, { state, language: null, asked, comparesAll: true })
    })
    if (answer === null) return
    if (answer.found !== null) await rankings.prepare(answer.found)
    prepared.set(keyOf(platform, seconds), { ...answer, behindSince: null })
  }

  async function follow(): Promise<void> {
    const listening = await sql.listen('livecensus_sweep', () => wake()).catch(() => null)
    let hasFailed = false
    const sleep = (ms: number, signal: AbortSignal) =>
      clock.sleep(ms, signal).catch(() => undefined)
    while (!closing.signal.aborted) {
      const began = clock.now()
      const woken = new Promise<void>(resolve => {
        wake = resolve
      })
      try {
        await prepare()
        hasFailed = false
      } catch (error) {
        if (!hasFailed) log.warn({ err: error }, 'the usual windows of categories cannot be read')
        hasFailed = true
      }
      await sleep(restFactor * (clock.now() - began), closing.signal)
      const sleeping = new AbortController()
      await Promise.race([woken, sleep(lookMs, AbortSignal.any([closing.signal, sleeping.signal]))])
      sleeping.abort()
    }
    await listening?.unlisten().catch(() => undefined)
  }

  /** A prepared window of this version, or of the one before while this one is being prepared. */
  function findPrepared({ state, language, asked }: BoardQuestion): BoardAnswer | null {
    if (language !== null || asked.kind !== 'last') return null
    const answer = prepared.get(keyOf(state.platform, asked.seconds))
    if (answer === undefined) return null
    if (answer.state.version === state.version) return answer
    answer.behindSince ??= clock.now()
    wake()
    return clock.now() - answer.behindSince <= mostBehindMs ? answer : null
  }

  return {
    async read(tx, question) {
      const ready = findPrepared(question)
      if (ready !== null) return ready
      const key = JSON.stringify([question.state.platform, question.language, question.asked])
      const known = kept.get(key)
      const isSame = known?.state.version === question.state.version
      if (known !== undefined && isSame && (known.comparesAll || !question.comparesAll))
        return known
      const answer = await readAll(tx, question)
      kept.delete(key)
      kept.set(key, answer)
      for (const oldest of kept.keys()) {
        if (kept.size <= mostKept) break
        kept.delete(oldest)
      }
      return answer
    },

    prepare,

    follow() {
      if (!isFollowing) void follow()
      isFollowing = true
    },

    close() {
      closing.abort()
      wake()
    },
  }
}

async function readAll(tx: Queryable, question: BoardQuestion): Promise<BoardAnswer> {
  const { state, comparesAll } = question
  const alone = await readCategoryWindow(tx, question)
  const found =
    alone !== null && comparesAll ? await addWindowBefore(tx, question, alone, null) : alone
  return { state, found, comparesAll }
}

function keyOf(platform: Platform, seconds: number): string {
  return `${platform} ${seconds}`
}
