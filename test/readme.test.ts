// Holds the README against the code: its table of settings is the one of config.ts.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { settingsReference } from '../src/config.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

test('the table of settings in the README is that of config.ts', () => {
  const rows = settingsReference.map(
    ({ name, fallback, description }) =>
      `| \`${name}\` | ${fallback === null ? '–' : `\`${fallback}\``} | ${description} |`,
  )
  const table = ['| setting | default | what it does |', '|---|---|---|', ...rows].join('\n')
  assert.ok(readme.includes(table), `README.md should hold this table:\n${table}`)
})

test('every npm command that the README names exists', () => {
  const { scripts } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  ) as { scripts: Record<string, string> }
  const named = [...readme.matchAll(/npm (?:run (?:-s )?)?([a-z]+)/g)].map(match => match[1] ?? '')
  for (const name of named.filter(name => name !== 'run' && name !== 'ci'))
    assert.ok(scripts[name] !== undefined, `npm ${name}`)
})
