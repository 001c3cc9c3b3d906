// GET /redoc: the description of the API to read. Everything it loads comes from this server.

import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Server } from './deps.ts'
import { docsPolicy } from './headers.ts'

const scriptPath = '/redoc/redoc.standalone.js'
const sansSerif = 'system-ui, sans-serif'
const monospace = 'ui-monospace, monospace'

const theme = {
  typography: {
    fontFamily: sansSerif,
    headings: { fontFamily: sansSerif },
    code: { fontFamily: monospace },
  },
}

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Livecensus API</title>
<link rel="icon" href="data:,">
<style>body { margin: 0 }</style>
</head>
<body>
<redoc spec-url="/openapi.json" theme='${JSON.stringify(theme)}'></redoc>
<script src="${scriptPath}"></script>
</body>
</html>
`

/** Adds the page and its script. */
export function addRedoc(server: Server): void {
  server.get('/redoc', { schema: { hide: true } }, (_request, reply) =>
    reply
      .header('content-security-policy', docsPolicy)
      .header('cache-control', 'no-cache')
      .type('text/html; charset=utf-8')
      .send(page),
  )
  let script: Promise<Script> | null = null
  server.get(scriptPath, { schema: { hide: true } }, async (request, reply) => {
    script ??= readScript()
    const { body, etag } = await script
    reply.header('etag', etag).header('cache-control', 'no-cache')
    if (request.headers['if-none-match'] === etag) return reply.code(304).send()
    return reply.type('text/javascript; charset=utf-8').send(body)
  })
}

interface Script {
  readonly body: Buffer
  readonly etag: string
}

/** The package's own bundle, except that its one picture from elsewhere is not loaded. */
async function readScript(): Promise<Script> {
  const bundle = await readFile(
    new URL(import.meta.resolve('redoc/bundles/redoc.standalone.js')),
    'utf8',
  )
  const body = Buffer.from(
    bundle.replaceAll(/https:\/\/cdn\.redoc\.ly\/[\w./-]+/g, 'data:image/svg+xml,<svg/>'),
  )
  const hash = createHash('sha256').update(body).digest('base64url')
  return { body, etag: `"${hash}"` }
}
