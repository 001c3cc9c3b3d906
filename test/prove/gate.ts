// Proof: Kick's 20 k streams take no more requests than they must, and a platform that takes calls and
// never answers them costs its own sweep and nothing else.

import { once } from 'node:events'
import { createServer } from 'node:net'
import { createManualClock } from '../../src/lib/manual-clock.ts'
import { startSimulator } from '../../src/simulator/server.ts'
import { createWorld } from '../../src/simulator/world.ts'
import { runCommand, startCommand } from '../command.ts'
import { openTestDatabase } from '../postgres.ts'
import { createBars } from './bars.ts'

/** 2026-03-02T20:00:00Z, an evening. */
const at = 1_772_481_600
const mostRequests = 25
/** What a sweep every five minutes may take. */
const mostSeconds = 300

const wanted = { twitch: 'failed', kick: 'ok' } as const

const bar = createBars()
await proveKick()
await proveSilence()
bar.exit()

async function startKick(scale: number) {
  return startSimulator({
    worlds: { kick: createWorld({ seed: 1, platform: 'kick', scale, stretch: false }) },
    clock: createManualClock(at * 1_000),
    host: '127.0.0.1',
    port: 0,
    rateLimit: null,
    kickRateLimit: 60,
  })
}

async function proveKick(): Promise<void> {
  const simulator = await startKick(13_000)
  const { url, drop } = await openTestDatabase()
  const env = { ...simulator.environment, DATABASE_URL: url }
  const { stdout } = await runCommand(['sweep', 'kick'], env)
  const { status, streams, requests, retries } = JSON.parse(stdout)
  bar('kick: streams', streams, { least: 19_000, most: 23_000 })
  bar("  complete, held against Kick's own count", Number(status === 'complete'), { least: 1 })
  bar('  requests', requests, { most: mostRequests })
  bar('  of these sent again', retries, { most: 0 })
  await simulator.close()
  await drop()
}

async function proveSilence(): Promise<void> {
  const silent = createServer()
  silent.listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const address = silent.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  const kick = await startKick(800)
  const { sql, url, drop } = await openTestDatabase()
  const env = {
    ...kick.environment,
    DATABASE_URL: url,
    TWITCH_CLIENT_ID: 'id',
    TWITCH_CLIENT_SECRET: 'secret',
    TWITCH_API_URL: `http://127.0.0.1:${port}/helix`,
    TWITCH_AUTH_URL: `http://127.0.0.1:${port}/oauth2`,
    PORT: '0',
  }
  const command = startCommand(['up'], env)
  const { url: api } = JSON.parse(await command.waitForLog(/"url":"http/))
  await command.waitForLog(/"platform":"kick".*"status":"complete"/)
  const line = JSON.parse(await command.waitForLog(/"platform":"twitch".*"status":"failed"/))
  bar('a platform that never answers: its sweep fails after seconds', line.duration_ms / 1_000, {
    most: mostSeconds,
  })
  process.stdout.write(`  it says: ${line.msg}\n`)
  const health = (await (await fetch(`${api}/health`)).json()) as Health
  for (const { message, platform, status } of health.platforms) {
    process.stdout.write(`  /health, ${platform}: ${status}${message ? `, ${message}` : ''}\n`)
    bar(`  ${platform} is as it should be`, Number(status === wanted[platform]), { least: 1 })
  }
  const [kept] = await sql<{ samples: number }[]>`
    select count(*) as samples from samples where platform = 'kick'`
  bar('  samples of the other platform', kept?.samples ?? 0, { least: 100 })
  command.child.kill('SIGTERM')
  await command.ended
  silent.close()
  await kick.close()
  await drop()
}

interface Health {
  readonly platforms: readonly {
    readonly platform: 'twitch' | 'kick'
    readonly status: string
    readonly message: string | null
  }[]
}
