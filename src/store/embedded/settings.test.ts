import assert from 'node:assert/strict'
import { test } from 'node:test'
import { serverSettings } from './settings.ts'

const GB = 2 ** 30

const cases = [
  {
    machine: 'a small virtual machine',
    given: { memoryBytes: GB, cores: 1, poolSize: 10 },
    expected: {
      shared_buffers: '256MB',
      effective_cache_size: '512MB',
      work_mem: '4MB',
      maintenance_work_mem: '64MB',
      max_wal_size: '1024MB',
      max_connections: '100',
      max_parallel_workers: '2',
      max_parallel_workers_per_gather: '1',
    },
  },
  {
    machine: 'an ordinary server',
    given: { memoryBytes: 8 * GB, cores: 4, poolSize: 10 },
    expected: {
      shared_buffers: '2048MB',
      effective_cache_size: '4096MB',
      work_mem: '34MB',
      maintenance_work_mem: '512MB',
      max_wal_size: '2048MB',
      max_connections: '100',
      max_parallel_workers: '4',
      max_parallel_workers_per_gather: '2',
    },
  },
  {
    machine: 'a large machine with large pools',
    given: { memoryBytes: 256 * GB, cores: 64, poolSize: 100 },
    expected: {
      shared_buffers: '4096MB',
      effective_cache_size: '131072MB',
      work_mem: '64MB',
      maintenance_work_mem: '1024MB',
      max_wal_size: '4096MB',
      max_connections: '420',
      max_parallel_workers: '8',
      max_parallel_workers_per_gather: '4',
    },
  },
  {
    machine: 'a container with next to nothing',
    given: { memoryBytes: 100_000_000, cores: 1, poolSize: 10 },
    expected: { shared_buffers: '64MB', effective_cache_size: '128MB', work_mem: '4MB' },
  },
]

for (const { machine, given, expected } of cases)
  test(`the settings fit ${machine}`, () => {
    const settings = serverSettings(given)
    const chosen = Object.keys(expected).map(name => [name, settings[name]])
    assert.deepEqual(Object.fromEntries(chosen), expected)
  })

test('what is committed is on disk on every machine', () => {
  for (const { given } of cases) {
    const { fsync, full_page_writes, synchronous_commit } = serverSettings(given)
    assert.deepEqual([fsync, full_page_writes, synchronous_commit], ['on', 'on', 'on'])
  }
})
