// Reads CSV as RFC 4180 has it, piece by piece: whatever the size of the whole, only one record is in
// hand. Never throws for what a file holds.

/** One record: its fields, or null where it cannot be read; `line` is the one it begins on, from 1. */
export interface CsvRecord {
  readonly line: number
  readonly fields: readonly string[] | null
}

export interface CsvReader {
  /** Takes the next piece of the text; the records that are whole by now. */
  push(text: string): CsvRecord[]
  /** The last record, where nothing follows it. */
  end(): CsvRecord[]
}

/** A quote that is never closed would swallow all that follows it. Characters of one record. */
const longestRecord = 1_000_000

/** Where the next character stands: `closing` is behind a quote that ends its field or is the first of two. */
type Place = 'start' | 'plain' | 'quoted' | 'closing' | 'broken'

/**
 * Makes a reader of one text. Records end with CRLF, LF or CR; empty lines are none. A record with a
 * quote out of place, or of more than a million characters, cannot be read: the next line is tried.
 */
export function createCsvReader(): CsvReader {
  let place: Place = 'start'
  let field = ''
  let fields: string[] = []
  let size = 0
  let line = 1
  let recordLine = 1
  let wasReturn = false
  let records: CsvRecord[] = []

  function endField(): void {
    fields.push(field)
    field = ''
    place = 'start'
  }

  function endRecord(): void {
    const isBroken = place === 'broken'
    const isEmpty = fields.length === 0 && place === 'start'
    endField()
    if (!isEmpty) records.push({ line: recordLine, fields: isBroken ? null : fields })
    fields = []
    size = 0
    recordLine = line
  }

  function takeBreak(character: string): void {
    const isSecondHalf = wasReturn && character === '\n'
    wasReturn = character === '\r'
    if (!isSecondHalf) line += 1
    if (place === 'quoted') field += character
    else if (isSecondHalf) recordLine = line
    else endRecord()
  }

  function take(character: string): void {
    if (character === '\n' || character === '\r') {
      takeBreak(character)
      return
    }
    wasReturn = false
    if (place === 'broken') return
    if (place === 'quoted') {
      if (character === '"') place = 'closing'
      else field += character
    } else if (character === ',') endField()
    else if (character === '"' && place === 'start') place = 'quoted'
    else if (character === '"' && place === 'closing') {
      field += character
      place = 'quoted'
    } else if (place === 'closing' || character === '"') place = 'broken'
    else {
      field += character
      place = 'plain'
    }
  }

  function handOver(): CsvRecord[] {
    const done = records
    records = []
    return done
  }

  return {
    push(text) {
      for (const character of text) {
        take(character)
        size += 1
        if (size > longestRecord) place = 'broken'
      }
      return handOver()
    },
    end() {
      if (place === 'quoted') place = 'broken'
      endRecord()
      return handOver()
    },
  }
}
