import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { aStream, aSweep, dumpTables, emptyTables, start } from '../../../test/builders.ts'
import { type ImportTextOptions, importText } from '../../../test/import-stage.ts'
import { createTestDatabase } from '../../../test/postgres.ts'
import { writeRfc3339 } from '../../domain/rfc3339.ts'
import { readPlatformState } from '../../store/open-broadcasts.ts'
import { dayOf, ensurePartition } from '../../store/partitions.ts'
import { withSweepLock } from '../../store/sweep-lock.ts'
import { packStreams } from '../live-rows.ts'
import { recordSweep } from '../record.ts'

const { sql } = await createTestDatabase()

beforeEach(() => emptyTables(sql))

const columns = [
  'platform',
  'channel_id',
  'username',
  'title',
  'game_name',
  'category_id',
  'viewer_count',
  'language',
  'started_at',
  'collected_at',
] as const

type Row = Readonly<Partial<Record<(typeof columns)[number], string | number>>>

/** A row so many seconds after `start`. */
function row(after: number, known: Row = {}): Row {
  return {
    platform: 'twitch',
    channel_id: 'c1',
    username: 'anna',
    title: 'Hello',
    game_name: 'Chess',
    viewer_count: 100,
    language: 'en',
    started_at: writeRfc3339(start - 100),
    collected_at: writeRfc3339(start + after),
    ...known,
  }
}

function csv(rows: readonly Row[]): string {
  return [columns, ...rows.map(row => columns.map(column => row[column] ?? ''))].join('\n')
}

function bring(rows: readonly Row[], options: ImportTextOptions = {}) {
  return importText(sql, csv(rows), options)
}

/** The broadcasts, their times in seconds after `start`. */
function readBroadcasts() {
  return sql`
    select
      c.channel_id as channel,
      extract(epoch from b.first_sample_at)::bigint - ${start}::bigint as "firstAt",
      extract(epoch from b.last_sample_at)::bigint - ${start}::bigint as "lastAt",
      extract(epoch from b.ended_at)::bigint - ${start}::bigint as "endedAt"
    from broadcasts b
    join channels c on c.id = b.channel_id
    order by b.channel_id, b.broadcast_no`.then(rows => rows.map(row => ({ ...row })))
}

/** Makes an ordinary sweep of Twitch. */
async function sweep(collectedAt: number, streams = [aStream()]): Promise<void> {
  await ensurePartition(sql, 'twitch', dayOf(collectedAt))
  await recordSweep(sql, aSweep({ collectedAt }), packStreams(streams), null, null)
}

test('rows are read back through live_snapshots as they were', async () => {
  await bring([
    row(0),
    row(0, { channel_id: 'c2', username: 'bea', viewer_count: '', title: '', started_at: '' }),
    row(300, { title: 'Bye', game_name: '', viewer_count: 0 }),
  ])
  const snapshots = await sql`
    select
      stream_url as url, title, game_name as game, viewer_count as viewers, language,
      extract(epoch from started_at)::bigint - ${start}::bigint as started,
      extract(epoch from collected_at)::bigint - ${start}::bigint as collected
    from live_snapshots
    order by collected_at, channel_id`
  const anna = { url: 'https://www.twitch.tv/anna', language: 'en', started: -100 }
  const bea = { url: 'https://www.twitch.tv/bea', language: 'en', started: null }
  assert.deepEqual(
    [...snapshots],
    [
      { ...anna, title: 'Hello', game: 'Chess', viewers: 100, collected: 0 },
      { ...bea, title: null, game: 'Chess', viewers: null, collected: 0 },
      { ...anna, title: 'Bye', game: null, viewers: 0, collected: 300 },
    ],
  )
})

test('each time is a complete sweep of what is tracked', async () => {
  await bring([row(0), row(0), row(0, { channel_id: 'c2' }), row(300)], { cadence: 600 })
  const sweeps = await sql`
    select
      extract(epoch from slot)::bigint - ${start}::bigint as slot,
      extract(epoch from collected_at)::bigint - ${start}::bigint as collected,
      status, scope, cadence, streams, duplicates
    from sweeps
    order by slot`
  const kind = { status: 'complete', scope: 'tracked', cadence: 600 }
  assert.deepEqual(
    [...sweeps],
    [
      { slot: 0, collected: 0, ...kind, streams: 2, duplicates: 1 },
      { slot: 300, collected: 300, ...kind, streams: 1, duplicates: 0 },
    ],
  )
})

