// Golden case 2 of the metrics through the true command line: each of its sweeps is a process that
// knows nothing of the one before but what is in the database.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runCommand } from './command.ts'
import { daysOf, type GoldenStream, openTwitch } from './golden-census.ts'
import { expectChannelDays } from './golden-expect.ts'
import { readBroadcast, sums } from './golden-sums.ts'

const twitch = await openTwitch()
const { sql } = twitch

/** Sweeps with a command of its own. */
async function command(time: string, ...live: GoldenStream[]): Promise<void> {
  twitch.tell(...live)
  const args = ['sweep', 'twitch', '--at', `2026-03-03T${time}:00Z`]
  const { code, stderr } = await runCommand(args, twitch.environment)
  assert.equal(code, 0, stderr)
}

test('2: it is the same through the true command', async () => {
  const at = daysOf('2026-03-03')
  const stream = { id: '2', channel: '2', startedAt: at('12:10'), viewers: 100 }
  // Commands begin it, miss it, find it again and end it; the sweeps between are made here, since a
  // command takes over a second to start.
  await command('12:10', stream)
  await command('12:15')
  await command('12:20', stream)
  await twitch.sweepAll([at('12:25'), at('12:30')], stream)
  await twitch.sweepAll([at('12:35')])
  await command('12:40')
  // 20 min between samples and half of five after the last one: 1,350 s at 100.
  const all = sums(135_000, 1_350, { samples: 4, peak: [100, at('12:10')] })
  const found = await readBroadcast(sql, '2')
  assert.deepEqual([found.to, found.sums], [at('12:32:30'), all])
  await expectChannelDays(twitch, '2', [at('00:00'), { ...all, started: 1 }])
})
