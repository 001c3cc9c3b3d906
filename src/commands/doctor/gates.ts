// The gates as `doctor` asks them: each platform that is set up, once. What that spends of a daily
// quota is booked like any other request.

import { createLedger } from '../../collect/tracked/ledger.ts'
import type { Config } from '../../config.ts'
import { systemClock } from '../../lib/clock.ts'
import type { Sql } from '../../store/database.ts'
import { createGate } from '../clients.ts'
import { askListed, askTracked, type KeyCheck } from './keys.ts'

/** A check for each platform that is set up; without the database none whose requests are booked. */
export function createKeyChecks(config: Config, sql: Sql | null): KeyCheck[] {
  return config.platforms.flatMap(platform => {
    const gate = createGate(config, platform)
    if (gate.kind === 'listed') return [askListed(gate.client)]
    if (sql === null) return []
    const { connect, quota } = gate
    return [askTracked(connect(createLedger({ sql, platform, quota, clock: systemClock })))]
  })
}
