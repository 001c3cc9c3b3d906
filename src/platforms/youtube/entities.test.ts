import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeEntities } from './entities.ts'

test('escapes are resolved once, and what is none stays', () => {
  for (const [html, text] of [
    ['News &amp; Live', 'News & Live'],
    ['&quot;Q&quot; &#39;A&#39; &apos;B&apos;', `"Q" 'A' 'B'`],
    ['&lt;b&gt;', '<b>'],
    ['a&nbsp;b', 'a\u00a0b'],
    ['&#128308; &#x1F534; &#X1f534;', '🔴 🔴 🔴'],
    ['&amp;lt; &amp;amp; &#38;amp;', '&lt; &amp; &amp;'],
    ['R&B & AT&T; &; &#; &#x; &a1; &nosuch; &amp', 'R&B & AT&T; &; &#; &#x; &a1; &nosuch; &amp'],
    [
      '&#1114111; &#1114112; &#x110000; &#99999999;',
      '\u{10ffff} &#1114112; &#x110000; &#99999999;',
    ],
    ['&constructor; &toString;', '&constructor; &toString;'],
    ['', ''],
  ] as const)
    assert.equal(decodeEntities(html), text, html)
})

test('any text that is escaped comes back', () =>
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      const html = text
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('"', '&quot;')
        .replaceAll("'", '&#39;')
      assert.equal(decodeEntities(html), text)
    }),
  ))
