// What saves time and may be thrown away: values by key, the one asked for longest ago dropped first.

/** The value of a key, made where it is missing; at most `most` are kept. */
export function keep<K, T>(kept: Map<K, T>, most: number, key: K, make: () => T): T {
  const value = kept.get(key) ?? make()
  kept.delete(key)
  kept.set(key, value)
  const [oldest] = kept.keys()
  if (kept.size > most && oldest !== undefined) kept.delete(oldest)
  return value
}
