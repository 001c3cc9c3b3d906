// npm test: every test beside the sources and under test/, on one embedded server that is
// started before and gone after; then the store's and the collector's on PostgreSQL 15, where
// there is one. Arguments name single files.

import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { ensureTemplate } from '../test/postgres.ts'
import { startPostgres15 } from '../test/postgres-15.ts'
import { startRunServer } from '../test/run-server.ts'
import { runStep } from './run.ts'

/** On two cores Node would take one file after the other, and half of each is waiting. */
const filesAtOnce = Math.max(2, availableParallelism() - 1)

/** A command starts in 0.3 s of a core instead of 1: what Node compiled is there for the next process. */
const compileCache = fileURLToPath(new URL('../node_modules/.cache/tests', import.meta.url))

const files = process.argv.slice(2)
const code = (await testNewest()) || (files.length > 0 ? 0 : await testOldest())
process.exit(code)

/** On the embedded server, or on the operator's own. */
async function testNewest(): Promise<number> {
  const patterns =
    files.length > 0 ? files : ['src/**/*.test.ts', 'test/**/*.test.ts', 'scripts/**/*.test.ts']
  const { TEST_DATABASE_URL: url } = process.env
  if (url !== undefined) return runTests(patterns, url)
  const server = await startRunServer()
  try {
    return await runTests(patterns, server.url)
  } finally {
    await server.stop()
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
    return await runTests(['src/store/*.test.ts', 'src/collect/**/*.test.ts'], server.url)
  } finally {
    await server.stop()
  }
}

async function runTests(patterns: readonly string[], url: string): Promise<number> {
  const args = ['--test', `--test-concurrency=${filesAtOnce}`, '--test-timeout=120000', ...patterns]
  const env = {
    TEST_DATABASE_URL: url,
    TEST_TEMPLATE: await ensureTemplate(url),
    NODE_COMPILE_CACHE: compileCache,
  }
  return runStep({ name: 'tests', bin: 'node', args, env })
}
