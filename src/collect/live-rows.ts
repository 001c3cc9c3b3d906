// The rows of one sweep: what is compared stands at hand, the texts are packed until they are
// asked for. Of most rows they never are.

import type { LiveStream } from '../domain/live-stream.ts'
import { readTexts, writeTexts } from '../domain/stream-texts.ts'
import { fingerprintOf } from '../lib/fingerprint.ts'
import { createPackedLines } from './packed-lines.ts'

/** A live stream without its texts. */
export interface LiveRow
  extends Pick<LiveStream, 'streamId' | 'channelId' | 'startedAt' | 'viewers'> {
  /** Of its texts. */
  readonly fingerprint: string
  /** Where its texts are packed. */
  readonly place: number
}

/** A live stream with its texts and their fingerprint. */
export interface ReadStream extends LiveStream, Pick<LiveRow, 'fingerprint'> {}

/** Every stream of a sweep once. */
export interface LiveRows {
  readonly rows: readonly LiveRow[]
  /** The stream of a row, with its texts. */
  readonly streamOf: (row: LiveRow) => ReadStream
}

/** Makes rows of streams; all that are packed stay until the whole is given up. */
export function createRowPacker() {
  const lines = createPackedLines()
  return {
    pack(stream: LiveStream): LiveRow {
      const { streamId, channelId, startedAt, viewers } = stream
      const line = writeTexts(stream)
      const fingerprint = fingerprintOf(line)
      return { streamId, channelId, startedAt, viewers, fingerprint, place: lines.add(line) }
    },
    streamOf({ place, ...row }: LiveRow): ReadStream {
      return { ...row, ...readTexts(lines.read(place)) }
    },
  }
}

/** The rows of streams that are all there. */
export function packStreams(streams: readonly LiveStream[]): LiveRows {
  const { pack, streamOf } = createRowPacker()
  return { rows: streams.map(pack), streamOf }
}
