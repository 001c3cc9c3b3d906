// A day's broadcasts as columns of numbers: a large world has 700,000 of them a day, too many for
// objects.

/** The broadcasts of one local day by growing slot, a column each, pieces of broken ones singly. */
export interface DayPlan {
  readonly day: number
  readonly rows: number
  /** Unique within the day; tells tier, place and part. */
  readonly slots: Uint32Array
  /** Seconds from the day's midnight UTC. */
  readonly starts: Int32Array
  /** The same, of leaving the list. */
  readonly ends: Int32Array
}

/** Columns that are being filled. */
export interface PlanColumns {
  rows: number
  slots: Uint32Array
  starts: Int32Array
  ends: Int32Array
}

export function createColumns(rows: number): PlanColumns {
  const room = Math.ceil(rows) + 16
  return {
    rows: 0,
    slots: new Uint32Array(room),
    starts: new Int32Array(room),
    ends: new Int32Array(room),
  }
}

/** Makes room as it goes. */
export function addRow(into: PlanColumns, slot: number, start: number, end: number): void {
  if (into.rows === into.slots.length) {
    const { ends, rows, slots, starts } = into
    Object.assign(into, createColumns(1.5 * rows), { rows })
    into.slots.set(slots)
    into.starts.set(starts)
    into.ends.set(ends)
  }
  into.slots[into.rows] = slot
  into.starts[into.rows] = start
  into.ends[into.rows] = end
  into.rows += 1
}

/** Several columns, one behind the other. */
export function joinColumns(day: number, columns: readonly PlanColumns[]): DayPlan {
  const all = createColumns(columns.reduce((sum, { rows }) => sum + rows, 0))
  for (const { ends, rows, slots, starts } of columns) {
    all.slots.set(slots.subarray(0, rows), all.rows)
    all.starts.set(starts.subarray(0, rows), all.rows)
    all.ends.set(ends.subarray(0, rows), all.rows)
    all.rows += rows
  }
  return { day, ...all }
}

/** What of a plan ends later than so many seconds from its midnight. */
export function laterRows({ day, ends, rows, slots, starts }: DayPlan, endsAfter: number): DayPlan {
  const kept = createColumns(rows / 16)
  for (let row = 0; row < rows; row += 1)
    if ((ends[row] ?? 0) > endsAfter)
      addRow(kept, slots[row] ?? 0, starts[row] ?? 0, ends[row] ?? 0)
  return { day, ...kept }
}
