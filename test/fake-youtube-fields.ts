// The fields that are asked for, such as `kind,items(id)`: the fake sends no others.

/** What is left of an answer; null = the fields cannot be read. */
export function keepFields(body: unknown, fields: string): unknown {
  const wanted = readFields(fields)
  return wanted === null ? null : keep(body, wanted)
}

/** Names and, of each, the names below it; none below = all of it. */
interface Fields extends Map<string, Fields> {}

/** Null = the brackets do not match or a name is empty. */
function readFields(text: string): Fields | null {
  const top: Fields = new Map()
  const open: Fields[] = [top]
  let rest = text
  while (rest !== '') {
    const [part = '', name = '', sign = ''] = /^(\w+)([(,)]*)/.exec(rest) ?? []
    const level = open.at(-1)
    if (part === '' || level === undefined) return null
    const below: Fields = new Map()
    level.set(name, below)
    for (const one of sign) {
      if (one === '(') open.push(below)
      if (one === ')') open.pop()
    }
    rest = rest.slice(part.length)
  }
  return open.length === 1 ? top : null
}

function keep(value: unknown, wanted: Fields): unknown {
  if (wanted.size === 0 || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(item => keep(item, wanted))
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, field]) => {
      const below = wanted.get(name)
      return below === undefined ? [] : [[name, keep(field, below)]]
    }),
  )
}
