// Readers of values nobody vouches for. Each answers null for what it cannot read and never throws.

const mostViewers = 2_147_483_647
const earliestStart = Date.UTC(2005, 0) / 1_000
const latestStart = Date.UTC(2100, 0) / 1_000

/** Code units of a title that are kept at most. */
export const titleCap = 2_000
/** The same for names of channels and categories and for codes of languages. */
export const nameCap = 200
/** The same for what a channel says of itself. */
export const descriptionCap = 2_000
const addressCap = 2_000
const tagCap = 100
const mostTags = 50

/** An object whose fields are still to be read. */
export type Unchecked = Readonly<Record<string, unknown>>

export function readObject(value: unknown): Unchecked | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Unchecked)
    : null
}

/** An id as text: printable ASCII without spaces; a safe whole number is taken as its digits. */
export function readId(value: unknown): string | null {
  const text = Number.isSafeInteger(value) ? String(value) : value
  return typeof text === 'string' && /^[!-~]{1,100}$/.test(text) ? text : null
}

/** A whole number from 0 to 2,147,483,647, also when it is written as text. */
export function readCount(value: unknown): number | null {
  const count = typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : value
  if (typeof count !== 'number' || !Number.isInteger(count)) return null
  // Adding 0 turns the -0 that JSON can hold into 0.
  return count >= 0 && count <= mostViewers ? count + 0 : null
}

/**
 * A text as the census keeps it: well-formed, without NUL (PostgreSQL cannot hold it), at most
 * `cap` code units, never cut inside a character; otherwise as received.
 */
export function readText(value: unknown, cap: number): string | null {
  if (typeof value !== 'string') return null
  const text = value.toWellFormed().replaceAll('\0', '')
  if (text.length <= cap) return text
  return isHighSurrogate(text.charCodeAt(cap - 1)) ? text.slice(0, cap - 1) : text.slice(0, cap)
}

/** The same for a text that says nothing when it is empty. */
export function readName(value: unknown, cap: number): string | null {
  return readText(value, cap) || null
}

/** Tags as texts, fifty at most; what is no list holds none. */
export function readTags(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return []
  return value
    .map(tag => readText(tag, tagCap))
    .filter(tag => tag !== null)
    .slice(0, mostTags)
}

/** The address of a picture, http or https. One that is cut short would lead nowhere. */
export function readAddress(value: unknown): string | null {
  const address = readText(value, addressCap + 1)
  if (address === null || address.length > addressCap) return null
  return /^https?:\/\//.test(address) ? address : null
}

/** A cursor to be sent back; '' leads nowhere. */
export function readCursor(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value.toWellFormed() : null
}

/**
 * One short plain line in which a server words a failure. A long run of letters and digits could
 * be a key or a token: a line that holds one is not passed on.
 */
export function readPlainLine(value: unknown): string | null {
  if (typeof value !== 'string' || /[A-Za-z0-9]{20}/.test(value)) return null
  return /^[^\p{C}\p{Zl}\p{Zp}]{1,200}$/u.test(value) ? value : null
}

const rfc3339 =
  /^(\d{4})-(\d\d)-(\d\d)[T ]([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(?:\.\d+)?(?:Z|([+-])([01]\d|2[0-3]):([0-5]\d))$/i

/** A moment in RFC 3339 from 2005 to 2099, as whole epoch seconds; a fraction is cut off. */
export function readTime(value: unknown): number | null {
  const parts = typeof value === 'string' ? rfc3339.exec(value) : null
  if (parts === null) return null
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1, 7)
    .map(Number)
  const midnight = new Date(Date.UTC(year, month - 1, day))
  // The 31st of a shorter month comes out as another day.
  if (midnight.getUTCMonth() !== month - 1 || midnight.getUTCDate() !== day) return null
  const offset = (Number(parts[8] ?? 0) * 60 + Number(parts[9] ?? 0)) * 60
  const local = midnight.getTime() / 1_000 + (hour * 60 + minute) * 60 + second
  const time = parts[7] === '-' ? local + offset : local - offset
  return time >= earliestStart && time < latestStart ? time : null
}

function isHighSurrogate(codeUnit: number): boolean {
  return codeUnit >= 0xd800 && codeUnit <= 0xdbff
}
