import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import {
  aStream,
  aSweep,
  aTrackedClient,
  emptyTables,
  start,
  type TrackedAnswers,
} from '../../../test/builders.ts'
import { createTestDatabase } from '../../../test/postgres.ts'
import type { DailyQuota } from '../../domain/daily-quota.ts'
import { AppError } from '../../domain/error.ts'
import { createManualClock } from '../../lib/manual-clock.ts'
import type { SubscribedProfile } from '../../platforms/tracked-client.ts'
import { listAwaited } from '../../store/awaited-streams.ts'
import type { Queryable } from '../../store/database.ts'
import { markDirectoryRead } from '../../store/directory.ts'
import { followEnded } from '../../store/followed-channels.ts'
import { readPlatformState } from '../../store/open-broadcasts.ts'
import { dayOf, ensurePartition } from '../../store/partitions.ts'
import { takeQuota } from '../../store/quota.ts'
import { withEnrichLock } from '../../store/sweep-lock.ts'
import { packStreams } from '../live-rows.ts'
import { recordSweep } from '../record.ts'
import { createTrackedEnricher, type TrackedEnriched } from './enrich.ts'
import { createLedger } from './ledger.ts'

const { sql } = await createTestDatabase()
const hour = 3_600
/** `start` is midnight in Pacific time, and a full hour. */
const timeZone = 'America/Los_Angeles'
const clock = createManualClock(0)

beforeEach(async () => {
  await emptyTables(sql)
  await sql`delete from quota_spending`
  await markDirectoryRead(sql, 'youtube', start)
})

/** A round at a moment, with so many units a day. */
async function read(at: number, answers: TrackedAnswers, units = 10_000): Promise<TrackedEnriched> {
  clock.advance(at * 1_000 - clock.now())
  const quota: DailyQuota = { timeZone, sizes: { search: 100, default: units } }
  const ledger = createLedger({ sql, platform: 'youtube', quota, clock })
  // What is asked is booked, as a true client does.
  const booked = Object.fromEntries(
    Object.entries(answers).map(([name, answer]) => [
      name,
      async (...args: unknown[]) => {
        assert.ok(await ledger.spend('default', 1))
        return (answer as (...args: unknown[]) => unknown)(...args)
      },
    ]),
  )
  const client = aTrackedClient(booked)
  const enricher = createTrackedEnricher({ sql, client, quota, clock, interval: 300 })
  const round = await enricher.run(at + 240, new AbortController().signal)
  if (round === 'busy') throw new Error('another round is on')
  return round
}

/** Records a sweep of so many channels, each live; their keys. */
async function live(at: number, count: number): Promise<number[]> {
  await ensurePartition(sql, 'youtube', dayOf(at))
  const streams = Array.from({ length: count }, (_, i) =>
    aStream({ streamId: `s${i}`, channelId: `UC${i}`, viewers: count - i, username: null }),
  )
  const sweep = aSweep({ platform: 'youtube', collectedAt: at, scope: { kind: 'tracked' } })
  await recordSweep(sql, sweep, packStreams(streams), null, null)
  return (await readPlatformState(sql, 'youtube')).open.map(row => row.channelKey)
}

/** Ends all that is live. */
async function endAll(at: number): Promise<void> {
  const { open } = await readPlatformState(sql, 'youtube')
  const ended = new Map(open.map(row => [row.streamId ?? '', null]))
  const sweep = aSweep({ platform: 'youtube', collectedAt: at, scope: { kind: 'tracked' } })
  const notLive = { ended, missing: new Set<string>() }
  const rows = open.map(row => ({ channelKey: row.channelKey, viewers: row.lastKnownViewers }))
  const write = (tx: Queryable) => followEnded(tx, 'youtube', rows, at)
  await recordSweep(sql, sweep, packStreams([]), null, null, { tracked: { notLive, write } })
}

function aProfile(channelId: string): SubscribedProfile {
  return {
    channelId,
    username: `handle-of-${channelId}`,
    displayName: channelId,
    avatarUrl: null,
    description: null,
    broadcasterType: null,
    registeredAt: null,
    subscribers: channelId === 'UC0' ? null : 1_000,
  }
}

/** A platform that knows all channels, and what it was asked for. */
function knowing() {
  const asked: string[][] = []
  const readChannels: TrackedAnswers['readChannels'] = async ids => {
    asked.push([...ids])
    return { rows: ids.map(aProfile), skipped: 0 }
  }
  return { asked, answers: { readChannels } }
}

const later = start + 600

test('names of categories are read once a week', async () => {
  await sql`update platforms set directory_read_at = null where platform = 'youtube'`
  let asked = 0
  const answers: TrackedAnswers = {
    readVideoCategories: async region => {
      asked += 1
      assert.equal(region, 'US')
      const row = { categoryId: '20', gameName: 'Gaming', artUrl: null }
      return { rows: [row], skipped: 0 }
    },
  }
  assert.equal((await read(later, answers)).categories, 1)
  await read(later + 6 * 86_400, answers)
  assert.equal(asked, 1)
  await read(later + 7 * 86_400, answers)
  assert.equal(asked, 2)
  const [row] = await sql`select name from categories where category_id = '20'`
  assert.equal(row?.name, 'Gaming')
})

