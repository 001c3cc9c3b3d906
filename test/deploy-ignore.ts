// The rules of .dockerignore, as the builder reads them: the last one that fits a path or a folder
// above it decides, `!` takes back in, `*` stays within a name and `**` crosses folders.

interface Rule {
  readonly pattern: RegExp
  readonly keepsOut: boolean
}

/** Tells of a path, relative to the context and with slashes, whether it is kept out. */
export function readDockerignore(source: string): (path: string) => boolean {
  const rules = source
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('#'))
    .map(readRule)
  return path => {
    const names = path.split('/')
    const chain = names.map((_, depth) => names.slice(0, depth + 1).join('/'))
    return (
      rules.findLast(({ pattern }) => chain.some(part => pattern.test(part)))?.keepsOut ?? false
    )
  }
}

function readRule(line: string): Rule {
  const keepsOut = !line.startsWith('!')
  const glob = keepsOut ? line : line.slice(1)
  const source = glob.replace(/^\/|\/$/g, '').replace(parts, part => meanings[part] ?? `\\${part}`)
  return { pattern: new RegExp(`^${source}$`), keepsOut }
}

const parts = /\*\*\/|\*\*|\*|\?|[.+^$(){}|[\]\\]/g
const meanings: Readonly<Record<string, string>> = {
  '**/': '(?:.*/)?',
  '**': '.*',
  '*': '[^/]*',
  '?': '[^/]',
}
