// What a rule of a purge is made of: a table, and fragments over its rows `t`.

import type { Queryable } from './database.ts'
import type { Fragment } from './purge-ages.ts'
import type { PurgeBorders } from './purge-borders.ts'

/** Rows that are deleted. */
export interface DeletionRule {
  readonly table: string
  /** Which of the two limits asks for it. */
  readonly limit: 'stats' | 'data'
  /** Where the rule holds at all; everywhere unless given. */
  readonly applies?: (borders: PurgeBorders) => boolean
  readonly isOld: (sql: Queryable, borders: PurgeBorders) => Fragment
}

/** Rows that stay and lose some of their values. */
export interface ClearingRule extends DeletionRule {
  readonly set: (sql: Queryable, borders: PurgeBorders) => Fragment
}
