// The button that changes the theme: auto (the system's), dark, light. Kept in this browser.
// @ts-check

import { byId } from './element.js'

/** @typedef {'auto' | 'dark' | 'light'} Theme */

/** @type {Readonly<Record<Theme, { next: Theme, name: string }>>} */
const themes = {
  auto: { next: 'dark', name: 'Auto' },
  dark: { next: 'light', name: 'Dark' },
  light: { next: 'auto', name: 'Light' },
}

/** Makes the button work. */
export function startTheme() {
  const button = byId('theme')
  button.hidden = false
  button.addEventListener('click', () => change(themes[current()].next))
  show(current())
}

/** @returns {Theme} */
function current() {
  const { theme } = document.documentElement.dataset
  return theme === 'dark' || theme === 'light' ? theme : 'auto'
}

/** @param {Theme} theme */
function change(theme) {
  document.documentElement.dataset.theme = theme
  show(theme)
  try {
    localStorage.setItem('theme', theme)
  } catch {
    // Where nothing may be kept it holds for this visit.
  }
}

/** @param {Theme} theme */
function show(theme) {
  const { name, next } = themes[theme]
  byId('theme-name').textContent = name
  byId('theme').setAttribute('aria-label', `Theme: ${name}. Change to ${themes[next].name}`)
}
