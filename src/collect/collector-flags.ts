// How the process of the collector is to be started.

/**
 * Flags of V8. A sweep of 100 k streams holds 60 MB of objects; on a machine with much memory V8
 * lets three times as much garbage lie before it looks, and 100 MB of young objects: 500 MB in all,
 * 270 with these. The initial size spares it looking every few megabytes at first (18 times in six
 * sweeps instead of 61, a fifth of the processor's time). The limit is far above any need: it is
 * by it that V8 judges how soon to look.
 */
export const collectorFlags = [
  '--max-semi-space-size=16',
  '--initial-old-space-size=96',
  '--max-old-space-size=512',
] as const
