// What a video of the simulated YouTube is and when: announced, upcoming, live, ended, gone. The world
// knows only broadcasts; schedules, premieres, phantoms and further streams of a channel are drawn here.

import type { Broadcast } from './broadcast.ts'
import { hash, uniform } from './hash.ts'
import { uniformOf, videoUse } from './youtube-draws.ts'

const fiveMinutes = 300
const hourSeconds = 3_600
const daySeconds = 86_400

/** All shares here are guesses. */
const scheduledShare = 0.2
const phantomShare = 0.01
const premiereShare = 0.15
const longestPremiere = 1.5 * hourSeconds
const deletedShare = 0.12
/** Of the permanent channels, those with more than one stream; up to three more. */
const severalShare = 0.12
const mostSides = 3
const hiddenSideShare = 0.03

/** A broadcast is announced at most this long before its scheduled start, and begins at most so late. */
export const mostAhead = 2 * daySeconds
export const mostLate = 1.5 * hourSeconds
/** How long a video that never begins is upcoming at most, from its scheduled start. */
export const mostPhantom = 3 * daySeconds

/** A broadcast, 1 to 3 = further streams of its channel beside it, 4 = one that never begins. */
export const variantOf = { own: 0, phantom: mostSides + 1 } as const

/** Times are whole epoch seconds. */
export interface Video {
  readonly id: string
  readonly variant: number
  readonly broadcast: Broadcast
  /** Draws of the video begin with it. */
  readonly seed: number
  /** When it was made public. */
  readonly publishedAt: number
  /** Null = it began unannounced. */
  readonly scheduledAt: number | null
  /** Null = it never begins. */
  readonly startedAt: number | null
  readonly endsAt: number
  /** When it is deleted or made private; null = never. */
  readonly goneAt: number | null
  readonly isPremiere: boolean
  readonly isHidden: boolean
}

/** A broadcast that is announced. */
export interface Schedule {
  readonly scheduledAt: number
  readonly announcedAt: number
}

export type VideoState = 'unknown' | 'upcoming' | 'live' | 'ended'

/** `unknown` = not there yet, or no more. */
export function stateAt(video: Video, at: number): VideoState {
  const { endsAt, goneAt, publishedAt, startedAt } = video
  if (at < publishedAt || (goneAt !== null && at >= goneAt)) return 'unknown'
  if (startedAt === null || at < startedAt) return 'upcoming'
  return at < endsAt ? 'live' : 'ended'
}

/** The schedule of a broadcast by its number in the plans; null = it begins unannounced. */
export function scheduleOf(seed: number, planNo: number, startedAt: number): Schedule | null {
  if (uniformOf(seed, videoUse.schedule, planNo) >= scheduledShare) return null
  return scheduleFor(seed, planNo, startedAt)
}

/** Whether a broadcast has a phantom beside it: announced like itself, an hour later, never begun. */
export function hasPhantom(seed: number, planNo: number): boolean {
  return uniformOf(seed, videoUse.phantom, planNo) < phantomShare
}

/** Further streams beside a permanent broadcast. */
export function sidesOf({ channelSeed, isPermanent }: Broadcast): number {
  const draw = uniform(channelSeed, videoUse.sides)
  if (!isPermanent || draw >= severalShare) return 0
  return 1 + Math.floor((draw / severalShare) ** 2 * mostSides)
}

/** Null = the broadcast has no such variant. */
export function describeVideo(
  worldSeed: number,
  planNo: number,
  broadcast: Broadcast,
  variant: number,
): Omit<Video, 'id'> | null {
  const seed = hash(broadcast.seed, videoUse.details, variant)
  if (variant === variantOf.phantom) return phantomOf(worldSeed, planNo, broadcast, seed)
  if (variant > sidesOf(broadcast)) return null
  const { endsAt, startedAt } = broadcast
  const premiere = variant === variantOf.own && isPremiere(worldSeed, planNo, broadcast)
  const isAnnounced = variant === variantOf.own && !broadcast.isPermanent && !broadcast.resumes
  const schedule = premiere
    ? { ...scheduleFor(worldSeed, planNo, startedAt), scheduledAt: startedAt }
    : isAnnounced
      ? scheduleOf(worldSeed, planNo, startedAt)
      : null
  return {
    variant,
    broadcast,
    seed,
    publishedAt: Math.min(schedule?.announcedAt ?? startedAt, startedAt),
    scheduledAt: schedule?.scheduledAt ?? null,
    startedAt,
    endsAt,
    goneAt: goneAtOf(seed, endsAt),
    isPremiere: premiere,
    isHidden:
      variant === variantOf.own
        ? broadcast.isHidden
        : uniform(seed, videoUse.hidden) < hiddenSideShare,
  }
}

/** The share of its broadcast's viewers that a further stream has. */
export function sideShareOf({ seed, variant }: Video): number {
  return variant === variantOf.own ? 1 : 0.05 + 0.55 * uniform(seed, videoUse.sideViewers) ** 2
}

/** Scheduled for a full five minutes. */
function scheduleFor(seed: number, planNo: number, startedAt: number): Schedule {
  const late = latenessOf(uniformOf(seed, videoUse.schedule, planNo, 1))
  const scheduledAt = Math.floor((startedAt - late) / fiveMinutes) * fiveMinutes
  const ahead = uniformOf(seed, videoUse.announcement, planNo) ** 2
  const lead = 900 + (mostAhead - 900) * ahead
  return { scheduledAt, announcedAt: Math.floor(scheduledAt - lead) }
}

/** Seconds: for 70 % up to two minutes, for 25 % up to twenty, for the others up to 85. */
function latenessOf(draw: number): number {
  if (draw < 0.7) return (draw / 0.7) * 120
  if (draw < 0.95) return 120 + ((draw - 0.7) / 0.25) * 1_080
  return 1_200 + ((draw - 0.95) / 0.05) * 3_900
}

function phantomOf(
  worldSeed: number,
  planNo: number,
  broadcast: Broadcast,
  seed: number,
): Omit<Video, 'id'> | null {
  if (broadcast.isPermanent || !hasPhantom(worldSeed, planNo)) return null
  const { announcedAt, scheduledAt } = scheduleFor(worldSeed, planNo, broadcast.startedAt)
  const later = scheduledAt + hourSeconds
  const lasts = daySeconds / 2 + uniform(seed, videoUse.deletion) * (mostPhantom - daySeconds / 2)
  return {
    variant: variantOf.phantom,
    broadcast,
    seed,
    publishedAt: announcedAt,
    scheduledAt: later,
    startedAt: null,
    endsAt: later,
    goneAt: Math.floor(later + lasts),
    isPremiere: false,
    isHidden: false,
  }
}

function isPremiere(seed: number, planNo: number, broadcast: Broadcast): boolean {
  const { endsAt, isLast, isPermanent, resumes, startedAt } = broadcast
  if (isPermanent || resumes || !isLast || endsAt - startedAt > longestPremiere) return false
  return uniformOf(seed, videoUse.premiere, planNo) < premiereShare
}

/** Some are deleted within a day of their end. */
function goneAtOf(seed: number, endsAt: number): number | null {
  const draw = uniform(seed, videoUse.deletion)
  return draw < deletedShare ? Math.floor(endsAt + (draw / deletedShare) * daySeconds) : null
}
