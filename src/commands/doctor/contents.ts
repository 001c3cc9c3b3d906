// What `doctor` finds in a database that can be asked: the server, the schema, the size, the clock.

import type { Clock } from '../../lib/clock.ts'
import type { Sql } from '../../store/database.ts'
import {
  readSchemaStanding,
  readServerFacts,
  type SchemaStanding,
  type ServerFacts,
} from '../../store/examination.ts'
import { readMigrations } from '../../store/migrate.ts'
import { describeBytes } from './machine.ts'
import type { Finding } from './report.ts'

/** The database as it was found. */
export interface ExaminedDatabase {
  /** Null: it cannot be asked, or its schema is not the one of this version. */
  readonly sql: Sql | null
  readonly findings: readonly Finding[]
}

const doubtfulDriftMs = 2_000
/** GET /health takes sweeps from further ahead for late. */
const wrongDriftMs = 60_000

/** `where`: the database as a line names it. */
export async function examineContents(
  sql: Sql,
  where: string,
  clock: Clock,
): Promise<ExaminedDatabase> {
  const beganMs = clock.now()
  const server = await readServerFacts(sql)
  const driftMs = server.clockMs - (beganMs + clock.now()) / 2
  const schema = await readSchemaStanding(sql, await readMigrations())
  const findings = [
    examineServer(server, where),
    examineSchema(schema),
    {
      check: 'size',
      verdict: 'note' as const,
      text: describeBytes(server.bytes),
      facts: { bytes: server.bytes },
    },
    examineDrift(driftMs),
  ]
  return { sql: schema.kind === 'current' ? sql : null, findings }
}

export function examineServer(facts: ServerFacts, where: string): Finding {
  const { version, encoding, isNewEnough, isReadOnly } = facts
  const check = 'server'
  const text = `PostgreSQL ${version}, ${where}`
  const faults = [
    ...(isNewEnough ? [] : ['Livecensus needs PostgreSQL 15 or newer.']),
    ...(encoding === 'UTF8' ? [] : [`It is kept in ${encoding}: make it with encoding UTF8.`]),
    ...(isReadOnly ? ['It is read-only: DATABASE_URL must lead to one that can be written.'] : []),
  ]
  if (faults.length === 0) return { check, verdict: 'right', text, facts: { version } }
  return { check, verdict: 'wrong', text, advice: faults.join(' '), facts: { version } }
}

export function examineSchema(schema: SchemaStanding): Finding {
  const check = 'schema'
  switch (schema.kind) {
    case 'current':
      return { check, verdict: 'right', text: `up to date, migration ${schema.version}` }
    case 'empty':
      return { check, verdict: 'note', text: 'empty: the first start makes the tables' }
    case 'behind':
      return {
        check,
        verdict: 'doubtful',
        text: `not up to date: ${schema.missing.join(', ')} not applied`,
        advice: 'Make a backup; the next start applies them, or `migrate`.',
      }
    case 'ahead':
      return {
        check,
        verdict: 'wrong',
        text: `It has migration ${schema.version}, this version of Livecensus knows ${schema.known}.`,
        advice: 'Run a newer version.',
      }
    case 'changed':
      return {
        check,
        verdict: 'wrong',
        text: `Migration ${schema.name} was changed after it had been applied.`,
        advice: 'Restore the released file.',
      }
    default:
      return schema satisfies never
  }
}

/** `driftMs`: how far the database's clock is ahead of this machine's. */
export function examineDrift(driftMs: number): Finding {
  const check = 'clock'
  const apartMs = Math.abs(driftMs)
  const facts = { drift_ms: Math.round(driftMs) }
  if (apartMs < doubtfulDriftMs)
    return { check, verdict: 'right', text: 'as that of this machine', facts }
  return {
    check,
    verdict: apartMs < wrongDriftMs ? 'doubtful' : 'wrong',
    text: `${(apartMs / 1_000).toFixed(1)} seconds ${driftMs > 0 ? 'ahead of' : 'behind'} this machine's`,
    advice: 'Have both clocks set by NTP.',
    facts,
  }
}
