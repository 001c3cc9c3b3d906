// How the embedded server is set for the machine it runs on: one pure function, nothing else.
// They go to the server as arguments at every start, so a newer version's settings take effect.

const MB = 2 ** 20
const GB = 2 ** 30

/** What the settings depend on. */
export interface Machine {
  /** Memory of the machine, or of the container where that is less. */
  readonly memoryBytes: number
  readonly cores: number
  /** Connections of one process' pool. */
  readonly poolSize: number
}

/** The server's settings for a machine, by PostgreSQL's own names. */
export function serverSettings({ memoryBytes, cores, poolSize }: Machine): Record<string, string> {
  const workers = clamp(Math.floor(cores / 2), 1, 4)
  return {
    // What is committed stays, whatever happens; the census is written once and never again.
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',

    // A quarter, as usual; over 4 GB the start costs more than the page cache would.
    shared_buffers: megabytes(clamp(memoryBytes / 4, 64 * MB, 4 * GB)),
    // Half: collector, API and page cache live on the same machine.
    effective_cache_size: megabytes(Math.max(memoryBytes / 2, 128 * MB)),
    // A query may use it several times over, and two processes have a pool.
    work_mem: megabytes(clamp(memoryBytes / (poolSize * 24), 4 * MB, 64 * MB)),
    maintenance_work_mem: megabytes(clamp(memoryBytes / 16, 64 * MB, GB)),
    // Three of them run beside the sweeps.
    autovacuum_work_mem: megabytes(clamp(memoryBytes / 64, 32 * MB, 256 * MB)),

    // API, collector and a few commands at a time, each with a pool and a listener.
    max_connections: String(Math.max(100, poolSize * 4 + 20)),
    // A question over a year takes a lock on each day's partition and on its indexes.
    max_locks_per_transaction: '256',

    // No replica ever reads this log: less of it is written, and bulk loads skip it.
    wal_level: 'minimal',
    max_wal_senders: '0',
    max_logical_replication_workers: '0',
    // The binaries know no better method.
    wal_compression: 'pglz',
    // Fewer full pages in the log; a recovery reads ten minutes of it at most.
    checkpoint_timeout: '10min',
    max_wal_size: megabytes(clamp(memoryBytes / 4, GB, 4 * GB)),
    log_checkpoints: 'off',

    // Compiling costs more than the short questions of an API take.
    jit: 'off',
    // Solid state and a warm cache.
    random_page_cost: '1.1',
    effective_io_concurrency: '32',
    // One long question must not take every core from the sweep beside it.
    max_parallel_workers_per_gather: String(workers),
    max_parallel_maintenance_workers: String(workers),
    max_parallel_workers: String(clamp(cores, 2, 8)),

    // A hundred thousand live rows, all updated every few minutes: looked at between two sweeps,
    // begun once a fifth is dead, and done before the next one. New partitions get statistics soon.
    autovacuum_naptime: '20s',
    autovacuum_vacuum_scale_factor: '0.2',
    autovacuum_analyze_scale_factor: '0.1',
    autovacuum_vacuum_cost_limit: '2000',

    // A client that hangs in a transaction holds dead rows and locks.
    idle_in_transaction_session_timeout: '10min',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'warning',
    // The process id finds the lines of one start among those of others.
    log_line_prefix: '%m [%p] %a ',
  }
}

function megabytes(bytes: number): string {
  return `${Math.floor(bytes / MB)}MB`
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most)
}
