// Reads the imports of the sources and finds what breaks the plan of the house (the room table
// of ARCHITECTURE.md).

import { builtinModules } from 'node:module'
import { dirname, join } from 'node:path'
import { parseSync } from 'oxc-parser'

export interface SourceFile {
  /** From the project's root, such as src/lib/clock.ts. */
  readonly path: string
  readonly text: string
}

/** What each room may import; its own files are always allowed. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  lib: [],
  platforms: ['domain', 'lib'],
  store: ['domain', 'lib'],
  simulator: ['domain', 'lib'],
  collect: ['domain', 'lib', 'platforms', 'store'],
  analytics: ['domain', 'store'],
  alerts: ['domain', 'lib', 'store'],
  contract: ['domain'],
  serve: ['domain', 'lib', 'contract', 'store', 'analytics'],
  sdk: ['contract'],
  commands: ['domain', 'lib', 'platforms', 'simulator', 'collect', 'store', 'serve', 'config'],
  cli: ['sdk', 'contract'],
  web: ['sdk', 'contract'],
}

const withoutNode = ['domain', 'contract', 'sdk']

/** Every breach of the plan, one sentence each. */
export function findFaults(files: readonly SourceFile[]): string[] {
  const imports = new Map(files.map(file => [file.path, importsOf(file)]))
  const faults = files.flatMap(file => [
    ...placeFaults(file, imports),
    ...(isConfig(file.path) || !readsEnvironment(file)
      ? []
      : [`${file.path} reads the environment`]),
    ...(file.path === 'src/store/driver.ts' || !loadsDriver(file)
      ? []
      : [`${file.path} loads postgres.js beside driver.ts, which mends it`]),
    ...(roomOf(file.path) === 'store' || !writesSql(file)
      ? []
      : [`${file.path} holds SQL outside store`]),
  ])
  return [...faults, ...findCycles(imports)]
}

const isConfig = (path: string) => path === 'src/config.ts'
const isMain = (path: string) => path === 'src/main.ts'

function roomOf(path: string): string | null {
  if (path.startsWith('web/')) return 'web'
  return /^src\/([^/]+)\//.exec(path)?.[1] ?? null
}

function placeFaults(file: SourceFile, imports: ReadonlyMap<string, string[]>): string[] {
  const room = roomOf(file.path)
  if (isMain(file.path)) return []
  if (!isConfig(file.path) && (room === null || mayImport[room] === undefined))
    return [`${file.path} stands in no room`]
  const name = room ?? 'config'
  const allowed = room === null ? ['domain'] : (mayImport[room] ?? [])
  return (imports.get(file.path) ?? []).flatMap(target => {
    if (!target.includes('/') || !/^(src|web)\//.test(target))
      return packageFaults(file, name, target)
    if (!imports.has(target)) return [`${file.path} imports ${target}, which does not exist`]
    const other = isConfig(target) ? 'config' : roomOf(target)
    if (other === room || (other !== null && allowed.includes(other))) return []
    return [`${file.path}: ${name} may not import ${other ?? target}`]
  })
}

function packageFaults(file: SourceFile, room: string, target: string): string[] {
  const isNode = target.startsWith('node:') || builtinModules.includes(target)
  const isForbidden =
    room === 'domain' ||
    (isNode && withoutNode.includes(room)) ||
    (target === 'postgres' && room !== 'store')
  return isForbidden ? [`${file.path}: ${room} may not import ${target}`] : []
}

/** Every module a file names: own ones from the root, others by their name. */
function importsOf({ path, text }: SourceFile): string[] {
  const { module, errors } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`${path} cannot be read: ${errors[0]?.message}`)
  const names = [
    ...module.staticImports.map(item => item.moduleRequest.value),
    ...module.staticExports.flatMap(item =>
      item.entries.flatMap(entry =>
        entry.moduleRequest === null ? [] : [entry.moduleRequest.value],
      ),
    ),
    ...module.dynamicImports.map(item =>
      text.slice(item.moduleRequest.start, item.moduleRequest.end).replaceAll(/^['"`]|['"`]$/g, ''),
    ),
  ]
  return [...new Set(names)].map(name => (name.startsWith('.') ? join(dirname(path), name) : name))
}

function readsEnvironment({ text }: SourceFile): boolean {
  return /\bprocess\s*(\?\.|\.)\s*env\b|\bprocess\[|\benv\b[^;\n]*(from '(node:)?process'|=\s*process\b)/.test(
    text,
  )
}

/** Types are nothing that is loaded. */
function loadsDriver({ text }: SourceFile): boolean {
  return /^(?!import type\b).*(from|import\()\s*['"]postgres['"]/m.test(text)
}

/** A tagged template that begins as a statement does, whatever its tag is called. */
const tagged =
  /\w(<[^`]*>)?`\s*(select\s|insert into\s|update \w+\s+set\s|delete from\s|with \w+ as\s|create (table|index|view|type)\s|alter table\s|drop table\s|lock table\s)/i

function writesSql({ text }: SourceFile): boolean {
  return tagged.test(text) || /\b(sql|tx)(<[^`]*>)?`|\.unsafe\(/.test(text)
}

function findCycles(imports: ReadonlyMap<string, string[]>): string[] {
  const done = new Set<string>()
  const cycles: string[] = []
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path)
    if (start >= 0) cycles.push(`cycle: ${[...trail.slice(start), path].join(' → ')}`)
    if (start >= 0 || done.has(path)) return
    for (const target of imports.get(path) ?? [])
      if (imports.has(target)) visit(target, [...trail, path])
    done.add(path)
  }
  for (const path of imports.keys()) visit(path, [])
  return cycles
}
