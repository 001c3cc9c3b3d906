// A real browser for tests and pictures: the one that comes with the development packages (Linux
// on x64), else one of this machine's. CHROMIUM_PATH names another.

import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium } from 'playwright-core'

/** A browser that may start here. */
interface Candidate {
  readonly path: string
  readonly env: Readonly<Record<string, string>>
}

const root = fileURLToPath(new URL('../', import.meta.url))

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

const places = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/** The first browser that starts; null where none does. The caller closes it. */
export async function openBrowser(): Promise<Browser | null> {
  for (const { path, env } of listCandidates())
    try {
      return await chromium.launch({ executablePath: path, env: { ...process.env, ...env } })
    } catch {
      // It is not there or lacks a library: the next one may do.
    }
  return null
}

function* listCandidates(): Generator<Candidate> {
  const { CHROMIUM_PATH, PATH = '' } = process.env
  if (CHROMIUM_PATH) yield { path: CHROMIUM_PATH, env: {} }
  yield* packaged()
  for (const folder of PATH.split(delimiter))
    for (const name of names) yield { path: join(folder, name), env: {} }
  for (const path of places) yield { path, env: {} }
}

/** The packaged one: with the libraries of this machine, then with those it brings. */
function* packaged(): Generator<Candidate> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return
  const folder = unpack()
  if (folder === null) return
  const path = join(folder, 'chromium')
  yield { path, env: {} }
  const libraries = join(folder, 'al2023', 'lib')
  yield { path, env: { LD_LIBRARY_PATH: libraries, FONTCONFIG_PATH: join(folder, 'fonts') } }
}

/**
 * Unpacks it once, into a folder of this project: the package's own place, below /tmp, is shared
 * with everybody and may be half written. Null where that cannot be done.
 */
function unpack(): string | null {
  const manifest = join(root, 'node_modules', '@sparticuz', 'chromium', 'package.json')
  if (!existsSync(manifest)) return null
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }
  const cache = join(root, 'node_modules', '.cache')
  const folder = join(cache, `livecensus-chromium-${version}`)
  if (existsSync(folder)) return folder
  mkdirSync(cache, { recursive: true })
  const draft = mkdtempSync(`${folder}-`)
  // As if on Lambda it unpacks its libraries too.
  const script = `import chromium from '@sparticuz/chromium'; await chromium.executablePath()`
  const { status } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: root,
    env: { ...process.env, TMPDIR: draft, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' },
    stdio: 'ignore',
  })
  try {
    if (status === 0) renameSync(draft, folder)
  } catch {
    // Another process was faster.
  }
  rmSync(draft, { recursive: true, force: true })
  return existsSync(folder) ? folder : null
}
