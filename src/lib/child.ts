// Keeps one child process running: started again when it ends unasked, stopped by hanging up its
// channel, killed when that takes too long. A child whose parent dies notices the same way.

import { type ChildProcess, spawn } from 'node:child_process'
import type { Clock } from './clock.ts'

export interface ChildOptions {
  readonly file: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Told of every end that was not asked for, with the wait before the next start. */
  readonly onUnexpectedEnd: (how: string, restartMs: number) => void
  /** Told of every start. */
  readonly onStart?: (pid: number | undefined) => void
  /** Told of what the child says over its channel. */
  readonly onMessage?: (message: unknown) => void
}

const firstRestartMs = 500
const longestRestartMs = 30_000
/** A child that lived this long was well: the next wait is the first again. */
const healthyMs = 60_000
const stopLimitMs = 3_000

/** Runs the child until the signal aborts; resolves when it has ended. */
export async function keepChild(options: ChildOptions): Promise<void> {
  const { clock, signal, onUnexpectedEnd } = options
  let restartMs = firstRestartMs
  while (!signal.aborted) {
    const startedMs = clock.now()
    const how = await runChild(options)
    if (signal.aborted) return
    if (clock.now() - startedMs >= healthyMs) restartMs = firstRestartMs
    onUnexpectedEnd(how, restartMs)
    await clock.sleep(restartMs, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error
    })
    restartMs = Math.min(restartMs * 2, longestRestartMs)
  }
}

function runChild({ file, args, env, signal, ...told }: ChildOptions): Promise<string> {
  return new Promise(resolve => {
    const child = spawn(file, args, { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    told.onStart?.(child.pid)
    if (told.onMessage !== undefined) child.on('message', told.onMessage)
    let timer: NodeJS.Timeout | undefined
    const onAbort = () => {
      hangUp(child)
      timer = setTimeout(() => child.kill('SIGKILL'), stopLimitMs)
    }
    signal.addEventListener('abort', onAbort, { once: true })
    const settle = (how: string) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      resolve(how)
    }
    child.once('exit', (code, killedBy) =>
      settle(killedBy === null ? `exit code ${code}` : `signal ${killedBy}`),
    )
    child.once('error', error => settle(error.message))
    if (signal.aborted) onAbort()
  })
}

function hangUp(child: ChildProcess): void {
  if (child.connected) child.disconnect()
  else child.kill('SIGTERM')
}
