// Whether who asks wants a page to look at or data. Pure.

interface Range {
  readonly type: string
  readonly quality: number
}

/** Whether an Accept header asks for HTML more than for JSON, as those of browsers do. */
export function prefersPage(accept: string | undefined): boolean {
  const ranges = (accept ?? '').split(',').map(readRange)
  return qualityOf(ranges, 'text/html') > qualityOf(ranges, 'application/json')
}

function readRange(text: string): Range {
  const [type = '', ...parameters] = text.split(';').map(part => part.trim().toLowerCase())
  const quality = parameters.find(parameter => parameter.startsWith('q='))
  return { type, quality: quality === undefined ? 1 : readQuality(quality.slice(2)) }
}

/** A quality that cannot be read wants nothing. */
function readQuality(text: string): number {
  return /^(0(\.\d*)?|1(\.0*)?)$/.test(text) ? Number(text) : 0
}

/** The quality of the range that names the type most closely. */
function qualityOf(ranges: readonly Range[], type: string): number {
  const names = [type, `${type.split('/')[0]}/*`, '*/*']
  for (const name of names) {
    const range = ranges.find(candidate => candidate.type === name)
    if (range !== undefined) return range.quality
  }
  return 0
}
