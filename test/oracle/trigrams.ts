// Similarity of texts as PostgreSQL's pg_trgm counts it, told anew.

/** Shared trigrams over all trigrams of two texts, 0 to 1; texts without a word are not alike. */
export function trigramSimilarity(a: string, b: string): number {
  const ofA = trigramsOf(a)
  const ofB = trigramsOf(b)
  const all = new Set([...ofA, ...ofB])
  const shared = [...ofA].filter(trigram => ofB.has(trigram))
  return all.size === 0 ? 0 : shared.length / all.size
}

function trigramsOf(text: string): Set<string> {
  const trigrams = new Set<string>()
  for (const word of text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? []) {
    const letters = [...`  ${word} `]
    for (let i = 0; i + 3 <= letters.length; i++) trigrams.add(letters.slice(i, i + 3).join(''))
  }
  return trigrams
}
