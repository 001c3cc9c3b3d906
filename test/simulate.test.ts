// simulate: a collector that takes the settings it prints sweeps the world it serves, with the faults
// it was told; and the README's table of faults is that of the simulator.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parseEnv } from 'node:util'
import { faultTable } from '../src/simulator/faults/table.ts'
import { runCommand, startCommand } from './command.ts'
import { createTestDatabase } from './postgres.ts'

test('the settings it prints lead a collector to its world', async () => {
  const { url } = await createTestDatabase()
  const command = startCommand(['simulate', '--scale', '300', '--port', '0', '--no-rate-limit'], {})
  const settings = await command.waitForOutput(/YOUTUBE_API_KEY=\w+/)
  const env = { ...(parseEnv(settings) as Record<string, string>), DATABASE_URL: url }
  const sizes = { twitch: [100, 600], kick: [20, 160] } as const
  for (const [platform, [least, most]] of Object.entries(sizes)) {
    const swept = await runCommand(['sweep', platform], env)
    assert.equal(swept.code, 0, swept.stderr)
    const { streams, status } = JSON.parse(swept.stdout)
    assert.equal(status, 'complete')
    assert.ok(streams > least && streams < most, `${streams} streams on ${platform}`)
  }
  const { YOUTUBE_API_KEY: key = '', YOUTUBE_API_URL: api } = parseEnv(settings)
  const found = await fetch(`${api}/search?part=id&type=video&eventType=live&key=${key}`)
  const { items } = (await found.json()) as { items: readonly unknown[] }
  assert.ok(items.length > 0)
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
    [['--fault', 'flood'], /no fault "flood"\. There are:.*\nlimited: .*\n {2}reset=10 /s],
    [['--fault', 'reset', '--fault', 'loop:when=end'], /no parameter "when"; it has .*where/],
    [['--fault', 'loop:where=top'], /where=top: it must be any, middle or end\./],
  ]
  for (const [args, words] of wrong) {
    const { code, stderr } = await runCommand(['simulate', ...args], {})
    assert.equal(code, 2, args.join(' '))
    assert.match(stderr, words)
  }
})

test('faults are told by name, and a collector meets them', async () => {
  const { url } = await createTestDatabase()
  const faults = [
    '--fault',
    'html:rate=1,times=2,status=502,platform=twitch',
    '--fault',
    'ones:rate=1',
  ]
  const simulate = ['simulate', '--scale', '300', '--port', '0', '--no-rate-limit', ...faults]
  const command = startCommand(simulate, {})
  const settings = await command.waitForOutput(/KICK_CLIENT_SECRET=/)
  const env = { ...(parseEnv(settings) as Record<string, string>), DATABASE_URL: url }
  const swept = await runCommand(['sweep', 'twitch'], env)
  assert.equal(swept.code, 0, swept.stderr)
  const { retries, status } = JSON.parse(swept.stdout)
  assert.deepEqual([status, retries], ['complete', 2])
  command.child.kill('SIGTERM')
  assert.equal((await command.ended).code, 0)
})

test('faults are listed for who asks', async () => {
  const { code, stdout } = await runCommand(['simulate', '--fault', 'help'], {})
  assert.equal(code, 0)
  for (const { does, name } of faultTable) assert.ok(stdout.includes(`${name}: ${does}\n`), name)
})

test('the table of faults in the README is that of the simulator', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const rows = faultTable.map(({ does, name, parameters }) => {
    const told = Object.entries(parameters).map(([key, { fallback }]) => `\`${key}=${fallback}\``)
    return `| \`${name}\` | ${does} | ${told.filter(text => !/^`(?:times|at|platform|seed)=/.test(text)).join(', ')} |`
  })
  const table = ['| fault | what it does | parameters |', '|---|---|---|', ...rows].join('\n')
  assert.ok(readme.includes(table), `README.md should hold this table:\n${table}`)
})
