#!/usr/bin/env node
// The first step of every command: makes the checkout ready, then runs the rest of the line under
// the pinned Node. Plain JavaScript that any Node from 18 on can read; stdout is the command's own.
//
//   node scripts/launch.mjs src/main.ts up        a .ts file of the project and its arguments
//   livecensus up                                 the same, as an installed program

import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'

const oldestMajor = 20

/** @param {string} line */
const refuse = (line, exitCode = 1) => {
  process.stderr.write(`${line}\n`)
  process.exit(exitCode)
}

if (Number.parseInt(process.versions.node, 10) < oldestMajor)
  refuse(`Livecensus needs Node ${oldestMajor} or newer to start and this is ${process.version}.`)

// Loaded only now, so that an old Node gets to say the sentence above.
const { Refusal, root } = await import('./host.mjs')
const { prepare } = await import('./prepare.mjs')

const node = await prepare().catch(error => {
  if (error instanceof Refusal) return refuse(error.message, error.exitCode)
  throw error
})

const [first, ...rest] = process.argv.slice(2)
const isEntry = first?.endsWith('.ts') && existsSync(join(root, first))
const entry = join(root, isEntry ? first : 'src/main.ts')
const args = isEntry ? rest : process.argv.slice(2)

process.env.PATH = [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter)

if (process.version === node.version) {
  // No second process: signals, exit code and streams are the command's own.
  process.argv.splice(1, process.argv.length, entry, ...args)
  await import(pathToFileURL(entry).href)
} else {
  const { spawn } = await import('node:child_process')
  const child = spawn(node.path, [...process.execArgv, entry, ...args], { stdio: 'inherit' })
  // Ctrl-C reaches the child as well; this process lives until the child has ended its way.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.once('error', error => refuse(`${node.path} cannot be run: ${error.message}`))
  child.once('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1)
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
    process.exit(1)
  })
}
