// Asks to stop: the first SIGINT or SIGTERM aborts a signal, a later one aborts a second signal
// for those who still wait. npm passes on a Ctrl-C that the terminal has sent already, so what
// arrives within a second is one.

export interface Shutdown {
  /** Aborted when the process should come to its end. */
  readonly signal: AbortSignal
  /** Aborted when it should not wait for anything any more. */
  readonly hurry: AbortSignal
  /** Asks to stop from inside. */
  readonly stop: () => void
  /** Takes the listeners away. */
  readonly dispose: () => void
}

const sameSignalMs = 1_000

export type ShutdownEvent = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'disconnect'

/** Where signals come from: the process, or a test's emitter. */
export interface SignalSource {
  /** Whether the channel to a parent is open. */
  readonly connected?: boolean
  on(event: ShutdownEvent, listener: () => void): unknown
  off(event: ShutdownEvent, listener: () => void): unknown
}

export interface ShutdownOptions {
  readonly source: SignalSource
  /** Milliseconds. */
  readonly now: () => number
  /** Whether a parent at the other end of a channel decides: then SIGINT is its business. */
  readonly hasParent: boolean
}

export function createShutdown({ source, now, hasParent }: ShutdownOptions): Shutdown {
  const stopping = new AbortController()
  const hurrying = new AbortController()
  let firstAt: number | null = null
  const stop = () => {
    firstAt ??= now()
    if (!stopping.signal.aborted) stopping.abort()
    else if (now() - firstAt >= sameSignalMs) hurrying.abort()
  }
  const onInterrupt = hasParent ? () => undefined : stop
  source.on('SIGINT', onInterrupt)
  source.on('SIGTERM', stop)
  // The terminal was closed; without this PostgreSQL would stay behind.
  source.on('SIGHUP', onInterrupt)
  if (hasParent) source.on('disconnect', stop)
  // The parent may have hung up before anybody listened.
  if (hasParent && source.connected === false) stop()
  return {
    signal: stopping.signal,
    hurry: hurrying.signal,
    stop,
    dispose: () => {
      source.off('SIGINT', onInterrupt)
      source.off('SIGTERM', stop)
      source.off('SIGHUP', onInterrupt)
      source.off('disconnect', stop)
    },
  }
}
