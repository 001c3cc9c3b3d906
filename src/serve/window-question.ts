// Reads the window of a question, which names its length or its ends, and shows it as it was cut.

import {
  type AskedWindow,
  mostWindowDays,
  mostWindowSeconds,
  readWindowLength,
  type SweptSpan,
  type Window,
} from '../analytics/window.ts'
import type { ParameterFault } from '../contract/problem.ts'
import { wrongValue } from '../contract/query.ts'
import { toTimestampOrNull } from '../contract/timestamp.ts'
import { type AnswerWindow, windowParameters } from '../contract/window.ts'
import { writeRfc3339 } from '../domain/rfc3339.ts'
import { QueryError } from './query-error.ts'

/** The three parameters of a window as they were given; null = not given. */
export interface WindowValues {
  readonly window: string | null
  readonly from: number | null
  readonly to: number | null
}

export interface WindowReading {
  readonly asked: AskedWindow
  readonly faults: readonly ParameterFault[]
}

/** The fault of a window that is too long. */
export const tooLong: ParameterFault = {
  parameter: 'from',
  message: `must be at most ${mostWindowDays} days before to`,
  allowed: `at most ${mostWindowDays} days`,
}

/** Refuses a window that is too long in the time that was swept, since its end need not be named. */
export function refuseTooLong(asked: AskedWindow, { firstAt, lastAt }: SweptSpan): void {
  if (asked.kind === 'last') return
  const seconds = Math.min(asked.to ?? lastAt, lastAt) - Math.max(asked.from, firstAt)
  if (seconds > mostWindowSeconds) throw new QueryError([tooLong])
}

/** What the values ask for, `usual` where they ask for nothing, and what is wrong with them. */
export function readAskedWindow(values: WindowValues, usual: string): WindowReading {
  const { window, from, to } = values
  const seconds = readWindowLength(window ?? usual)
  const faults: ParameterFault[] = []
  const fault = (parameter: string, message: string, allowed: string) =>
    faults.push({ parameter, message, allowed })
  if (seconds === null)
    faults.push({ parameter: 'window', ...wrongValue(windowParameters.window, window ?? usual) })
  if (window !== null && (from !== null || to !== null))
    fault('window', 'may not be given together with from or to', 'window, or from and to')
  if (from === null && to !== null) fault('from', 'must be given where to is', 'a time before to')
  if (from !== null && to !== null && from >= to)
    fault('from', 'must be before to', 'a time before to')
  if (from !== null && to !== null && to - from > mostWindowSeconds) faults.push(tooLong)
  const asked: AskedWindow =
    from === null ? { kind: 'last', seconds: seconds ?? 0 } : { kind: 'between', from, to }
  return { asked, faults }
}

/** The window of an answer on the wire. */
export function toAnswerWindow(
  asked: WindowValues,
  { from, to }: Window,
  usual: string,
): AnswerWindow {
  return {
    asked: {
      window: asked.window ?? (asked.from === null ? usual : null),
      from: toTimestampOrNull(asked.from),
      to: toTimestampOrNull(asked.to),
    },
    from: writeRfc3339(from),
    to: writeRfc3339(to),
    seconds: to - from,
  }
}
