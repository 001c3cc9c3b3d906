// Elements without markup in strings: texts from platforms are only ever texts here.
// @ts-check

/** @typedef {Node | string | null} Child null is left out */

/**
 * Makes an element. Properties that begin with `data-` or `aria-`, and `role`, are attributes.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Readonly<Record<string, string | number | boolean>>} properties
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, properties, ...children) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(properties))
    if (/^(data-|aria-|role$)/.test(name)) made.setAttribute(name, `${value}`)
    else Object.assign(made, { [name]: value })
  made.append(...children.filter(child => child !== null))
  return made
}

/**
 * The element of an id that is in the page.
 *
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`the page has no element ${id}`)
  return found
}

/**
 * A dash that stands for what is not known, and says why.
 *
 * @param {string} reason
 */
export function unknown(reason) {
  return element(
    'span',
    { className: 'unknown', title: reason },
    element('span', { 'aria-hidden': 'true' }, '–'),
    element('span', { className: 'unseen' }, reason),
  )
}

const shapes = {
  check: 'M3.5 8.5l3 3 6-7',
  wait: 'M8 4.5V8l2.5 1.5M8 1.75a6.25 6.25 0 1 0 0 12.5a6.25 6.25 0 1 0 0-12.5',
  fault: 'M8 2.25L14.5 13.5h-13zM8 6.5v3.25M8 11.6v.15',
}

/**
 * A small drawing beside a word; it says nothing on its own.
 *
 * @param {keyof typeof shapes} shape
 */
export function icon(shape) {
  const space = 'http://www.w3.org/2000/svg'
  const svg = document.createElementNS(space, 'svg')
  for (const [name, value] of Object.entries({
    viewBox: '0 0 16 16',
    width: '16',
    height: '16',
    class: 'icon',
    'aria-hidden': 'true',
  }))
    svg.setAttribute(name, value)
  const path = document.createElementNS(space, 'path')
  path.setAttribute('d', shapes[shape])
  svg.append(path)
  return svg
}
