// Remembers what was swept when: the same for every channel of a platform, until it is swept again.

import type { Platform } from '../domain/platform.ts'
import type { Queryable } from '../store/database.ts'
import {
  listCadences,
  listSweptSteps,
  type SweepGroup,
  type SweepTimes,
  type SweptTime,
} from '../store/sweep-reads.ts'

/** Reads sweeps as the functions of the store do. */
export interface SweepReader {
  cadences(sql: Queryable, asked: SweptTime): Promise<readonly (SweepGroup | SweepTimes)[]>
  sweptSteps(sql: Queryable, asked: SweptTime, seconds: 3_600 | 86_400): Promise<readonly number[]>
}

/** Asks the database each time. */
export const plainReader: SweepReader = { cadences: listCadences, sweptSteps: listSweptSteps }

/** So many answers of a platform are kept: a month of sweeps is a few kilobytes. */
const mostKept = 100

/** Makes readers that remember; `version` is the platform's, in the snapshot that is read from. */
export function createSweepMemory(): (platform: Platform, version: number) => SweepReader {
  const kept = new Map<Platform, { version: number; answers: Map<string, unknown> }>()
  return (platform, version) => {
    let known = kept.get(platform)
    if (known === undefined || known.version !== version) {
      known = { version, answers: new Map() }
      kept.set(platform, known)
    }
    const { answers } = known
    const remember = async <T>(key: string, read: () => Promise<T>): Promise<T> => {
      if (answers.has(key)) return answers.get(key) as T
      const answer = await read()
      if (answers.size >= mostKept) answers.clear()
      answers.set(key, answer)
      return answer
    }
    return {
      cadences: (sql, asked) =>
        remember(`cadences ${asked.from} ${asked.to}`, () => listCadences(sql, asked)),
      sweptSteps: (sql, asked, seconds) =>
        remember(`steps ${seconds} ${asked.from} ${asked.to}`, () =>
          listSweptSteps(sql, asked, seconds),
        ),
    }
  }
}
