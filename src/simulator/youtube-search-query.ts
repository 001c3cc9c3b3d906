// What a search is asked for, and what it refuses. Facts:
// https://developers.google.com/youtube/v3/docs/search/list.

import { badParameter, isRefused, type Refused } from './youtube-answer.ts'
import { listOf, type PagePlace, readPlace, readSize } from './youtube-query.ts'
import { regions } from './youtube-regions.ts'

const orders = ['date', 'rating', 'relevance', 'title', 'videoCount', 'viewCount'] as const
const events = ['completed', 'live', 'upcoming', 'none'] as const
const kinds = ['video', 'channel', 'playlist']
const safeties = ['none', 'moderate', 'strict'] as const

export type SearchOrder = (typeof orders)[number]
export type SearchEvent = (typeof events)[number]

/** What a search is about, without the place of its page. */
export interface SearchTopic {
  /** `none` = live or over. */
  readonly event: SearchEvent
  readonly order: SearchOrder
  readonly text: string
  readonly channelId: string | null
  readonly categoryId: string | null
  readonly region: string
  readonly language: string | null
  readonly safety: (typeof safeties)[number]
  /** Whole epoch seconds. */
  readonly after: number | null
  readonly before: number | null
  /** Whether videos are asked for at all; nothing else is found. */
  readonly hasVideos: boolean
}

export interface SearchQuestion extends SearchTopic {
  readonly size: number
  readonly place: PagePlace
}

export function readSearch(query: URLSearchParams): SearchQuestion | Refused {
  const size = readSize(query)
  const place = readPlace(query)
  const topic = readTopic(query)
  if (isRefused(topic)) return topic
  if (isRefused(size)) return size
  if (isRefused(place)) return place
  return { ...topic, size, place }
}

function readTopic(query: URLSearchParams): SearchTopic | Refused {
  const order = readWord(query, 'order', orders, 'relevance')
  const event = readWord(query, 'eventType', events, 'none')
  const safety = readWord(query, 'safeSearch', safeties, 'moderate')
  const after = readMoment(query, 'publishedAfter')
  const before = readMoment(query, 'publishedBefore')
  if (isRefused(order)) return order
  if (isRefused(event)) return event
  if (isRefused(safety)) return safety
  if (isRefused(after)) return after
  if (isRefused(before)) return before
  const types = listOf(query, 'type')
  const region = (query.get('regionCode') || 'US').toUpperCase()
  const language = query.get('relevanceLanguage') || null
  const wrong = types.find(type => !kinds.includes(type))
  if (wrong !== undefined) return badParameter('type', `Invalid value '${wrong}'.`)
  if (!regions.includes(region))
    return badParameter('regionCode', `Invalid value '${region}'.`, 'invalidRegionCode')
  if (language !== null && !/^[a-z]{2,3}(?:-[a-z]{2,4})?$/i.test(language))
    return badParameter('relevanceLanguage', 'Invalid language.', 'invalidRelevanceLanguage')
  if (needsVideos(query) && (types.length !== 1 || types[0] !== 'video')) return wrongFilters
  return {
    event,
    order,
    safety,
    after,
    before,
    region,
    language,
    text: (query.get('q') ?? '').trim().toLowerCase(),
    channelId: query.get('channelId') || null,
    categoryId: query.get('videoCategoryId') || null,
    hasVideos: types.length === 0 || types.includes('video'),
  }
}

const wrongFilters: Refused = {
  status: 400,
  reason: 'invalidSearchFilter',
  message:
    'The request contains an invalid combination of search filters and/or restrictions. Note that you must set the type parameter to video if you set either the eventType or a video parameter.',
  domain: 'youtube.search',
  location: 'type',
}

function needsVideos(query: URLSearchParams): boolean {
  return [...query.keys()].some(name => name === 'eventType' || /^video[A-Z]/.test(name))
}

function readWord<W extends string>(
  query: URLSearchParams,
  name: string,
  words: readonly W[],
  usual: W,
): W | Refused {
  const text = query.get(name) || usual
  return words.find(known => known === text) ?? badParameter(name, `Invalid value '${text}'.`)
}

function readMoment(query: URLSearchParams, name: string): number | Refused | null {
  const text = query.get(name)
  if (text === null || text === '') return null
  const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(ms)) return badParameter(name, `Invalid value '${text}'.`)
  return Math.floor(ms / 1_000)
}
