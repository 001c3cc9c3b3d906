// A fake YouTube for the golden cases: what is live is told sweep by sweep, and swept as
// `livecensus sweep youtube --at` does, by a clock that is set to each sweep. The clock matters: it
// decides what may be spent.

import assert from 'node:assert/strict'
import { after } from 'node:test'
import { createLedger } from '../src/collect/tracked/ledger.ts'
import { sweepTracked } from '../src/collect/tracked/sweep.ts'
import { createGate, policiesOf } from '../src/commands/clients.ts'
import { readConfig } from '../src/config.ts'
import { createManualClock } from '../src/lib/manual-clock.ts'
import { startFakeYoutube } from './fake-youtube.ts'
import type { GoldenCensus, GoldenStream } from './golden-census.ts'
import type { TestDatabase } from './postgres.ts'
import { videoRow, type YoutubeRow } from './youtube-fixtures.ts'

/** A stream that is told to be over, once it has an end. */
export interface GoldenVideo extends GoldenStream {
  readonly endedAt?: number
}

/** YouTube in this database; `settings` are the operator's. */
export async function openYoutube(
  { sql, url }: TestDatabase,
  settings: Readonly<Record<string, string>>,
): Promise<
  Pick<GoldenCensus, 'platform' | 'sql' | 'environment'> & {
    sweep(at: number, ...videos: GoldenVideo[]): Promise<void>
  }
> {
  const videos: YoutubeRow[] = []
  const youtube = await startFakeYoutube({ videos })
  after(() => youtube.close())
  const environment = {
    YOUTUBE_API_KEY: youtube.apiKey,
    YOUTUBE_API_URL: youtube.apiUrl,
    RETRY_ATTEMPTS: '1',
    DATABASE_URL: url,
    ...settings,
  }
  const config = readConfig(environment)
  const clock = createManualClock(0)
  const gate = createGate(config, 'youtube', clock)
  if (gate.kind !== 'tracked') throw new Error('YouTube is tracked')
  const { quota, platform } = gate
  const deps = {
    sql,
    client: gate.connect(createLedger({ sql, platform, quota, clock })),
    quota,
    clock,
    interval: config.sweepIntervalMs / 1_000,
    policy: policiesOf(config)(platform),
    signal: new AbortController().signal,
    onProgress: () => undefined,
  }
  return {
    platform,
    sql,
    environment,
    sweep: async (at, ...live) => {
      clock.advance(at * 1_000 - clock.now())
      videos.splice(0, videos.length, ...live.map(videoOf))
      const sweep = await sweepTracked(deps, { kind: 'at', at })
      assert.deepEqual([sweep?.status, sweep?.collectedAt], ['complete', at])
    },
  }
}

function videoOf(video: GoldenVideo): YoutubeRow {
  const { id, channel, startedAt, endedAt, viewers, title = 'Ranked' } = video
  return videoRow({
    id,
    state: endedAt === undefined ? 'live' : 'none',
    snippet: { channelId: `UC${channel}`, title },
    details: {
      actualStartTime: toText(startedAt),
      actualEndTime: endedAt === undefined ? undefined : toText(endedAt),
      concurrentViewers: viewers === null ? undefined : String(viewers),
    },
  })
}

function toText(at: number): string {
  return new Date(at * 1_000).toISOString()
}
