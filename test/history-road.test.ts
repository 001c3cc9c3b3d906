// Holds what the study works out of samples against what recording has booked, over days of sweeps in
// which channels come and go, change titles, hide their viewers and are missed.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answerHistory } from '../src/analytics/channel-history.ts'
import { resolutions } from '../src/analytics/question.ts'
import { packStreams } from '../src/collect/live-rows.ts'
import { recordSweep } from '../src/collect/record.ts'
import type { LiveStream } from '../src/domain/live-stream.ts'
import { addSums, noSums } from '../src/domain/sums.ts'
import { listBroadcasts } from '../src/store/broadcast-reads.ts'
import { type ChannelName, readChannel } from '../src/store/channel-reads.ts'
import { dayOf, ensurePartition } from '../src/store/partitions.ts'
import { readSweptSpan } from '../src/store/sweep-reads.ts'
import { aStream, aSweep } from './builders.ts'
import { createTestDatabase } from './postgres.ts'

const { sql } = await createTestDatabase()

/** 2026-03-01T19:00:00Z. */
const firstAt = Date.UTC(2026, 2, 1, 19) / 1_000
const channels = ['c0', 'c1', 'c2', 'c3']

/** Numbers from 0 to 1, the same in every run. */
function createChance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
}

const chance = createChance(7)

interface Play {
  isOn: boolean
  streamId: string | null
  startedAt: number
  viewers: number
  title: string
}

const plays = channels.map(
  (): Play => ({ isOn: false, streamId: null, startedAt: 0, viewers: 100, title: 'One' }),
)

/** Plays a channel on to a moment: its row, or none when it is off, or on and missed. */
function playOn(play: Play, channelId: string, at: number): LiveStream[] {
  if (chance() < (play.isOn ? 0.02 : 0.1)) {
    play.isOn = !play.isOn
    // Now and then the same stream comes back.
    if (play.isOn && (play.streamId === null || chance() < 0.8)) {
      play.streamId = `${channelId}-${at}`
      play.startedAt = at - Math.floor(chance() * 700)
    }
  }
  if (!play.isOn || chance() < 0.03) return []
  if (chance() < 0.04) play.title = `Part ${Math.floor(chance() * 4)}`
  play.viewers = Math.max(0, play.viewers + Math.floor(chance() * 41) - 20)
  const { streamId, startedAt, title } = play
  const viewers = chance() < 0.03 ? null : play.viewers
  return [aStream({ streamId, channelId, username: channelId, viewers, startedAt, title })]
}

async function recordAll(sweeps: number): Promise<void> {
  let at = firstAt
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    // Mostly on time, now and then hours late.
    at += 300 + (chance() < 0.04 ? Math.floor(chance() * 9_000) : Math.floor(chance() * 20) - 10)
    const rows = plays.flatMap((play, i) => playOn(play, channels[i] ?? '', at))
    const verdict = chance() < 0.05 ? 'page_failed' : null
    const status = verdict === null ? 'complete' : 'partial'
    await ensurePartition(sql, 'twitch', dayOf(at))
    const made = aSweep({ collectedAt: at, status, reason: verdict })
    await recordSweep(sql, made, packStreams(rows), null, null)
  }
}

await recordAll(250)
const swept = (await readSweptSpan(sql, 'twitch')) ?? assert.fail()

async function ask(channel: ChannelName, from: number, to: number | null) {
  const facts = { channel, swept, allowsDerived: true }
  const asked = { kind: 'between', from, to } as const
  const answers = []
  for (const resolution of resolutions) {
    const answer = await answerHistory(sql, facts, { asked, resolution, explains: true })
    answers.push(answer ?? assert.fail())
  }
  return answers
}

for (const channelId of channels)
  test(`samples, hours and days of ${channelId} add up to its broadcasts as they were booked`, async () => {
    const channel = (await readChannel(sql, 'twitch', channelId)) ?? assert.fail()
    const question = { from: null, to: null, limit: 500, after: null }
    const { channelKey } = channel
    const broadcasts = await listBroadcasts(sql, { ...question, channelKey })
    const booked = broadcasts.map(({ sums }) => sums).reduce(addSums, noSums)
    assert.ok(booked.gaps > 0 && booked.samples > 50)
    for (const answer of await ask(channel, firstAt - 86_400, null))
      assert.deepEqual(answer.explanation?.sums, booked, answer.resolution)
  })

test('any window has the same sums and gaps in samples, hours and days', async () => {
  const channel = (await readChannel(sql, 'twitch', 'c0')) ?? assert.fail()
  for (let i = 0; i < 12; i += 1) {
    const from = Math.floor(firstAt + chance() * (swept.lastAt - firstAt))
    const [raw, ...others] = await ask(channel, from, Math.floor(from + chance() * 100_000))
    for (const answer of others) {
      assert.deepEqual(answer.explanation?.sums, raw?.explanation?.sums, answer.resolution)
      assert.deepEqual(answer.gaps, raw?.gaps, answer.resolution)
    }
  }
})
