// `GET /v3/search`: a selection of what is live, not an inventory. What is popular is likelier to be in
// it, region and language only lean, chance does the rest, and the index is minutes old.

import { hash, normal, uniform } from './hash.ts'
import { keep } from './keep.ts'
import { type Resource, tagged } from './youtube-answer.ts'
import { keyOfText, videoUse } from './youtube-draws.ts'
import { rangeOf } from './youtube-query.ts'
import { languageOfRegion } from './youtube-regions.ts'
import type { SearchQuestion, SearchTopic } from './youtube-search-query.ts'
import type { Video } from './youtube-video.ts'
import { searchSnippet } from './youtube-video-row.ts'
import type { YouTubeVideos } from './youtube-videos.ts'

/** The index is renewed every five minutes with what was four minutes before. */
const indexSeconds = 300
const indexLag = 240
/** How long one search knows of the same streams; a guess. */
const turnSeconds = 21_600
/** What a search shows on all its pages at most. */
const mostFound = 500
/** Shares of small and of other streams that a search knows of; guesses, as all that follow. */
const smallShare = 0.5
const knownShare = 0.9
const smallViewers = 50
/** What a search leans by, in powers of e of the viewers. */
const noiseLean = 0.8
const regionLean = 1.2
const languageLean = 2.5
/** Share that a safe search leaves out. */
const unsafeShares = { none: 0, moderate: 0.02, strict: 0.06 } as const
/** Rows that are complete; behind them pages grow thinner and repeat what came before. */
const fullRows = 100
const keptIndexes = 4
const keptFound = 16

/** A video as the index has it. */
interface Entry {
  readonly video: Video
  readonly key: number
  /** Null = hidden. */
  readonly viewers: number | null
}

interface Index {
  readonly at: number
  readonly entries: readonly Entry[]
}

export interface YouTubeSearch {
  /** Parts are `id`, which is always there, and `snippet`. */
  find(at: number, question: SearchQuestion, parts: ReadonlySet<string>): Resource
}

/** What it keeps only saves time. */
export function createYouTubeSearch(videos: YouTubeVideos): YouTubeSearch {
  const indexes = new Map<string, Index>()
  const founds = new Map<string, readonly Entry[]>()

  function indexOf(at: number, event: SearchTopic['event']): Index {
    return keep(indexes, keptIndexes, `${event} ${at}`, () => ({
      at,
      entries: listOf(at, event).map(video => ({
        video,
        key: keyOfText(video.id),
        viewers: videos.viewersAt(video, at),
      })),
    }))
  }

  function listOf(at: number, event: SearchTopic['event']): readonly Video[] {
    switch (event) {
      case 'live':
        return videos.liveAt(at)
      case 'upcoming':
        return videos.upcomingAt(at)
      case 'completed':
        return videos.endedAt(at)
      case 'none':
        return [...videos.liveAt(at), ...videos.endedAt(at)]
      default:
        return event satisfies never
    }
  }

  /** All that is shown of a topic, in its order. */
  function foundOf(index: Index, topic: SearchTopic): readonly Entry[] {
    const text = JSON.stringify(topic)
    return keep(founds, keptFound, `${index.at} ${text}`, () => {
      const turn = Math.floor(index.at / turnSeconds)
      const topicKey = keyOfText(JSON.stringify({ ...topic, order: '', turn }))
      const passing = index.entries.filter(entry => passes(index.at, entry, topic, topicKey))
      const scored = passing.map(entry => ({ entry, score: scoreOf(entry, topic, topicKey) }))
      scored.sort((a, b) => b.score - a.score || a.entry.key - b.entry.key)
      const best = scored.slice(0, mostFound).map(({ entry }) => entry)
      return inOrder(index.at, best, topic)
    })
  }

  function passes(at: number, entry: Entry, topic: SearchTopic, topicKey: number): boolean {
    const { after, before, categoryId, channelId, text } = topic
    const { key, video } = entry
    if (after !== null && video.publishedAt < after) return false
    if (before !== null && video.publishedAt >= before) return false
    if (uniform(key, videoUse.selection, 1) < unsafeShares[topic.safety]) return false
    if (channelId === null && !isKnown(entry, topicKey)) return false
    if (categoryId !== null && videos.categoryIdAt(video, at) !== categoryId) return false
    if (channelId !== null && channelIdOf(video, at) !== channelId) return false
    if (text === '') return true
    const { channelTitle, title } = videos.wordsAt(video, at)
    return matches(`${title} ${channelTitle}`.toLowerCase(), text)
  }

  function channelIdOf(video: Video, at: number): string {
    return videos.ids.channelId(videos.wordsAt(video, at).worldChannelId)
  }

  function inOrder(at: number, found: readonly Entry[], { order }: SearchTopic): readonly Entry[] {
    const sorted = [...found]
    switch (order) {
      case 'viewCount':
        return sorted.sort((a, b) => (b.viewers ?? 0) - (a.viewers ?? 0))
      case 'date':
        return sorted.sort((a, b) => b.video.publishedAt - a.video.publishedAt)
      case 'title': {
        const titles = new Map(found.map(one => [one, videos.wordsAt(one.video, at).title]))
        return sorted.sort((a, b) => ((titles.get(a) ?? '') < (titles.get(b) ?? '') ? -1 : 1))
      }
      case 'rating':
        return sorted.sort((a, b) => a.key - b.key)
      case 'relevance':
      case 'videoCount':
        return sorted
      default:
        return order satisfies never
    }
  }

  return {
    find(at, { place, size, ...topic }, parts) {
      const indexAt = Math.floor(at / indexSeconds) * indexSeconds - indexLag
      const index = indexOf(indexAt, topic.event)
      const found = topic.hasVideos ? foundOf(index, topic) : []
      const { from, to, tokens } = rangeOf(place, size, found.length)
      const rows = topic.channelId === null ? thinned(found, from, to) : found.slice(from, to)
      const items = rows.map(({ video }) =>
        tagged('youtube#searchResult', {
          id: { kind: 'youtube#video', videoId: video.id },
          ...(parts.has('snippet') && { snippet: searchSnippet(videos, video, indexAt) }),
        }),
      )
      const pageInfo = { totalResults: totalOf(index, topic, found), resultsPerPage: size }
      const told = { ...tokens, regionCode: topic.region, pageInfo, items }
      return tagged('youtube#searchListResponse', told)
    },
  }
}

