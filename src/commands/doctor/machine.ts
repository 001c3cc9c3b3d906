// What `doctor` looks at on the machine: Node, the disk, the port.

import { constants, existsSync } from 'node:fs'
import { access, statfs } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname } from 'node:path'
import type { Config } from '../../config.ts'
import { requestJson } from '../../lib/http.ts'
import { neededNode, version } from '../version.ts'
import type { Finding } from './report.ts'

const gibibyte = 2 ** 30
/** A day of a census of 100,000 streams takes about as much. */
const doubtfulBytes = 5 * gibibyte
const wrongBytes = gibibyte / 2
const askTimeoutMs = 3_000
const mostHealthBytes = 262_144

export function examineNode(found: string = process.versions.node): Finding {
  const check = 'Node'
  if (Number(found.split('.')[0]) === neededNode) return { check, verdict: 'right', text: found }
  return {
    check,
    verdict: 'wrong',
    text: `Livecensus runs on Node ${neededNode}, this is ${found}.`,
    advice: 'Use npm start or npm run livecensus, which bring their own.',
  }
}

/** The room on the disk of DATA_DIR, and whether the folder can be written. */
export async function examineDisk({ dataDir, databaseUrl }: Config): Promise<Finding> {
  const check = 'disk'
  const folder = nearestFolder(dataDir)
  // With a database of the operator's own nothing is kept there.
  const isNeeded = databaseUrl === null
  try {
    await access(`${folder}/`)
    const { bavail, bsize } = await statfs(folder)
    const bytes = bavail * bsize
    const text = `${describeBytes(bytes)} free for DATA_DIR, ${dataDir}`
    const facts = { folder: dataDir, free_bytes: bytes }
    if (!isNeeded)
      return {
        check,
        verdict: 'note',
        text: `${text}, which is not used: DATABASE_URL is set`,
        facts,
      }
    await access(folder, constants.W_OK)
    if (bytes >= doubtfulBytes) return { check, verdict: 'right', text, facts }
    const verdict = bytes < wrongBytes ? 'wrong' : 'doubtful'
    const advice = 'Make room, or set DATA_DIR to a folder on a larger disk.'
    return { check, verdict, text, advice, facts }
  } catch {
    return {
      check,
      verdict: isNeeded ? 'wrong' : 'note',
      text: `DATA_DIR, ${dataDir}, is no folder that this user can write.`,
      advice: 'Set DATA_DIR to a folder of your own.',
    }
  }
}

function nearestFolder(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestFolder(dirname(path))
}

/** Whether the port is free, or taken by a server of ours. */
export async function examinePort(
  { host, port }: Pick<Config, 'host' | 'port'>,
  signal: AbortSignal,
): Promise<Finding> {
  const check = 'port'
  if (port === 0) return { check, verdict: 'right', text: 'PORT is 0: a free one is taken' }
  const code = await tryPort(host, port)
  if (code === null) return { check, verdict: 'right', text: `${port} on ${host} is free` }
  if (code !== 'EADDRINUSE')
    return {
      check,
      verdict: 'wrong',
      text: `Port ${port} on ${host} cannot be opened (${code}).`,
      advice: 'Set HOST to 127.0.0.1, 0.0.0.0 or an address of this machine, PORT to 1024 or more.',
    }
  const served = await askHealth(host, port, signal)
  if (served === null)
    return {
      check,
      verdict: 'wrong',
      text: `Port ${port} on ${host} is taken by another program.`,
      advice: 'Stop that one, or set PORT to another port.',
    }
  const facts = { served_version: served.version, served_status: served.status }
  const text = `${port} on ${host} is served by Livecensus ${served.version}, status ${served.status}`
  if (served.version === version) return { check, verdict: 'right', text, facts }
  return { check, verdict: 'doubtful', text, advice: 'Start that server again to renew it.', facts }
}

/** The code of the error with which a port cannot be opened; null = it can. */
function tryPort(host: string, port: number): Promise<string | null> {
  return new Promise(resolve => {
    const server = createServer()
    server.once('error', error =>
      resolve('code' in error && typeof error.code === 'string' ? error.code : error.name),
    )
    server.listen({ host, port }, () => server.close(() => resolve(null)))
  })
}

/** What listens on every address listens on this one. */
const ownAddresses: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' }

/** What a server of ours says of itself at /health; null = it is none. */
async function askHealth(
  host: string,
  port: number,
  signal: AbortSignal,
): Promise<{ readonly version: string; readonly status: string } | null> {
  const address = ownAddresses[host] ?? host
  const name = address.includes(':') ? `[${address}]` : address
  try {
    const { body } = await requestJson({
      method: 'GET',
      url: `http://${name}:${port}/health`,
      userAgent: `livecensus/${version}`,
      timeoutMs: askTimeoutMs,
      maxBytes: mostHealthBytes,
      signal,
    })
    if (typeof body !== 'object' || body === null) return null
    if (!('version' in body && 'status' in body && 'checked_at' in body)) return null
    return { version: String(body.version), status: String(body.status) }
  } catch {
    signal.throwIfAborted()
    return null
  }
}

/** 1.2 GB, 340 MB. */
export function describeBytes(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`
  return `${Math.round(bytes / 1e6)} MB`
}
