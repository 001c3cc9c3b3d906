// How many hours a simulated broadcast was watched in truth: the world's own signal, added up second by
// second over the time that the broadcast runs.

import { kickStreamId } from '../../src/simulator/kick-names.ts'
import type { Viewers } from '../../src/simulator/viewers.ts'
import type { World } from '../../src/simulator/world.ts'
import { sideShareOf } from '../../src/simulator/youtube-video.ts'
import { createYouTubeVideos } from '../../src/simulator/youtube-videos.ts'

/** One broadcast as it is in truth. Times are whole epoch seconds. */
export interface TrueBroadcast {
  readonly startedAt: number
  readonly endsAt: number
  /** Of the count that the platform shows, which changes at full minutes; null = it hides it. */
  readonly shownSeconds: number | null
  /** Of the mean that the count is drawn around. */
  readonly expectedSeconds: number
}

interface Running {
  readonly id: string
  readonly startedAt: number
  readonly endsAt: number
  readonly viewersAt: (at: number) => Viewers
}

interface Sum {
  readonly running: Running
  shown: number | null
  expected: number
}

const minute = 60
/** Broadcasts are looked for so often, which finds all that run for longer. */
const listEvery = 600

/** The broadcasts of these ids that begin after a moment and end before another. */
export function integrateViewers(
  world: World,
  ids: ReadonlySet<string>,
  from: number,
  to: number,
): Map<string, TrueBroadcast> {
  const listAt = createLists(world)
  const open = new Map<string, Sum>()
  const found = new Map<string, TrueBroadcast>()
  for (let at = Math.floor(from / listEvery) * listEvery; at < to; at += minute) {
    for (const sum of open.values()) {
      addMinute(sum, at)
      const { endsAt, id, startedAt } = sum.running
      if (endsAt > at + minute) continue
      open.delete(id)
      found.set(id, {
        startedAt,
        endsAt,
        shownSeconds: sum.shown,
        expectedSeconds: sum.expected,
      })
    }
    if ((at + minute) % listEvery !== 0) continue
    for (const running of listAt(at + minute)) {
      const { id, startedAt } = running
      if (!ids.has(id) || open.has(id) || startedAt < from) continue
      const sum: Sum = { running, shown: 0, expected: 0 }
      const first = Math.floor(startedAt / minute) * minute
      for (let before = first; before <= at; before += minute) addMinute(sum, before)
      open.set(id, sum)
    }
  }
  return found
}

/** The count stands still for the minute; the mean is taken from the middle of it. */
function addMinute(sum: Sum, minuteAt: number): void {
  const { endsAt, startedAt, viewersAt } = sum.running
  const from = Math.max(minuteAt, startedAt)
  const to = Math.min(minuteAt + minute, endsAt)
  if (to <= from) return
  const { expected, shown } = viewersAt(Math.floor((from + to) / 2))
  sum.shown = sum.shown === null || shown === null ? null : sum.shown + (to - from) * shown
  sum.expected += (to - from) * expected
}

/** What runs at a moment, as the platform calls it. */
function createLists(world: World): (at: number) => Iterable<Running> {
  if (world.platform === 'youtube') return createVideoLists(world)
  const idOf = (broadcast: Parameters<World['viewersAt']>[0]) =>
    world.platform === 'kick' ? kickStreamId(broadcast) : broadcast.streamId
  return at =>
    world.countsAt(at).map(({ broadcast }) => ({
      id: idOf(broadcast),
      startedAt: broadcast.startedAt,
      endsAt: broadcast.endsAt,
      viewersAt: moment => world.viewersAt(broadcast, moment),
    }))
}

/** Further streams of a channel have a share of its viewers. */
function createVideoLists(world: World): (at: number) => Iterable<Running> {
  const videos = createYouTubeVideos(world)
  return at =>
    videos.liveAt(at).map(video => ({
      id: video.id,
      startedAt: video.startedAt ?? at,
      endsAt: video.endsAt,
      viewersAt: moment => ({
        shown: videos.viewersAt(video, moment),
        expected: world.viewersAt(video.broadcast, moment).expected * sideShareOf(video),
      }),
    }))
}
