// How alike two titles are, as PostgreSQL's pg_trgm counts it.

/** Of three characters, in words that are padded with two blanks before and one behind. */
const word = /[\p{Alphabetic}\p{Nd}]+/gu

/**
 * The share of trigrams that two titles have in common, 0..1, upper and lower case taken as one; 0
 * when one of them has no letter or digit. It is what `similarity(lower(a), lower(b))` says in a
 * database whose LC_CTYPE is a UTF-8 one; under LC_CTYPE `C` pg_trgm sees only the words of ASCII.
 * Libraries of other Unicode versions class a few rare characters differently, and pg_trgm takes
 * two trigrams in 16 million for one where they are not ASCII.
 */
export function titleSimilarity(a: string, b: string): number {
  const [ours, others] = [trigramsOf(a), trigramsOf(b)]
  let shared = 0
  for (const trigram of ours) if (others.has(trigram)) shared += 1
  return shared === 0 ? 0 : shared / (ours.size + others.size - shared)
}

function trigramsOf(title: string): Set<string> {
  const trigrams = new Set<string>()
  for (const [letters] of title.toLowerCase().matchAll(word)) {
    const characters = [' ', ' ', ...letters, ' ']
    for (let i = 2; i < characters.length; i += 1)
      trigrams.add(`${characters[i - 2]}${characters[i - 1]}${characters[i]}`)
  }
  return trigrams
}
