// Reads a CSV file as a stream; one whose name ends in .gz is unpacked on the way.

import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { type CsvRecord, createCsvReader } from './csv.ts'

/** The records of a file of UTF-8, some at a time. Throws as Node does where it cannot be read. */
export async function* readCsvFile(path: string): AsyncGenerator<readonly CsvRecord[]> {
  const file = createReadStream(path)
  const unpacked = /\.gz$/i.test(path) ? createGunzip() : null
  // What goes wrong in the file ends the other stream too, which is the one that is read.
  if (unpacked !== null) pipeline(file, unpacked).catch(() => undefined)
  const text = (unpacked ?? file).setEncoding('utf8')
  const reader = createCsvReader()
  let isFirst = true
  for await (const piece of text as AsyncIterable<string>) {
    yield reader.push(isFirst ? piece.replace(/^\uFEFF/, '') : piece)
    isFirst = false
  }
  yield reader.end()
}
