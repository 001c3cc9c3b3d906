import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '../../domain/error.ts'
import { diagnose, fileFailure } from './diagnosis.ts'

const folder = '/srv/census/postgres'

// As PostgreSQL 18.4 and its initdb wrote them.
const outputs = [
  {
    about: 'a full disk',
    output:
      'FATAL:  could not write lock file "postmaster.pid": No space left on device\nLOG:  database system is shut down',
    code: 'unavailable',
    says: /The disk that holds \/srv\/census\/postgres is full: free some space/,
  },
  {
    about: 'a full disk in initdb',
    output:
      'creating subdirectories ... initdb: error: could not create directory "/proc/self/cwd/pg_wal": No space left on device',
    code: 'unavailable',
    says: /is full/,
  },
  {
    about: 'no shared memory, which the system also calls no space',
    output:
      'FATAL:  could not create shared memory segment: No space left on device\nDETAIL:  Failed system call was shmget(key=1, size=56, 03600).',
    code: 'unavailable',
    says: /no shared memory/,
  },
  {
    about: 'too little memory',
    output: 'FATAL:  could not map anonymous shared memory: Cannot allocate memory',
    code: 'unavailable',
    says: /free memory or allow this container more/,
  },
  {
    about: 'a folder that cannot be written',
    output: 'FATAL:  could not create lock file "postmaster.pid": Read-only file system',
    code: 'unavailable',
    says: /\/srv\/census\/postgres cannot be written/,
  },
  {
    about: 'a missing library',
    output:
      '/x/bin/postgres: error while loading shared libraries: libicuuc.so.60: cannot open shared object file: No such file or directory',
    code: 'unavailable',
    says: /npm ci/,
  },
  {
    about: 'an old C library',
    output: "/x/bin/postgres: /lib/libc.so.6: version `GLIBC_2.27' not found",
    code: 'unavailable',
    says: /set DATABASE_URL/,
  },
  {
    about: 'a user without a name',
    output: 'initdb: could not look up effective user ID 12345: user does not exist',
    code: 'unavailable',
    says: /without an entry in \/etc\/passwd/,
  },
  {
    about: 'damaged data',
    output: 'PANIC:  could not locate a valid checkpoint record at 0/1',
    code: 'conflict',
    says: /damaged: put a backup in its place/,
  },
  {
    about: 'anything else, in its own words',
    output:
      '2026-11-22 19:03:41.027 UTC [6143]  LOG:  starting\n2026-11-22 19:03:41.028 UTC [6143]  FATAL:  the moon is full\n',
    code: 'unavailable',
    says: /\(2026-11-22 19:03:41\.028 UTC \[6143\] {2}FATAL: {2}the moon is full\): see server\.log/,
  },
] as const

for (const { about, output, code, says } of outputs)
  test(`a start that failed for ${about} says what to do`, () => {
    const error = diagnose(output, folder)
    assert.equal(error.code, code)
    assert.match(error.message, says)
    assert.doesNotMatch(error.message, /\n/)
  })

test('a failed step of our own says the same as one of PostgreSQL', () => {
  const full = fileFailure(Object.assign(new Error('write'), { code: 'ENOSPC' }), folder)
  assert.ok(full instanceof AppError)
  assert.match(full.message, /is full/)
})

test('an error that is no failure of the file system stays what it is', () => {
  const error = new TypeError('not a function')
  assert.equal(fileFailure(error, folder), error)
})