/** Whether a search of this topic ever shows a stream. */
function isKnown({ key, viewers, video }: Entry, topicKey: number): boolean {
  const share = (viewers ?? video.broadcast.level) < smallViewers ? smallShare : knownShare
  return uniform(topicKey, videoUse.selection, key) < share
}

function scoreOf({ key, video, viewers }: Entry, topic: SearchTopic, topicKey: number): number {
  const { code } = video.broadcast.language
  const [language = ''] = code.split('-')
  const [wanted] = topic.language?.toLowerCase().split('-') ?? []
  return (
    Math.log1p(viewers ?? video.broadcast.level) +
    noiseLean * normal(topicKey, videoUse.noise, key) +
    (language === languageOfRegion(topic.region) ? regionLean : 0) +
    (language === wanted ? languageLean : 0)
  )
}

/** All words, none that has a minus, and one of those with a bar between. */
function matches(told: string, text: string): boolean {
  return text.split(/\s+/).every(word => {
    if (word.startsWith('-') && word.length > 1) return !told.includes(word.slice(1))
    return word.split('|').some(one => told.includes(one))
  })
}

/** Later pages lack some of their rows, and have some that came before. */
function thinned(found: readonly Entry[], from: number, to: number): readonly Entry[] {
  const rows: Entry[] = []
  for (let place = from; place < to; place += 1) {
    const entry = found[place]
    if (entry === undefined) continue
    const depth = Math.max(0, place - fullRows) / (mostFound - fullRows)
    const draw = uniform(entry.key, videoUse.page, place)
    if (draw < 0.5 * depth) continue
    const earlier = found[hash(entry.key, videoUse.page, place, 1) % fullRows]
    rows.push(draw > 1 - 0.15 * depth && earlier !== undefined ? earlier : entry)
  }
  return [...new Set(rows)]
}

/** A number that says nothing, but for the videos of one channel. */
function totalOf(index: Index, topic: SearchTopic, found: readonly Entry[]): number {
  if (topic.channelId !== null || found.length === 0) return found.length
  const draw = uniform(index.at, videoUse.total, keyOfText(JSON.stringify(topic)))
  return Math.min(1_000_000, Math.floor(found.length * 10 ** (4 * draw)))
}
