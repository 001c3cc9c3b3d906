// Runs the true command line as a process of its own, the way a user does.

import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunningCommand {
  readonly pid: number
  readonly child: ChildProcess
  /** Resolves with the first line of stderr, past or to come, that the pattern fits. */
  waitForLog(pattern: RegExp): Promise<string>
  /** Resolves with all of stdout so far as soon as the pattern fits it. */
  waitForOutput(pattern: RegExp): Promise<string>
  readonly ended: Promise<Ended>
}

export type Environment = Readonly<Record<string, string>>

/** Starts `livecensus <args>` with these settings and no others, in an empty working folder. */
export function startCommand(args: readonly string[], env: Environment): RunningCommand {
  const { PATH, NODE_COMPILE_CACHE } = process.env
  const child = spawn(process.execPath, [main, ...args], {
    env: { PATH, NODE_COMPILE_CACHE, LOG_LEVEL: 'info', ...env },
    cwd: fileURLToPath(new URL('./fixtures/', import.meta.url)),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  const watchers = new Set<() => void>()
  child.stdout.setEncoding('utf8').on('data', text => {
    stdout += text
    for (const look of watchers) look()
  })
  child.stderr.setEncoding('utf8').on('data', text => {
    stderr += text
    for (const look of watchers) look()
  })
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      resolve({ code, signal, stdout, stderr })
      for (const look of watchers) look()
    })
  })
  const waitFor = (find: () => string | undefined, what: string) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        const found = find()
        const hasEnded = child.exitCode !== null || child.signalCode !== null
        if (found === undefined && !hasEnded) return
        watchers.delete(look)
        if (found !== undefined) resolve(found)
        else reject(new Error(`the command ended without ${what}:\n${stderr}`))
      }
      watchers.add(look)
      look()
    })
  return {
    pid: child.pid ?? 0,
    child,
    ended,
    waitForLog: pattern =>
      waitFor(() => stderr.split('\n').find(line => pattern.test(line)), `a line like ${pattern}`),
    waitForOutput: pattern =>
      waitFor(() => (pattern.test(stdout) ? stdout : undefined), `output like ${pattern}`),
  }
}

/** Runs `livecensus <args>` to its end. */
export function runCommand(args: readonly string[], env: Environment): Promise<Ended> {
  return startCommand(args, env).ended
}
