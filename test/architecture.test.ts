// Holds the plan of the house: which room may import which, type imports included; where the
// environment is read and where SQL is written.

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { findFaults, type SourceFile } from './architecture.ts'

const sources = ['src', 'web'].flatMap(folder => readSources(folder))

test('the house keeps its plan', () => {
  assert.ok(sources.length > 30, 'the sources were found')
  assert.deepEqual(findFaults(sources), [])
})

const wrong: { title: string; file: SourceFile; fault: RegExp }[] = [
  {
    title: 'a room importing one it may not is found',
    file: { path: 'src/serve/x.ts', text: `import { a } from '../collect/sweep.ts'` },
    fault: /serve may not import collect/,
  },
  {
    title: 'a type import counts as an import',
    file: { path: 'src/domain/x.ts', text: `import type { A } from '../lib/clock.ts'` },
    fault: /domain may not import lib/,
  },
  {
    title: 'a re-export counts as an import',
    file: { path: 'src/contract/x.ts', text: `export { a } from '../store/live.ts'` },
    fault: /contract may not import store/,
  },
  {
    title: 'an import at run time counts as an import',
    file: { path: 'src/store/x.ts', text: `const a = await import('../serve/server.ts')` },
    fault: /store may not import serve/,
  },
  {
    title: 'the domain stays free of Node',
    file: { path: 'src/domain/x.ts', text: `import { readFileSync } from 'node:fs'` },
    fault: /domain may not import node:fs/,
  },
  {
    title: 'only config.ts may read the environment',
    file: { path: 'src/serve/x.ts', text: `const port = process.env.PORT` },
    fault: /reads the environment/,
  },
  {
    title: 'the environment is found under another name too',
    file: { path: 'src/lib/x.ts', text: `import { env } from 'node:process'` },
    fault: /reads the environment/,
  },
  {
    title: 'SQL outside the store is found',
    file: { path: 'src/collect/x.ts', text: 'await sql`select 1`' },
    fault: /SQL outside store/,
  },
  {
    title: 'the environment is found when it is taken apart',
    file: { path: 'src/lib/x.ts', text: `const { env } = process` },
    fault: /reads the environment/,
  },
  {
    title: 'SQL under any name is found',
    file: { path: 'src/serve/x.ts', text: 'await db`select 1`' },
    fault: /SQL outside store/,
  },
  {
    title: 'the domain stays free of packages',
    file: { path: 'src/domain/x.ts', text: `import { pino } from 'pino'` },
    fault: /domain may not import pino/,
  },
  {
    title: 'a module of Node without its prefix is found',
    file: { path: 'src/contract/x.ts', text: `import fs from 'fs'` },
    fault: /contract may not import fs/,
  },
  {
    title: 'the driver outside the store is found',
    file: { path: 'src/serve/x.ts', text: `import type { Sql } from 'postgres'` },
    fault: /serve may not import postgres/,
  },
  {
    title: 'the driver past its mended copy is found',
    file: { path: 'src/store/x.ts', text: `import postgres from 'postgres'` },
    fault: /beside driver\.ts/,
  },
  {
    title: 'a file outside every room is found',
    file: { path: 'src/utils/x.ts', text: '' },
    fault: /stands in no room/,
  },
  {
    title: 'an import that leads nowhere is found',
    file: { path: 'src/serve/x.ts', text: `import { a } from '../domain/nothing.ts'` },
    fault: /does not exist/,
  },
]

for (const { title, file, fault } of wrong)
  test(title, () => {
    const faults = findFaults([...sources, file]).filter(text => text.startsWith(file.path))
    assert.equal(faults.length, 1, faults.join('\n'))
    assert.match(faults[0] ?? '', fault)
  })

test('a cycle of imports is found', () => {
  const faults = findFaults([
    { path: 'src/lib/a.ts', text: `import type { B } from './b.ts'` },
    { path: 'src/lib/b.ts', text: `import { a } from './c.ts'` },
    { path: 'src/lib/c.ts', text: `import { a } from './a.ts'` },
  ])
  assert.deepEqual(faults, ['cycle: src/lib/a.ts → src/lib/b.ts → src/lib/c.ts → src/lib/a.ts'])
})

function readSources(folder: string): SourceFile[] {
  return readdirSync(new URL('../', import.meta.url), { recursive: true, encoding: 'utf8' })
    .filter(path => path.startsWith(`${folder}/`) && /\.tsx?$/.test(path))
    .filter(path => !/\.test\.tsx?$/.test(path))
    .map(path => ({ path, text: readFileSync(new URL(`../${path}`, import.meta.url), 'utf8') }))
}
