// Series of viewers that others have recorded, as samples to import and as the oracle is told of them.

import { readFileSync } from 'node:fs'
import { hasAmbiguousZero, hasSingleBroadcast, type Platform } from '../src/domain/platform.ts'
import { writeRfc3339 } from '../src/domain/rfc3339.ts'
import type { Seen, SeenRow, SeenSweep } from './oracle/seen.ts'

/** One sample; the time is whole epoch seconds. */
interface RecordedSample {
  readonly at: number
  readonly channelId: string
  readonly streamId: string | null
  readonly viewers: number
}

export interface RecordedSeries {
  readonly name: string
  readonly platform: Platform
  /** How often it was meant to be looked, seconds. */
  readonly cadence: number
  readonly samples: readonly RecordedSample[]
}

const hour = 3_600

/** All of them, each of which names its file. */
export const recordedSeries: readonly RecordedSeries[] = [
  {
    name: 'twitch_hourly_2021-05',
    platform: 'twitch',
    cadence: hour,
    samples: readTable('twitch_hourly_2021-05').map(([day, at, channelId = '', viewers]) => ({
      at: Date.parse(`${day}T${at}:00:00-04:00`) / 1_000,
      channelId,
      streamId: null,
      viewers: Number(viewers),
    })),
  },
  {
    name: 'youtube_one_stream_2026-06',
    platform: 'youtube',
    cadence: 300,
    samples: readTable('youtube_one_stream_2026-06').map(([at, viewers]) => ({
      at: Number(at),
      channelId: 'c1',
      streamId: 's1',
      viewers: Number(viewers),
    })),
  },
  {
    name: 'youtube_five_channels_2026-05',
    platform: 'youtube',
    cadence: hour,
    samples: readTable('youtube_five_channels_2026-05').flatMap(([time = '', ...viewers]) =>
      viewers
        .map((count, i) => ({
          at: Date.parse(`${time.replace(' ', 'T')}-03:00`) / 1_000,
          channelId: `c${i + 1}`,
          streamId: null,
          viewers: Number(count),
        }))
        .filter(sample => sample.viewers > 0),
    ),
  },
]

/** The series as a file to import. */
export function writeCsv({ platform, samples }: RecordedSeries): string {
  const lines = samples.map(({ at, channelId, streamId, viewers }) =>
    [platform, channelId, streamId ?? '', viewers, writeRfc3339(at)].join(','),
  )
  return ['platform,channel_id,stream_id,viewer_count,collected_at', ...lines].join('\n')
}

/**
 * The series as a census has seen it: each time is a complete sweep of what is tracked, and then come
 * two that find nobody.
 */
export function seenOf({ platform, cadence, samples }: RecordedSeries): Seen {
  const sweeps = [...Map.groupBy(samples, sample => sample.at)].map(([at, rows]) =>
    aSweep(at, cadence, rows.map(aRow)),
  )
  const lastAt = sweeps.at(-1)?.collectedAt ?? 0
  const after = [1, 2].map(times => aSweep(lastAt + times * cadence, cadence, []))
  return {
    hasSingleBroadcast: hasSingleBroadcast(platform),
    hasAmbiguousZero: hasAmbiguousZero(platform),
    doesTrackedAbsenceProve: true,
    sweeps: [...sweeps, ...after],
    ends: [],
    seals: [],
  }
}

function aSweep(at: number, cadence: number, rows: readonly SeenRow[]): SeenSweep {
  const scope = { kind: 'tracked' } as const
  const seen = { slot: at, collectedAt: at, status: 'complete', scope, cadence } as const
  return { ...seen, tiers: null, rows, missing: null }
}

function aRow({ channelId, streamId, viewers }: RecordedSample): SeenRow {
  const labels = { title: null, category: null, language: null, tags: [] }
  return { streamId, channelId, viewers, startedAt: null, tier: null, ...labels }
}

/** The fields of each line but the first, which names them. */
function readTable(name: string): string[][] {
  const file = new URL(`./fixtures/recorded/${name}.csv`, import.meta.url)
  const [, ...lines] = readFileSync(file, 'utf8').trimEnd().split(/\r?\n/)
  return lines.map(line => line.split(','))
}
