// migrate: brings the database up to date, which opening it does.

import { runCommand } from './command.ts'
import { withHouse } from './house.ts'

export function runMigrate(): Promise<void> {
  return runCommand('migrate', command => withHouse(command, async () => undefined))
}