describe('an end', () => {
  const other = (after: number) => row(after, { channel_id: 'c2' })

  test('is two sweeps in which a broadcast was due and absent, the first of them its proof', async () => {
    await bring([row(0), other(0), other(400), other(800), other(1_200)])
    assert.deepEqual(await readBroadcasts(), [
      { channel: 'c1', firstAt: 0, lastAt: 0, endedAt: 200 },
      { channel: 'c2', firstAt: 0, lastAt: 1_200, endedAt: 1_350 },
    ])
    const [end] = await sql`
      select extract(epoch from gone_at)::bigint - ${start}::bigint as gone
      from broadcast_ends
      where channel_id = 1`
    assert.equal(end?.gone, 400)
  })

  test('is none where it was not due, or was seen again after one sweep', async () => {
    await bring([
      row(0),
      ...[0, 100, 200, 299].map(other),
      row(400),
      ...[400, 700].map(other),
      row(1_000),
    ])
    assert.deepEqual((await readBroadcasts())[0], {
      channel: 'c1',
      firstAt: 0,
      lastAt: 1_000,
      endedAt: 1_150,
    })
  })

  test('comes to all that is open when the source ends, proved a cadence after its last time', async () => {
    await bring([row(0), other(0), other(300), other(500)])
    assert.deepEqual(await readBroadcasts(), [
      // It was missed at 300 already.
      { channel: 'c1', firstAt: 0, lastAt: 0, endedAt: 150 },
      { channel: 'c2', firstAt: 0, lastAt: 500, endedAt: 650 },
    ])
    assert.equal((await readPlatformState(sql, 'twitch')).open.length, 0)
  })

  test('comes to nothing that the source has not followed', async () => {
    const before = start - 86_400
    await sweep(before, [aStream({ channelId: 'c9', startedAt: before - 600 })])
    await bring([row(0), row(300), row(600), row(900)])
    const { open } = await readPlatformState(sql, 'twitch')
    assert.deepEqual(
      open.map(({ channelId, missedAt }) => [channelId, missedAt]),
      [['c9', null]],
    )
  })
})

test('a broadcast is known by its channel and a start within a minute', async () => {
  const begun = (after: number, startedAt: number) =>
    row(after, { started_at: writeRfc3339(start + startedAt) })
  await bring([begun(0, -100), begun(300, -50), begun(600, 500), begun(900, 500)])
  assert.deepEqual(
    (await readBroadcasts()).map(({ firstAt, lastAt, endedAt }) => [firstAt, lastAt, endedAt]),
    [
      [0, 300, 450],
      [600, 900, 1_050],
    ],
  )
})

describe('an import that is begun again', () => {
  const rows = [0, 300, 600, 900, 1_200, 1_500].flatMap(after => [
    row(after, { viewer_count: 100 + after }),
    ...(after < 600 ? [row(after, { channel_id: 'c2', game_name: 'Go' })] : []),
    ...(after > 600 ? [row(after, { platform: 'kick', channel_id: 'c3' })] : []),
  ])

  test('goes on where it stopped, and all is as if it had not', async () => {
    const [whole, parts] = [await createTestDatabase(), await createTestDatabase()]
    await importText(whole.sql, csv(rows))
    await assert.rejects(importText(parts.sql, csv(rows), { stopsAfter: 5 }), /stopped/)
    assert.notEqual((await readPlatformState(parts.sql, 'twitch')).open.length, 0)
    const rest = await importText(parts.sql, csv(rows))
    assert.ok(rest.sweeps > 0 && rest.sweeps < 9, `${rest.sweeps} sweeps`)
    assert.deepEqual(await dumpTables(parts.sql), await dumpTables(whole.sql))
  })

  test('writes nothing where all is in', async () => {
    await bring(rows)
    const whole = await dumpTables(sql)
    const again = await bring(rows)
    assert.deepEqual([again.sweeps, again.streams], [0, 0])
    assert.equal(
      again.survey.lanes.reduce((sum, { doneStreams }) => sum + doneStreams, 0),
      rows.length,
    )
    assert.deepEqual(await dumpTables(sql), whole)
  })

  test('takes in what has been added since, and broadcasts go on', async () => {
    await bring([row(0), row(300)])
    const { sweeps } = await bring([row(0), row(300), row(600)])
    assert.equal(sweeps, 1)
    assert.deepEqual(
      (await readBroadcasts()).map(({ firstAt, lastAt }) => [firstAt, lastAt]),
      [[0, 600]],
    )
  })

  test('is refused with another source or cadence', async () => {
    await bring(rows)
    const conflict = (message: RegExp) => ({ code: 'conflict', message })
    await assert.rejects(bring(rows.slice(0, 5)), conflict(/imported from something else/))
    await assert.rejects(bring(rows.slice(2)), conflict(/imported from something else/))
    await assert.rejects(
      bring([row(0, { channel_id: 'c8' }), ...rows]),
      conflict(/imported from something else/),
    )
    await assert.rejects(bring(rows, { cadence: 600 }), conflict(/--cadence 300s/))
  })
})

