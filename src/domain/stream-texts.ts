// The texts of a stream as one line, in which they are packed and compared.

import type { StreamTexts } from './live-stream.ts'

/** The texts as one line: equal lines are equal texts, null and '' told apart. */
export function writeTexts(texts: StreamTexts): string {
  const { username, displayName, title, categoryId, gameName, language, tags, thumbnailUrl } = texts
  return JSON.stringify([
    username,
    displayName,
    title,
    categoryId,
    gameName,
    language,
    thumbnailUrl,
    ...tags,
  ])
}

/** The texts of a line that `writeTexts` wrote. */
export function readTexts(line: string): StreamTexts {
  const [username, displayName, title, categoryId, gameName, language, thumbnailUrl, ...tags] =
    JSON.parse(line) as WrittenTexts
  return { username, displayName, title, categoryId, gameName, language, tags, thumbnailUrl }
}

/** What stands in a line, by `writeTexts`. */
type Text = string | null
type WrittenTexts = [Text, Text, Text, Text, Text, Text, Text, ...tags: string[]]
