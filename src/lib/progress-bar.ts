// A bar that says how far long work has come and how long it will still take.

const width = 24

/**
 * Such as `━━━━━━────── 50 %, about 12 s left`; nothing is said of the time before a twentieth is
 * done. `elapsedMs` is what the part that is done has taken.
 */
export function drawProgress(done: number, total: number, elapsedMs: number): string {
  const share = total <= 0 ? 1 : Math.min(1, Math.max(0, done / total))
  const filled = Math.floor(share * width)
  const bar = '━'.repeat(filled) + '─'.repeat(width - filled)
  const seconds = Math.ceil((elapsedMs / share - elapsedMs) / 1_000)
  const left = share < 0.05 || share === 1 ? '' : `, about ${seconds} s left`
  return `${bar} ${Math.floor(share * 100)} %${left}`
}
