// simulate: a collector that takes the settings it prints sweeps the world it serves.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseEnv } from 'node:util'
import { runCommand, startCommand } from './command.ts'
import { createTestDatabase } from './postgres.ts'

test('the settings it prints lead a collector to its world', async () => {
  const { url } = await createTestDatabase()
  const command = startCommand(['simulate', '--scale', '300', '--port', '0', '--no-rate-limit'], {})
  const settings = await command.waitForOutput(/KICK_CLIENT_SECRET=/)
  const env = { ...(parseEnv(settings) as Record<string, string>), DATABASE_URL: url }
  const sizes = { twitch: [100, 600], kick: [20, 160] } as const
  for (const [platform, [least, most]] of Object.entries(sizes)) {
    const swept = await runCommand(['sweep', platform], env)
    assert.equal(swept.code, 0, swept.stderr)
    const { streams, status } = JSON.parse(swept.stdout)
    assert.equal(status, 'complete')
    assert.ok(streams > least && streams < most, `${streams} streams on ${platform}`)
  }
  command.child.kill('SIGTERM')
  assert.equal((await command.ended).code, 0)
})

test('what it cannot serve is refused with what it can', async () => {
  const wrong: [args: string[], words: RegExp][] = [
    [['--scale', '9'], /whole number from 10 to 120000/],
    [['--scale', '120001'], /whole number from 10 to 120000/],
    [['--seed', 'x'], /whole number/],
    [['--port', '65536'], /from 0 to 65535/],
    [['--rate-limit', '0'], /whole number from 1/],
  ]
  for (const [args, words] of wrong) {
    const { code, stderr } = await runCommand(['simulate', ...args], {})
    assert.equal(code, 2, args.join(' '))
    assert.match(stderr, words)
  }
})
