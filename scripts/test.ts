// npm test: every test beside the sources and under test/, on one embedded server that is
// started before and gone after. Arguments name single files.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openTestServer } from '../test/postgres.ts'
import { runStep } from './run.ts'

const files = process.argv.slice(2)
const folder = await mkdtemp(join(tmpdir(), 'livecensus-tests-'))
process.env.TEST_DATA_DIR = folder
const server = await openTestServer()
const code = await runStep({
  name: 'tests',
  bin: 'node',
  args: [
    '--test',
    '--test-timeout=120000',
    ...(files.length > 0 ? files : ['src/**/*.test.ts', 'test/**/*.test.ts']),
  ],
}).finally(async () => {
  await server.close()
  await rm(folder, { recursive: true, force: true })
})
process.exit(code)
