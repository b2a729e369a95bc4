import test from 'ava'
import * as fc from 'fast-check'
import type { Cors } from '../../snapshot/routing-snapshot.ts'
import { isAllowedOrigin, parseOrigin } from './cors-origin.ts'

function corsFor(...allowOrigins: readonly string[]): Cors {
  return {
    type: 'CORS',
    allowOrigins,
    allowCredentials: false,
    allowMethods: [],
    allowHeaders: [],
    exposeHeaders: [],
    maxAgeSeconds: 5,
  }
}

const allows = test.macro((t, allowed: string, yes: readonly string[], no: readonly string[]) => {
  const cors = corsFor(allowed)
  for (const origin of yes) t.true(isAllowedOrigin(cors, origin), origin)
  for (const origin of no) t.false(isAllowedOrigin(cors, origin), origin)
})

test(
  'an origin is allowed as it is written, its usual port named or not, in whatever case',
  allows,
  'https://www.foo.com',
  ['https://www.foo.com', 'https://www.foo.com:443', 'HTTPS://WWW.Foo.com'],
  [
    'http://www.foo.com',
    'https://www.foo.com:80',
    'https://www.foo.com:8443',
    'https://foo.com',
    'https://a.www.foo.com',
    'https://www.foo.com.evil.example',
    'https://evil.example/https://www.foo.com',
    'https://www.foo.com.',
    'null',
    '',
  ],
)
test(
  'the usual port may be written in the filter',
  allows,
  'http://foo.com:80',
  ['http://foo.com', 'http://foo.com:80'],
  ['https://foo.com:80', 'http://foo.com:443'],
)
test(
  'another port is another origin',
  allows,
  'https://foo.com:8443',
  ['https://foo.com:8443'],
  ['https://foo.com', 'https://foo.com:443'],
)
test(
  'a wildcard stands for one label or more, to the left',
  allows,
  'https://*.bar.com',
  ['https://www.bar.com', 'https://xpto.www.bar.com', 'https://WWW.bar.com:443'],
  [
    'https://bar.com',
    'https://.bar.com',
    'https://foobar.com',
    'http://www.bar.com',
    'https://www.bar.com:444',
    'https://www.bar.com.evil.example',
    'https://evil.example#.bar.com',
    'https://evil.example/.bar.com',
    'https://evil@www.bar.com',
    'https://a..bar.com',
  ],
)
test(
  'a wildcard alone as the host stands for all hosts of that scheme and port',
  allows,
  'https://*',
  ['https://a', 'https://a.b.c', 'https://[::1]', 'https://10.0.0.1'],
  ['http://a', 'https://a:8443', 'https://', 'null'],
)
test(
  'a wildcard host has its port',
  allows,
  'http://*:8080',
  ['http://a.b:8080'],
  ['http://a.b', 'http://a.b:80'],
)
test(
  'a wildcard alone stands for every origin, and for documents of none',
  allows,
  '*',
  ['https://a', 'http://b:12345', 'chrome-extension://abcdefgh', 'null'],
  ['', 'NULL', 'a', 'https://a b', 'https://a, https://b', 'https://a/'],
)

test('no list of origins allows none', (t) => {
  t.false(isAllowedOrigin(corsFor(), 'https://a.example'))
  t.false(isAllowedOrigin(corsFor(), 'null'))
})

test('what is no origin is not read', (t) => {
  for (const text of [
    'https://a:0',
    'https://a:65536',
    'https://a:0443',
    'https://a:',
    'https://a:4 43',
    'https:/a',
    '//a',
    'https://a\r\nSet-Cookie: b=c',
    'https://a\0',
    'https://ä.example',
    'https://a%2eb',
    'https://a\\b',
    'https://[::1',
    `https://${'a'.repeat(300)}`,
    `https://${'a.'.repeat(100_000)}`,
  ])
    t.is(parseOrigin(text), undefined, JSON.stringify(text.slice(0, 40)))
})

test('whatever bytes come, what is read has only what an origin may have, and matches what it says', (t) => {
  const piece = fc.constantFrom(
    'https',
    'http',
    '://',
    ':',
    '.',
    '*',
    '/',
    '@',
    'bar.com',
    '443',
    '80',
    '\0',
    '\r\n',
    ' ',
    ',',
    'www',
    '[::1]',
    '-',
    'x',
  )
  const bytes = fc
    .array(fc.integer({ min: 0, max: 255 }))
    .map((codes) => String.fromCharCode(...codes))
  const text = fc.oneof(
    bytes,
    fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
  )
  const wild = corsFor('https://*.bar.com')
  fc.assert(
    fc.property(text, (origin) => {
      const parsed = parseOrigin(origin)
      if (parsed) {
        if (!/^[a-z][a-z0-9+.-]*:\/\/[a-z0-9._:[\]-]+$/i.test(origin)) return false
        // What the platform makes of it is the same host: nothing is read in two ways.
        if (/^https?$/.test(parsed.scheme) && URL.canParse(origin)) {
          const url = new URL(origin)
          if (url.username !== '' || url.pathname !== '/' || url.search !== '') return false
        }
      }
      if (!isAllowedOrigin(wild, origin)) return true
      return /^https:\/\/[a-z0-9_.-]+\.bar\.com(:443)?$/i.test(origin)
    }),
    { numRuns: 5_000 },
  )
  t.pass()
})
