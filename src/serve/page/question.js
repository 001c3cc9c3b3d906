// What the page is asked, in its own address and in the API's. Pure.
// @ts-check

/** @typedef {{ platform: string, language: string, category: string, sort: string }} Question '' = not asked */

/** @type {readonly (keyof Question)[]} */
const names = ['platform', 'language', 'category', 'sort']

/** The order without a sort. */
const usualSort = 'viewers'

/**
 * Reads the page's address; what is not the page's is left out.
 *
 * @param {string} search
 * @returns {Question}
 */
export function readQuestion(search) {
  const given = new URLSearchParams(search)
  const read = (/** @type {string} */ name) => given.get(name)?.trim() ?? ''
  const sort = read('sort')
  return {
    platform: read('platform'),
    language: read('language').toLowerCase(),
    category: read('category'),
    sort: sort === usualSort ? '' : sort,
  }
}

/**
 * The page's address.
 *
 * @param {Question} question
 */
export function pagePath(question) {
  const query = queryOf(question, {})
  return query === '' ? '/' : `/?${query}`
}

/**
 * The API call that gives the same rows.
 *
 * @param {Question} question
 * @param {Readonly<Record<string, string | number>>} [more] such as limit and cursor
 */
export function rowsPath(question, more = {}) {
  const query = queryOf(question, more)
  return query === '' ? '/live/top' : `/live/top?${query}`
}

/** @param {Question} question */
export function isFiltered({ platform, language, category }) {
  return `${platform}${language}${category}` !== ''
}

/**
 * @param {Question} question
 * @param {Readonly<Record<string, string | number>>} more
 */
function queryOf(question, more) {
  const query = new URLSearchParams()
  for (const name of names) if (question[name] !== '') query.set(name, question[name])
  for (const [name, value] of Object.entries(more)) query.set(name, `${value}`)
  return query.toString()
}
