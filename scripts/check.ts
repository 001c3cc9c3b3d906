// npm run check: format, lint, types, architecture. No database, a few seconds.

import { runAll } from './run.ts'

await runAll([
  { name: 'format and lint', bin: 'biome', args: ['check', '--error-on-warnings', '.'] },
  { name: 'types', bin: 'tsc', args: ['--project', '.'] },
  { name: 'architecture', bin: 'node', args: ['--test', 'test/architecture.test.ts'] },
])
