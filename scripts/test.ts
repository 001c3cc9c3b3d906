// npm test: every test beside the sources and under test/, on one embedded server that is
// started before and gone after; then the store's and the collector's on PostgreSQL 15, where
// there is one. Arguments name single files.

import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { openTestServer } from '../test/postgres.ts'
import { startPostgres15 } from '../test/postgres-15.ts'
import { runStep } from './run.ts'

/** On two cores Node would take one file after the other, and half of each is waiting. */
const filesAtOnce = Math.max(2, availableParallelism() - 1)

const files = process.argv.slice(2)
const code = (await testEmbedded()) || (files.length > 0 ? 0 : await testOldest())
process.exit(code)

async function testEmbedded(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'livecensus-tests-'))
  process.env.TEST_DATA_DIR = folder
  const server = await openTestServer()
  try {
    return await runTests(
      files.length > 0 ? files : ['src/**/*.test.ts', 'test/**/*.test.ts', 'scripts/**/*.test.ts'],
      {},
    )
  } finally {
    await server.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function testOldest(): Promise<number> {
  const server = await startPostgres15()
  if (server === null) {
    process.stdout.write('\nPostgreSQL 15 is not on this machine: not tried on it.\n')
    return 0
  }
  process.stdout.write('\n── on PostgreSQL 15\n')
  try {
    return await runTests(['src/store/*.test.ts', 'src/collect/**/*.test.ts'], {
      TEST_DATABASE_URL: server.url,
    })
  } finally {
    await server.stop()
  }
}

function runTests(patterns: readonly string[], env: Record<string, string>): Promise<number> {
  const args = ['--test', `--test-concurrency=${filesAtOnce}`, '--test-timeout=120000', ...patterns]
  return runStep({ name: 'tests', bin: 'node', args, env })
}
