// Rollups: sums of a platform over all its channels, by category, by language, by both, and of all
// there is. Pure.

import { noTime, type TimeSums } from './sums.ts'

/** What a row of rollups is of. */
export type RollupGrain = 'platform' | 'category' | 'language' | 'category_language'

/** What rows are told apart by beside their time. */
export interface RollupLabels {
  /** Our own key; null = no category, or every one where the grain names none. */
  readonly categoryKey: number | null
  /** null = not known, or every one where the grain names none. */
  readonly language: string | null
}

/** Sums of one hour or day. */
export interface RollupRow extends RollupLabels, TimeSums {
  readonly grain: RollupGrain
  /** The first second of the hour or day. */
  readonly from: number
  readonly samples: number
  readonly gaps: number
  readonly broadcastsStarted: number
  /** Known viewers in the sweep that is being added up, together; null = none are known. */
  readonly viewers: number | null
}

/** A row that is being added up. */
export type RollupCell = { -readonly [K in keyof RollupRow]: RollupRow[K] }

/** Sums that are being gathered. */
export interface Rollup {
  /** The row of a category and language, which is there from its first use on. */
  readonly cell: (from: number, labels: RollupLabels) => RollupCell
  /** All rows, and the margins that they add up to. */
  readonly rows: () => RollupRow[]
}

type Cells = Map<number | null, Map<string | null, RollupCell>>

/** Gathers sums by hour, category and language. */
export function createRollup(): Rollup {
  const spans = new Map<number, Cells>()
  return {
    cell(from, labels) {
      // Asked for 100 k times a sweep, and nearly always there.
      const known = spans.get(from)?.get(labels.categoryKey)?.get(labels.language)
      if (known !== undefined) return known
      const { categoryKey, language } = labels
      const cells = at(spans, from, () => new Map())
      const languages = at(cells, categoryKey, () => new Map())
      return at(languages, language, () =>
        emptyCell('category_language', from, { categoryKey, language }),
      )
    },
    rows: () => [...spans].flatMap(([from, cells]) => withMargins(from, cells)),
  }
}

/** Adds time to a row. */
export function addToCell(cell: RollupCell, time: TimeSums): void {
  cell.halfViewerSeconds += time.halfViewerSeconds
  cell.presentSeconds += time.presentSeconds
  cell.observedSeconds += time.observedSeconds
  cell.reportedSeconds += time.reportedSeconds
}

/** No sum is taken for more: a platform that tells nonsense must not cost the sweep. */
const mostViewers = 2_147_483_647

/** Adds viewers that a broadcast has in the sweep; null = unknown. */
export function addViewers(cell: { viewers: number | null }, viewers: number | null): void {
  if (viewers !== null) cell.viewers = Math.min((cell.viewers ?? 0) + viewers, mostViewers)
}

function withMargins(from: number, cells: Cells): RollupRow[] {
  const all = emptyCell('platform', from, { categoryKey: null, language: null })
  const byLanguage = new Map<string | null, RollupCell>()
  const rows: RollupRow[] = [all]
  for (const [categoryKey, languages] of cells) {
    const ofCategory = emptyCell('category', from, { categoryKey, language: null })
    rows.push(ofCategory)
    for (const [language, cell] of languages) {
      const ofLanguage = at(byLanguage, language, () =>
        emptyCell('language', from, { categoryKey: null, language }),
      )
      for (const margin of [all, ofCategory, ofLanguage]) addCell(margin, cell)
      rows.push(cell)
    }
  }
  return [...rows, ...byLanguage.values()]
}

function addCell(margin: RollupCell, cell: RollupRow): void {
  addToCell(margin, cell)
  addViewers(margin, cell.viewers)
  margin.samples += cell.samples
  margin.gaps += cell.gaps
  margin.broadcastsStarted += cell.broadcastsStarted
}

function emptyCell(grain: RollupGrain, from: number, labels: RollupLabels): RollupCell {
  return {
    grain,
    from,
    ...labels,
    ...noTime,
    samples: 0,
    gaps: 0,
    broadcastsStarted: 0,
    viewers: null,
  }
}

function at<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
