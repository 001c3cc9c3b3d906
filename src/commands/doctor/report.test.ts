import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Finding, type Report, reportObject, reportText, verdictOf } from './report.ts'

function aReport(...findings: Finding[]): Report {
  const sections = [
    { name: 'machine', title: 'This machine', findings },
    { name: 'keys', title: 'Keys', findings: [] },
  ]
  return { version: '1.2.3', checkedAt: '2026-11-22T18:02:00Z', sections }
}

const node: Finding = { check: 'Node', verdict: 'right', text: '24.21.0' }
const port: Finding = {
  check: 'port',
  verdict: 'wrong',
  text: 'Port 8000 is taken by another program.',
  advice: 'Stop that one, or set PORT to another port.',
}
const clock: Finding = { check: 'the clock', verdict: 'doubtful', text: '3.0 seconds ahead' }
const plain = (text: string) => text

test('the report is aligned, says what to do below, and leaves empty sections out', () => {
  const text = reportText(aReport(node, port, clock), { width: null, paint: plain })
  assert.deepEqual(text.split('\n'), [
    'Livecensus 1.2.3, looked at 2026-11-22T18:02:00Z',
    '',
    'This machine',
    '  ✔ right     Node       24.21.0',
    '  ✖ wrong     port       Port 8000 is taken by another program.',
    '                         → Stop that one, or set PORT to another port.',
    '  ! doubtful  the clock  3.0 seconds ahead',
    '',
    'Something is wrong: 1 right, 1 doubtful, 1 wrong.',
  ])
})

test('on a terminal lines end before its edge', () => {
  const text = reportText(aReport(port), { width: 64, paint: plain })
  for (const line of text.split('\n')) assert.ok(line.length <= 64, line)
  assert.match(text, /^ {20}port\.$/m)
})

test('signs and their words are painted, and nothing else', () => {
  const text = reportText(aReport(node), { width: null, paint: (word, as) => `<${as}>${word}</>` })
  assert.match(text, /^ {2}<right>✔ right {3}<\/> {2}Node {2}24\.21\.0$/m)
})

const verdicts: { title: string; findings: Finding[]; verdict: string; words: RegExp }[] = [
  { title: 'nothing', findings: [], verdict: 'right', words: /^All is well: 0 right/m },
  {
    title: 'right and notes',
    findings: [node, { ...node, verdict: 'note' }],
    verdict: 'right',
    words: /^All is well: 1 right/m,
  },
  {
    title: 'one doubt',
    findings: [node, clock],
    verdict: 'doubtful',
    words: /^Nothing is wrong: 1 right, 1 doubtful/m,
  },
  {
    title: 'one wrong thing',
    findings: [clock, port],
    verdict: 'wrong',
    words: /^Something is wrong/m,
  },
]
for (const { title, findings, verdict, words } of verdicts)
  test(`a report of ${title} is ${verdict}`, () => {
    assert.equal(verdictOf(aReport(...findings)), verdict)
    assert.match(reportText(aReport(...findings), { width: null, paint: plain }), words)
  })

test('for programs it is one object', () => {
  assert.deepEqual(reportObject(aReport({ ...node, facts: { major: 24 } }, port)), {
    verdict: 'wrong',
    checked_at: '2026-11-22T18:02:00Z',
    version: '1.2.3',
    counts: { right: 1, doubtful: 0, wrong: 1, note: 0 },
    findings: [
      {
        section: 'machine',
        check: 'Node',
        verdict: 'right',
        text: '24.21.0',
        advice: null,
        facts: { major: 24 },
      },
      { section: 'machine', ...port, facts: null },
    ],
  })
})
