// Runs the project's own tools one after the other and stops at the first that fails.

import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface Step {
  readonly name: string
  /** A program of node_modules/.bin, or `node` for this very Node. */
  readonly bin: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string | undefined>>
}

const root = fileURLToPath(new URL('../', import.meta.url))

/** Runs the steps; ends the process with the exit code of the first that fails. */
export async function runAll(steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    process.stdout.write(`\n── ${step.name}\n`)
    const code = await runStep(step)
    if (code === 0) continue
    process.stdout.write(`\n${step.name} failed (exit code ${code})\n`)
    process.exit(code)
  }
}

/** Runs one step with the terminal's own streams; resolves to its exit code. */
export function runStep({ bin, args, env }: Step): Promise<number> {
  const isWindows = process.platform === 'win32'
  const file =
    bin === 'node' ? process.execPath : `${root}node_modules/.bin/${bin}${isWindows ? '.cmd' : ''}`
  const child = spawn(file, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: 'inherit',
    shell: isWindows && bin !== 'node',
  })
  // A Ctrl-C reaches the step as well; its end is ours.
  const wait = () => undefined
  process.on('SIGINT', wait)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      process.off('SIGINT', wait)
      resolve(code ?? (signal === null ? 1 : 130))
    })
  })
}