describe('an import is refused', () => {
  const conflict = (message: RegExp) => ({ code: 'conflict', message })

  test('where its first day or a later one was swept, and writes nothing', async () => {
    for (const at of [start - 3_600, start + 300, start + 86_400]) {
      await emptyTables(sql)
      await sweep(at)
      const before = await dumpTables(sql)
      await assert.rejects(bring([row(0), row(600)]), conflict(/^twitch was swept at/))
      assert.deepEqual(await dumpTables(sql), before)
    }
  })

  test('where another platform is swept it is not', async () => {
    await sweep(start + 300)
    await bring([row(0, { platform: 'kick' })])
  })

  test('while a sweep is running', async () => {
    await withSweepLock(sql, 'twitch', () =>
      assert.rejects(bring([row(0)]), conflict(/stop the collector/)),
    )
  })

  test('where no row can be read', async () => {
    const nothing = { code: 'invalid' }
    await assert.rejects(bring([]), nothing)
    await assert.rejects(bring([row(0, { collected_at: 'today' })]), nothing)
    await assert.rejects(bring([row(0)], { platform: 'kick' }), nothing)
  })
})

test('rows that cannot be read or come too late are skipped and named by their lines', async () => {
  const { faults, survey, streams } = await bring([
    row(0),
    row(300, { viewer_count: 'many' }),
    row(300, { platform: 'mixer' }),
    row(600),
    row(300),
    row(300, { platform: 'kick' }),
  ])
  assert.deepEqual(faults, [
    'line 3: viewer_count is "many"',
    'line 4: platform is "mixer", which is none',
    'line 6: collected_at is earlier than in a row of twitch before it',
  ])
  assert.deepEqual([survey.rows, survey.skipped, streams], [6, 3, 3])
})

test('a name of a category that is known stands for it, another one for itself', async () => {
  const before = start - 86_400
  await sweep(before, [aStream({ categoryId: '743', gameName: 'Chess', startedAt: before })])
  await bring([row(0), row(0, { channel_id: 'c2', game_name: 'Go' }), row(300)])
  const categories = await sql`
    select category_id as id, name
    from categories
    order by id`
  assert.deepEqual(
    [...categories],
    [
      { id: '743', name: 'Chess' },
      { id: 'name:Go', name: 'Go' },
    ],
  )
})

describe('a name that one row tells with its id is one category', () => {
  const named = (after: number, channel_id: string) => row(after, { channel_id })
  const told = (after: number, channel_id: string) => row(after, { channel_id, category_id: '743' })
  const sources = {
    'before and after it': [named(0, 'c1'), told(300, 'c2'), named(600, 'c3')],
    'in the same sweep': [named(0, 'c1'), told(0, 'c2'), named(300, 'c3')],
    'in later sweeps': [told(0, 'c2'), named(300, 'c1'), named(600, 'c3')],
  }
  for (const [where, rows] of Object.entries(sources))
    test(where, async () => {
      await bring(rows)
      const categories = await sql`
        select k.category_id as id, count(*) as segments
        from segments g
        join categories k on k.id = g.category_key
        group by k.id`
      assert.deepEqual([...categories], [{ id: '743', segments: 3 }])
    })
})

test('a category that was imported by its name is the one that is swept later under its id', async () => {
  await bring([row(0), row(300)])
  await sweep(start + 86_400, [aStream({ categoryId: '743', gameName: 'Chess' })])
  const categories = await sql`
    select k.category_id as id, count(*) as segments
    from segments g
    join categories k on k.id = g.category_key
    group by k.id`
  assert.deepEqual([...categories], [{ id: '743', segments: 2 }])
})
