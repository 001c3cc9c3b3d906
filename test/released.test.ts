// Released migrations are never edited: each is what released.sha256 says.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { readMigrations } from '../src/store/migrate.ts'

test('every released migration is as it was released', async () => {
  const list = new URL('../src/store/migrations/released.sha256', import.meta.url)
  const released = readFileSync(list, 'utf8').trim().split('\n')
  const migrations = await readMigrations()
  assert.ok(released.length > 0)
  assert.deepEqual(
    migrations.slice(0, released.length).map(({ checksum, name }) => `${checksum}  ${name}`),
    released,
  )
})
