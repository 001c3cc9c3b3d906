import assert from 'node:assert/strict'
import { test } from 'node:test'
import { faultTable } from './table.ts'
import { describeFaults, readFault } from './words.ts'

const readable: readonly [text: string, specs: readonly object[]][] = [
  ['latency', [{ name: 'latency' }]],
  ['latency:', [{ name: 'latency' }]],
  ['latency:ms=200,jitter=50', [{ name: 'latency', ms: '200', jitter: '50' }]],
  ['limited:rate=0.5,platform=kick', [{ name: 'limited', rate: '0.5', platform: 'kick' }]],
  ['limited:rate=.5,', [{ name: 'limited', rate: '.5' }]],
  ['loop:where=end,times=1', [{ name: 'loop', where: 'end', times: '1' }]],
  ['all', faultTable.map(({ name }) => ({ name }))],
]

test('a fault is read from its name and what it is told', () => {
  for (const [text, specs] of readable) assert.deepEqual(readFault(text), specs)
})

const wrong: readonly [text: string, words: RegExp][] = [
  ['', /^There is no fault "". There are:\n\nlatency: /],
  ['latenzy', /^There is no fault "latenzy". There are:\n\nlatency: /],
  ['all:rate=1', /^There is no fault "all". There are:/],
  ['toString', /^There is no fault "toString"/],
  ['latency:mss=2', /^The fault latency has no parameter "mss"; it has rate, .*, ms, jitter\.$/],
  ['latency:toString=2', /^The fault latency has no parameter "toString"/],
  ['latency:ms', /^The fault latency does not take "ms": write latency:parameter=value/],
  ['latency:=2', /^The fault latency does not take "=2"/],
  ['latency:ms=', /^The fault latency does not take ms=: it must be a whole number from 0\.$/],
  [
    'latency:ms=1.5',
    /^The fault latency does not take ms=1.5: it must be a whole number from 0\.$/,
  ],
  ['latency:ms=-1', /does not take ms=-1/],
  ['limited:rate=2', /does not take rate=2: it must be a number from 0 to 1\.$/],
  ['limited:rate=.', /does not take rate=\./],
  ['limited:at=page', /does not take at=page: it must be pages, api or tokens\.$/],
  ['flapping:at=tokens', /does not take at=tokens: it must be pages or api\.$/],
  ['html:status=404', /does not take status=404: it must be any, 200 or 502\.$/],
]

test('what cannot be read is named, with what is allowed', () => {
  for (const [text, message] of wrong)
    assert.throws(() => readFault(text), { name: 'AppError', code: 'invalid', message })
})

test('the list names every fault and every parameter with its default', () => {
  const lines = describeFaults().split('\n')
  for (const { name, parameters } of faultTable) {
    const at = lines.findIndex(line => line.startsWith(`${name}: `))
    const told = lines.slice(at + 1, at + 1 + Object.keys(parameters).length)
    const names = told.map(line => /^ {2}([a-z_]+)=\S+ +\S.* \(.+\)$/.exec(line)?.[1])
    assert.deepEqual(names, Object.keys(parameters))
  }
})
