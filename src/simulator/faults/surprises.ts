// Rows in another shape than documented: most still say all that is needed, some cannot be read.

import { hash, uniform } from '../hash.ts'
import type { SimulatedPlatform } from '../worlds.ts'
import { isStruck, use } from './chance.ts'
import { defineFault, ofStreams } from './fault.ts'
import { changingRows, type Row, readRow } from './page.ts'
import { amount, share, word } from './parameter.ts'

const kinds = ['nulls', 'missing', 'unknown', 'types', 'times'] as const
type Kind = (typeof kinds)[number]

export const surprises = defineFault({
  name: 'surprises',
  does: 'Rows have another shape than documented.',
  parameters: {
    ...ofStreams({ rate: 0.02, knows: ['twitch', 'kick'] }),
    kind: word(
      ['any', ...kinds],
      'any',
      'tags null, optional fields missing, unknown fields, numbers as text and text as numbers, or starts with fractions and offsets',
    ),
    unreadable: share(0, 'share of the streams without an id, or not even an object'),
    seconds: amount(600, 'how long a stream keeps its surprise'),
  },
  act: ({ kind, rate, seconds, unreadable }, { platform, seed }) => ({
    page: changingRows((row, key, { nowMs }) => {
      if (isStruck({ rate: unreadable, seconds }, seed ^ use.other, key, nowMs))
        return unreadableRow(row, hash(seed, use.row, key))
      if (!isStruck({ rate, seconds }, seed, key, nowMs)) return null
      const drawn = kinds[hash(seed, use.kind, key) % kinds.length] ?? 'nulls'
      return surprise(row, kind === 'any' ? drawn : kind, platform, uniform(seed, use.size, key))
    }),
  }),
})

function unreadableRow({ id, ...row }: Row, draw: number): unknown {
  return [row, { ...row, id: null }, { ...row, id: '' }, 'stream', 7, [id]][draw % 6]
}

function surprise(row: Row, kind: Kind, platform: SimulatedPlatform, draw: number): Row {
  switch (kind) {
    case 'nulls':
      return { ...row, tags: null }
    case 'missing':
      return withoutOptional(row)
    case 'unknown':
      return {
        ...row,
        '': 0,
        experiments: [{ name: 'x', arms: [null, 1e300] }],
      }
    case 'types':
      return platform === 'twitch' ? retypeTwitch(row) : retypeKick(row)
    case 'times':
      return { ...row, started_at: rewriteTime(String(row.started_at), draw) }
    default:
      return kind satisfies never
  }
}

/** Fields without which a stream still has an id, a channel, a start and a count. */
const optional = new Set([
  'thumbnail',
  'thumbnail_url',
  'tag_ids',
  'tags',
  'is_mature',
  'has_mature_content',
  'type',
])

function withoutOptional(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !optional.has(name)))
}

function retypeTwitch(row: Row): Row {
  return {
    ...row,
    id: asNumber(row.id),
    user_id: asNumber(row.user_id),
    game_id: asNumber(row.game_id),
    viewer_count: String(row.viewer_count),
  }
}

function retypeKick(row: Row): Row {
  const category = readRow(row.category)
  const broadcaster = readRow(row.broadcaster_user)
  return {
    ...row,
    title: asNumber(row.title),
    viewer_count: String(row.viewer_count),
    ...(broadcaster && { broadcaster_user: { ...broadcaster, id: String(broadcaster.id) } }),
    ...(category && { category: { ...category, id: String(category.id) } }),
  }
}

/** Digits as a number where that keeps them all. */
function asNumber(value: unknown): unknown {
  const number = Number(value)
  return Number.isSafeInteger(number) && String(number) === value ? number : value
}

/** The same moment with a fraction, as another hour of the day, or both. */
function rewriteTime(time: string, draw: number): string {
  const ms = Date.parse(time)
  if (Number.isNaN(ms)) return time
  const fraction = draw < 0.66 ? '.123456789' : ''
  if (draw < 0.33) return time.replace(/(?:\.\d+)?Z$/, `${fraction}Z`)
  const local = new Date(ms - 3.5 * 3_600_000).toISOString().slice(0, -'.000Z'.length)
  return `${local}${fraction}-03:30`
}