test('profiles and subscribers are read in full calls, the most watched first', async () => {
  await live(start, 120)
  const { asked, answers } = knowing()
  const round = await read(later, answers)
  assert.deepEqual(
    asked.map(ids => ids.length),
    [50, 50],
  )
  assert.equal(asked[0]?.[0], 'UC0')
  assert.deepEqual([round.profiles, round.followers, round.requests], [100, 99, 2])
  const [channel] = await sql`
    select username, follower_count
    from channels
    where channel_id = 'UC1'`
  assert.deepEqual(channel, { username: 'handle-of-UC1', follower_count: 1_000 })
})

test('once an hour what fills no call is read too', async () => {
  await live(start, 20)
  const { asked, answers } = knowing()
  await read(later, answers)
  assert.equal(asked.length, 0)
  await read(start + hour, answers)
  assert.equal(asked[0]?.length, 20)
})

test('a profile is read again each day', async () => {
  await live(start, 50)
  const { asked, answers } = knowing()
  await read(later, answers)
  await read(later + 22 * hour, answers)
  assert.equal(asked.length, 1)
  await read(later + 23 * hour, answers)
  assert.equal(asked.length, 2)
})

test('what is left of the units looks through the uploads of channels that have streamed', async () => {
  await live(start, 60)
  await endAll(start + 300)
  const asked: string[] = []
  const answers: TrackedAnswers = {
    readUploads: async channelId => {
      asked.push(channelId)
      return { rows: ['a', 'b', 'c', 'd'].map(name => `${name} of ${channelId}`), skipped: 0 }
    },
  }
  const at = start + 300 + hour
  const round = await read(at, answers)
  // A day of 10,000 units has 34.7 for each sweep, and more where nothing was spent before.
  assert.equal(asked.length, 37)
  assert.equal(asked[0], 'UC0')
  assert.deepEqual([round.uploads, round.found], [37, 111])
  const awaited = await listAwaited(sql, 'youtube', at, 1_000)
  assert.deepEqual(
    awaited.filter(row => row.streamId.endsWith(' UC0')).map(row => row.streamId),
    ['a of UC0', 'b of UC0', 'c of UC0'],
  )
  assert.equal((await read(at, answers)).uploads, 23)
})

test('a channel without uploads is passed over', async () => {
  await live(start, 2)
  await endAll(start + 300)
  const round = await read(start + 300 + hour, {
    readUploads: async channelId => {
      if (channelId === 'UC0') throw new AppError('not_found', 'No such list.')
      return { rows: ['a'], skipped: 0 }
    },
  })
  assert.deepEqual([round.uploads, round.found, round.failure], [2, 1, null])
})

test('a channel that cannot be read does not keep the others waiting', async () => {
  await live(start, 8)
  await endAll(start + 300)
  const asked: string[] = []
  const answers: TrackedAnswers = {
    readUploads: async channelId => {
      asked.push(channelId)
      if (channelId === 'UC0') throw new AppError('unavailable', 'YouTube is away.')
      return { rows: [], skipped: 0 }
    },
  }
  const at = start + 300 + hour
  const first = await read(at, answers)
  assert.deepEqual([first.uploads, first.failure?.message], [3, 'YouTube is away.'])
  await read(at, answers)
  assert.equal(new Set(asked).size, 8)
  assert.equal(asked.length, 8)
})

test('a failure ends the round and keeps what was read', async () => {
  await live(start, 100)
  let calls = 0
  const round = await read(later, {
    readChannels: async ids => {
      calls += 1
      if (calls === 2) throw new AppError('unavailable', 'YouTube is away.')
      return { rows: ids.map(aProfile), skipped: 0 }
    },
  })
  assert.deepEqual([round.profiles, round.failure?.message], [50, 'YouTube is away.'])
})

test('nothing is asked for where sweeps have left no unit', async () => {
  await live(start, 100)
  await takeQuota(sql, { platform: 'youtube', bucket: 'default', day: '2027-01-15' }, 9_990, 10_000)
  assert.equal((await read(later, {})).requests, 0)
})

test('two rounds of a platform are not on at the same time', async () => {
  const quota = { timeZone, sizes: { search: 0, default: 1 } }
  const client = aTrackedClient({})
  const enricher = createTrackedEnricher({ sql, client, quota, clock, interval: 300 })
  const outcome = await withEnrichLock(sql, 'youtube', () =>
    enricher.run(clock.now() / 1_000 + 60, new AbortController().signal),
  )
  assert.equal(outcome, 'busy')
})
