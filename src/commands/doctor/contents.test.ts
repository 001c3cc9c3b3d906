import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SchemaStanding, ServerFacts } from '../../store/examination.ts'
import { examineDrift, examineSchema, examineServer } from './contents.ts'
import type { Verdict } from './report.ts'

const server: ServerFacts = {
  version: '18.4',
  isNewEnough: true,
  encoding: 'UTF8',
  isReadOnly: false,
  bytes: 9_000_000,
  clockMs: 0,
}

test('a server that is old, of another encoding or read-only is wrong, and all of it is told', () => {
  assert.equal(examineServer(server, 'db:5432/census').text, 'PostgreSQL 18.4, db:5432/census')
  assert.equal(examineServer(server, '').verdict, 'right')
  const facts = { ...server, isNewEnough: false, encoding: 'LATIN1', isReadOnly: true }
  const { advice = '', verdict } = examineServer(facts, '')
  assert.equal(verdict, 'wrong')
  for (const words of [/PostgreSQL 15 or newer/, /LATIN1/, /read-only/]) assert.match(advice, words)
})

const schemas: [schema: SchemaStanding, verdict: Verdict][] = [
  [{ kind: 'current', version: 6 }, 'right'],
  [{ kind: 'empty' }, 'note'],
  [{ kind: 'behind', missing: ['0006_tracked.sql'] }, 'doubtful'],
  [{ kind: 'ahead', version: 7, known: 6 }, 'wrong'],
  [{ kind: 'changed', name: '0001_census.sql' }, 'wrong'],
]
for (const [schema, verdict] of schemas)
  test(`a schema that is ${schema.kind} is ${verdict}`, () => {
    assert.equal(examineSchema(schema).verdict, verdict)
  })

const drifts: [driftMs: number, verdict: Verdict, words: RegExp][] = [
  [1_999, 'right', /as that of this machine/],
  [-2_500, 'doubtful', /^2\.5 seconds behind this machine's$/],
  [60_000, 'wrong', /^60\.0 seconds ahead of this machine's$/],
]
for (const [driftMs, verdict, words] of drifts)
  test(`a clock that is ${driftMs} ms ahead is ${verdict}`, () => {
    const finding = examineDrift(driftMs)
    assert.equal(finding.verdict, verdict)
    assert.match(finding.text, words)
  })
