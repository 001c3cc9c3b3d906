import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '../domain/error.ts'
import { createLog, type Logger } from './log.ts'

/** A log and the lines it wrote. */
function aLog(level = 'info') {
  const lines: string[] = []
  const stream = { write: (line: string) => void lines.push(line) }
  return { log: createLog({ level, name: 'work', isTerminal: false, stream }), lines }
}

function only(write: (log: Logger) => void): Record<string, unknown> {
  const { log, lines } = aLog()
  write(log)
  assert.equal(lines.length, 1)
  return JSON.parse(lines[0] ?? '')
}

test('an event is one line of JSON with its time, level, speaker, message and fields', () => {
  const { log, lines } = aLog()
  log.warn({ streams: 3 }, 'a line\nof "two"')
  log.info('next')
  assert.equal(lines.length, 2)
  for (const line of lines) assert.match(line, /^\{[^\n]*\}\n$/)
  const { time, ...rest } = JSON.parse(lines[0] ?? '')
  assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  assert.deepEqual(rest, { level: 'warn', name: 'work', streams: 3, msg: 'a line\nof "two"' })
})

test('what is below the level is not written', () => {
  const { log, lines } = aLog('error')
  log.info('a')
  log.warn('b')
  log.error('c')
  assert.equal(lines.length, 1)
})

test('a silent log is silent', () => {
  const { log, lines } = aLog('silent')
  log.fatal('a')
  assert.deepEqual(lines, [])
})

const secret = 'hunter2-hunter2'
const keys = [
  'authorization',
  'clientSecret',
  'client_secret',
  'access_token',
  'accessToken',
  'password',
  'databaseUrl',
  'token',
  'cookie',
]

const places: { where: string; wrap: (fields: object) => object }[] = [
  { where: 'among the fields', wrap: fields => fields },
  { where: 'in an object', wrap: fields => ({ config: fields }) },
  { where: 'in an object of an object', wrap: fields => ({ request: { headers: fields } }) },
  { where: 'on an error', wrap: fields => ({ err: Object.assign(new Error('x'), fields) }) },
  { where: 'in a list', wrap: fields => ({ tries: [fields] }) },
  {
    where: 'deep inside',
    wrap: fields => ({ a: { b: { c: { d: fields } } } }),
  },
  {
    where: "on an error's cause",
    wrap: fields => ({
      err: new AppError('unavailable', 'x', { cause: Object.assign(new Error('y'), fields) }),
    }),
  },
]

for (const { where, wrap } of places)
  test(`no secret is written that stands ${where}`, () => {
    for (const key of keys) {
      const { log, lines } = aLog()
      log.error(wrap({ [key]: secret, kept: 'visible' }), 'x')
      assert.doesNotMatch(lines.join(''), new RegExp(secret), key)
    }
  })

test('what stands beside a secret is written', () => {
  const { config } = only(log => log.info({ config: { token: secret, port: 8_000 } }))
  assert.deepEqual(config, { token: '[secret]', port: 8_000 })
})

test('the object that is logged keeps its secrets', () => {
  const fields = { config: { token: secret } }
  only(log => log.info(fields))
  assert.deepEqual(fields, { config: { token: secret } })
})

test('an error is written with its message, its code and its causes', () => {
  const cause = new Error('connect ECONNREFUSED')
  const { err } = only(log =>
    log.error({ err: new AppError('unavailable', 'No answer.', { cause }) }),
  )
  const { code, message, stack } = err as Record<string, string>
  assert.equal(code, 'unavailable')
  assert.match(`${message}`, /No answer\./)
  assert.match(`${stack}`, /ECONNREFUSED/)
})
