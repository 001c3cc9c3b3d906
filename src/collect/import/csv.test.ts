import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { openCsvSource } from './csv.ts'
import type { SourceRow } from './source.ts'

const folder = await mkdtemp(join(tmpdir(), 'livecensus-import-'))
after(() => rm(folder, { recursive: true }))
const path = join(folder, 'samples.csv')

async function read(text: string, platform: 'twitch' | null = null): Promise<SourceRow[]> {
  await writeFile(path, text)
  const source = await openCsvSource(path, platform)
  const rows: SourceRow[] = []
  for await (const some of source.read()) rows.push(...some)
  return rows
}

test('columns stand in any order, and those that are not known are left out', async () => {
  const rows = await read(
    'id,Collected_At,platform, viewer_count,channel_id,title\n7,now,twitch,5,c1,"a, b"\n8,then,kick,,c2,\n',
  )
  assert.deepEqual(rows, [
    {
      place: 'line 2',
      fields: {
        platform: 'twitch',
        channel_id: 'c1',
        title: 'a, b',
        viewer_count: '5',
        collected_at: 'now',
      },
    },
    { place: 'line 3', fields: { platform: 'kick', channel_id: 'c2', collected_at: 'then' } },
  ])
})

test('a row with fields too many or quotes out of place is named by its line', async () => {
  const rows = await read(
    'channel_id,collected_at,viewer_count\nc1,"x\ny",1,2\nc"1,x,1\n',
    'twitch',
  )
  assert.deepEqual(rows, [
    { place: 'line 2', fields: 'it has 4 fields and the first line 3' },
    { place: 'line 4', fields: 'its quotes are not right' },
  ])
})

test('columns that are needed must be there, a platform only where none is given', async () => {
  await assert.rejects(read('platform,channel_id\n'), {
    code: 'invalid',
    message: 'The first line must name the columns, and collected_at, viewer_count is not there.',
  })
  await assert.rejects(read('channel_id,collected_at,viewer_count\n'), /--platform names it/)
  assert.deepEqual(await read('channel_id,collected_at,viewer_count\n', 'twitch'), [])
})

test('a file that is empty or not there is refused', async () => {
  await assert.rejects(read(''), { code: 'invalid' })
  await assert.rejects(openCsvSource(join(folder, 'none.csv'), null), {
    code: 'invalid',
    message: /none\.csv cannot be read \(ENOENT\)/,
  })
})
