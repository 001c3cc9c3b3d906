import assert from 'node:assert/strict'
import { test } from 'node:test'
import { prefersPage } from './page-preference.ts'

const headers: [accept: string | undefined, isPage: boolean][] = [
  // Firefox, Chrome, Safari.
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', true],
  ['text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8,v=b3', true],
  ['TEXT/HTML', true],
  ['text/*', true],
  ['application/json;q=0.5, text/html', true],
  ['text/html;level=1;q=0.7, application/json;q=0.3', true],
  // curl, fetch, programs.
  ['*/*', false],
  [undefined, false],
  ['', false],
  ['application/json', false],
  ['application/json, text/html', false],
  ['application/json, text/html;q=0.9', false],
  ['text/html;q=0', false],
  ['text/html;q=2', false],
  ['application/*, text/html;q=0.1', false],
]

for (const [accept, isPage] of headers)
  test(`Accept: ${accept ?? '(none)'} asks for ${isPage ? 'the page' : 'data'}`, () => {
    assert.equal(prefersPage(accept), isPage)
  })
