// The texts of a stream as one line, in which they are packed and compared.

import type { StreamTexts } from './live-stream.ts'

/** The texts as one line: equal lines are equal texts, null and '' told apart. */
export function writeTexts(texts: StreamTexts): string {
  const { username, displayName, title, categoryId, gameName, language, tags } = texts
  const { thumbnailUrl, avatarUrl } = texts
  return JSON.stringify([
    username,
    displayName,
    title,
    categoryId,
    gameName,
    language,
    thumbnailUrl,
    avatarUrl,
    ...tags,
  ])
}

/** The texts of a line that `writeTexts` wrote. */
export function readTexts(line: string): StreamTexts {
  const [username, displayName, title, categoryId, gameName, language, ...more] = JSON.parse(
    line,
  ) as WrittenTexts
  const [thumbnailUrl, avatarUrl, ...tags] = more
  const names = { username, displayName, title, categoryId, gameName, language }
  return { ...names, tags, thumbnailUrl, avatarUrl }
}

/** What stands in a line, by `writeTexts`. */
type Text = string | null
type WrittenTexts = [Text, Text, Text, Text, Text, Text, Text, Text, ...tags: string[]]
