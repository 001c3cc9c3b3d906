// The files of the page at /, below /assets/: its own scripts and styles, and the font. They keep
// their names from version to version, so whoever kept one asks each time whether it is still it.

import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Server } from './deps.ts'

const folder = new URL('./page/', import.meta.url)

/** The ranges of Inter that the page's styles name. */
const fonts = ['latin', 'latin-ext', 'cyrillic', 'cyrillic-ext', 'greek', 'greek-ext', 'vietnamese']

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.woff2': 'font/woff2',
}

/** A file as it is sent. */
export interface Asset {
  readonly body: Buffer
  readonly type: string
  readonly etag: string
}

/** Adds a path for each file. */
export async function addPageAssets(server: Server): Promise<void> {
  const own = (await readdir(folder)).filter(name => /\.(js|css)$/.test(name))
  const files = [
    ...own.map(name => ({ name, url: new URL(name, folder) })),
    ...fonts.map(range => fontFile(`inter-${range}-wght-normal.woff2`)),
  ]
  for (const { name, url } of files) {
    const asset = await readAsset(url)
    server.get(`/assets/${name}`, { schema: { hide: true } }, (request, reply) =>
      sendAsset(request, reply, asset),
    )
  }
}

/** The page itself. */
export function readPage(): Promise<Asset> {
  return readAsset(new URL('index.html', folder))
}

/** Sends a file, or 304 to who has it. */
export function sendAsset(request: FastifyRequest, reply: FastifyReply, asset: Asset) {
  reply.header('etag', asset.etag).header('cache-control', 'no-cache')
  if (isKept(request.headers['if-none-match'], asset.etag)) return reply.code(304).send()
  return reply.type(asset.type).send(asset.body)
}

function fontFile(name: string): { name: string; url: URL } {
  return { name, url: new URL(import.meta.resolve(`@fontsource-variable/inter/files/${name}`)) }
}

async function readAsset(url: URL): Promise<Asset> {
  const body = await readFile(url)
  const hash = createHash('sha256').update(body).digest('base64url')
  return { body, type: types[extname(url.pathname)] ?? '', etag: `"${hash}"` }
}

/** Proxies that compress on the way mark a tag as weak. */
function isKept(given: string | undefined, etag: string): boolean {
  const tags = (given ?? '').split(',').map(tag => tag.trim().replace(/^W\//, ''))
  return tags.includes(etag) || tags.includes('*')
}
