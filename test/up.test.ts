// The two commands' promise: `up` on an empty folder serves, shares its database with other
// commands, ends wholly on Ctrl-C, and keeps its data.

import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { type Environment, runCommand, startCommand } from './command.ts'
import { startFakeTwitch } from './fake-twitch.ts'
import { tableRows } from './twitch-fixtures.ts'

async function setStage(): Promise<{ env: Environment; dataDir: string }> {
  const twitch = await startFakeTwitch({ rows: tableRows() })
  const dataDir = await mkdtemp(join(tmpdir(), 'livecensus-up-'))
  after(async () => {
    await twitch.close()
    await rm(dataDir, { recursive: true, force: true })
  })
  const env = { ...twitch.environment, DATA_DIR: dataDir, PORT: '0', SWEEP_INTERVAL: '1h' }
  return { env, dataDir }
}

async function startUp(env: Environment) {
  const command = startCommand(['up'], env)
  const { url } = JSON.parse(await command.waitForLog(/"url":"http/))
  return { command, url: String(url) }
}

async function readTop(url: string): Promise<number> {
  const answer = await fetch(`${url}/live/top?limit=500`)
  const { data } = (await answer.json()) as { data: unknown[] }
  return data.length
}

/** PostgreSQL takes the file away when it has ended in order. */
const isServerUp = (dataDir: string) => existsSync(join(dataDir, 'postgres/data/postmaster.pid'))

test('up sweeps and serves, Ctrl-C ends all of it, the next start keeps the data', async () => {
  const { env, dataDir } = await setStage()
  const first = await startUp(env)
  await first.command.waitForLog(/twitch: complete, 100 streams/)
  assert.equal(await readTop(first.url), 100)

  const beside = await runCommand(['sweep', 'twitch'], env)
  assert.equal(beside.code, 0, 'sweep works beside up on the same folder')
  assert.ok(isServerUp(dataDir), 'and leaves the server running')

  // npm passes on a Ctrl-C that the terminal has sent already.
  first.command.child.kill('SIGINT')
  first.command.child.kill('SIGINT')
  const { code } = await first.command.ended
  assert.equal(code, 0)
  assert.equal(isServerUp(dataDir), false, 'PostgreSQL has ended')

  const second = await startUp(env)
  assert.equal(await readTop(second.url), 100)
  second.command.child.kill('SIGTERM')
  assert.equal((await second.command.ended).code, 0)
})

test('what kill -9 of up leaves behind is taken over by the next start', async () => {
  const { env, dataDir } = await setStage()
  const first = await startUp(env)
  await first.command.waitForLog(/twitch: complete/)
  first.command.child.kill('SIGKILL')
  await first.command.ended

  const second = await startUp(env)
  assert.equal(await readTop(second.url), 100)
  second.command.child.kill('SIGINT')
  const { code, stderr } = await second.command.ended
  assert.equal(code, 0, stderr)
  assert.equal(isServerUp(dataDir), false)
})

test('a collector that is killed is started again', async () => {
  const { env } = await setStage()
  const { command } = await startUp(env)
  const { pid } = JSON.parse(await command.waitForLog(/the collector is started/))
  process.kill(pid, 'SIGKILL')
  await command.waitForLog(/the collector ended and is started again/)
  await command.waitForLog(/twitch: complete/)
  command.child.kill('SIGINT')
  assert.equal((await command.ended).code, 0)
})

test('a taken port is told in one sentence, and nothing is left running', async () => {
  const { env, dataDir } = await setStage()
  const first = await startUp(env)
  const port = new URL(first.url).port
  const second = await runCommand(['serve'], { ...env, PORT: port })
  assert.equal(second.code, 4)
  assert.match(second.stderr, new RegExp(`livecensus: Port ${port} on 127.0.0.1 is taken`))
  first.command.child.kill('SIGINT')
  assert.equal((await first.command.ended).code, 0)
  assert.equal(isServerUp(dataDir), false)
})
