// The question as controls that read like a sentence.
// @ts-check

/** @import { LiveBroadcast } from '../../contract/live.ts' */
/** @import { Question } from './question.js' */

import { byId, element } from './element.js'
import { languageName, platformName, usualLanguages } from './names.js'
import { isFiltered } from './question.js'

/** What rows have shown so far, so that choices do not vanish with a filter. */
const seen = {
  /** @type {Set<string>} */
  languages: new Set(usualLanguages),
  /** @type {Set<string>} */
  categories: new Set(),
}

/**
 * Calls back with each new question.
 *
 * @param {(question: Question) => void} onChange
 */
export function startFilters(onChange) {
  const form = formOf()
  const tell = () => onChange(readForm())
  form.addEventListener('submit', event => {
    event.preventDefault()
    tell()
  })
  form.addEventListener('change', tell)
  byId('clear').addEventListener('click', () => {
    onChange({ ...readForm(), platform: '', language: '', category: '' })
    control('platform').focus()
  })
}

/**
 * Shows a question and the choices there are.
 *
 * @param {Question} question
 * @param {readonly string[]} platforms
 * @param {readonly LiveBroadcast[]} rows
 */
export function drawFilters(question, platforms, rows) {
  for (const { language, game_name: name } of rows) {
    if (language !== null) seen.languages.add(language)
    if (name) seen.categories.add(name)
  }
  offer('platform', named([...platforms, question.platform], platformName), question.platform)
  offer('language', named([...seen.languages, question.language], languageName), question.language)
  if (question.sort !== '') offer('sort', [[question.sort, sortName(question.sort)]], question.sort)
  else control('sort').value = ''
  if (document.activeElement !== control('category')) control('category').value = question.category
  byId('categories').replaceChildren(
    ...[...seen.categories].sort().map(value => element('option', { value })),
  )
  for (const name of /** @type {const} */ (['platform', 'language', 'category']))
    control(name)
      .closest('.chip')
      ?.toggleAttribute('data-set', question[name] !== '')
  byId('clear').hidden = !isFiltered(question)
}

/** @returns {Question} */
function readForm() {
  const typed = control('category').value.trim()
  // The API knows exact names only; who types one in small letters means it all the same.
  const meant = [...seen.categories].find(name => name.toLowerCase() === typed.toLowerCase())
  return {
    platform: control('platform').value,
    language: control('language').value,
    category: meant ?? typed,
    sort: control('sort').value,
  }
}

/** @param {string} sort */
function sortName(sort) {
  if (sort === 'started_at') return 'latest started first'
  return sort === 'followers' ? 'most followed first' : sort
}

/**
 * @param {readonly string[]} codes
 * @param {(code: string) => string} nameOf
 * @returns {[value: string, text: string][]}
 */
function named(codes, nameOf) {
  return [...new Set(codes)]
    .filter(code => code !== '')
    .map(code => /** @type {[string, string]} */ ([code, nameOf(code)]))
    .sort(([, a], [, b]) => a.localeCompare(b, 'en'))
}

/**
 * Adds what is not offered yet, in place, so that an open list does not jump.
 *
 * @param {'platform' | 'language' | 'sort'} name
 * @param {readonly [value: string, text: string][]} choices
 * @param {string} chosen
 */
function offer(name, choices, chosen) {
  const select = control(name)
  if (!(select instanceof HTMLSelectElement)) return
  for (const [value, text] of choices) {
    const options = [...select.options].filter(option => option.value !== '')
    if (options.some(option => option.value === value)) continue
    const after = options.find(option => option.text.localeCompare(text, 'en') > 0) ?? null
    select.insertBefore(element('option', { value }, text), name === 'sort' ? null : after)
  }
  select.value = chosen
}

/** @returns {HTMLFormElement} */
function formOf() {
  const form = byId('question')
  if (!(form instanceof HTMLFormElement)) throw new Error('the question is no form')
  return form
}

/**
 * @param {keyof Question} name
 * @returns {HTMLSelectElement | HTMLInputElement}
 */
function control(name) {
  const found = formOf().elements.namedItem(name)
  if (found instanceof HTMLSelectElement || found instanceof HTMLInputElement) return found
  throw new Error(`the question has no ${name}`)
}
