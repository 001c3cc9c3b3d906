import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { readCsvFile } from './csv-file.ts'

const folder = await mkdtemp(join(tmpdir(), 'livecensus-csv-'))
after(() => rm(folder, { recursive: true }))

async function read(name: string, content: string | Buffer): Promise<(readonly string[] | null)[]> {
  const path = join(folder, name)
  await writeFile(path, content)
  const rows: (readonly string[] | null)[] = []
  for await (const records of readCsvFile(path)) rows.push(...records.map(({ fields }) => fields))
  return rows
}

test('a file is read whole, packed or not, and its byte order mark is no text', async () => {
  const lines = Array.from({ length: 20_000 }, (_, i) => `${i},"schön, ""${i}"""`)
  const text = `\uFEFFa,b\n${lines.join('\n')}`
  const plain = await read('plain.csv', text)
  assert.equal(plain.length, 20_001)
  assert.deepEqual(plain[0], ['a', 'b'])
  assert.deepEqual(plain.at(-1), ['19999', 'schön, "19999"'])
  assert.deepEqual(await read('packed.csv.gz', gzipSync(text)), plain)
  assert.deepEqual(await read('PACKED.CSV.GZ', gzipSync(text)), plain)
})

test('a file that is not there, or not packed as its name says, is an error', async () => {
  const none = readCsvFile(join(folder, 'none.csv'))
  await assert.rejects(none.next(), { code: 'ENOENT' })
  const nonePacked = readCsvFile(join(folder, 'none.csv.gz'))
  await assert.rejects(nonePacked.next(), { code: 'ENOENT' })
  await assert.rejects(read('wrong.csv.gz', 'a,b\n'), { code: 'Z_DATA_ERROR' })
})
