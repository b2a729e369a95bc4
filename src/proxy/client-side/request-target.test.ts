import test from 'ava'
import * as fc from 'fast-check'
import { normalPath } from '../../snapshot/normal-path.ts'
import { readTarget } from './request-target.ts'

const accepted = test.macro({
  exec(t, raw: string, target: string, method: string = 'GET') {
    t.like(readTarget(method, raw), { type: 'target', target })
  },
  title: (_, raw, target, method = 'GET') => `${method} ${raw} is routed as ${target}`,
})

test(accepted, '/', '/')
test(accepted, '/a/b?c=d&e', '/a/b?c=d&e')
test(accepted, '/?', '/?')
test(accepted, '//evil/x', '//evil/x')
test(accepted, '/a//b', '/a//b')
test(accepted, '/a/./b', '/a/b')
test(accepted, '/a/../b', '/b')
test(accepted, '/a/b/..', '/a/')
test(accepted, '/a/b/.', '/a/b/')
test(accepted, '/../../b', '/b')
test(accepted, '/..', '/')
test(accepted, '/a/%2e%2E/b', '/b')
test(accepted, '/a/.%2e/b', '/b')
test(accepted, '/a/%2e/b', '/a/b')
test(accepted, '/a//../b', '/a/b')
test(accepted, '/.//b', '//b')
test(accepted, '/a/...', '/a/...')
test(accepted, '/.well-known/x', '/.well-known/x')
test(accepted, '/a?b=/../c', '/a?b=/../c')
test(accepted, '/a%2Fb', '/a%2Fb')
test(accepted, "/a-._~!$&'()*+,;=:@", "/a-._~!$&'()*+,;=:@")
test(accepted, '/a[0]|%5b%7C', '/a%5B0%5D%7C%5B%7C')
test(accepted, '/%61dmin/%2D%2E%5f%7E', '/admin/-._~')
test(accepted, '/%41%5a%30', '/AZ0')
test(accepted, '/%2561dmin', '/%2561dmin')
test(accepted, '/%c3%a9%2f%3a', '/%C3%A9%2F%3A')
test(accepted, '/a/%2e%2E%2e', '/a/...')
test(accepted, '/a?%61=%c3', '/a?%61=%c3')
test(accepted, 'http://a.test/%61', '/a')
test(accepted, '/?q=100%&a[]={b}|c^`', '/?q=100%&a[]={b}|c^`')
test(accepted, 'http://a.test', '/')
test(accepted, 'http://a.test?x', '/?x')
test(accepted, 'HTTP://a.test:80/x/../y', '/y')
test(accepted, '*', '*', 'OPTIONS')
test(accepted, 'http://a.test', '*', 'OPTIONS')
test(accepted, 'http://a.test/', '/', 'OPTIONS')

const refused = test.macro({
  exec(t, raw: string, method: string = 'GET') {
    t.like(readTarget(method, raw), { type: 'refusal', status: 400 })
  },
  title: (_, raw, method = 'GET') => `${method} ${JSON.stringify(raw)} is refused`,
})

test(refused, '*')
test(refused, '')
test(refused, 'a')
test(refused, 'a.test:80')
test(refused, '/a#b')
test(refused, '/a?b#c')
test(refused, '/a\\b')
test(refused, '/a?b\\c')
test(refused, '/a b')
test(refused, '/a\tb')
test(refused, '/a\u0000b')
test(refused, '/a?b\u0000c')
test(refused, '/\u00e9')
test(refused, '/?\u00e9')
test(refused, '/a"b')
test(refused, '/<a>')
test(refused, '/{a}')
test(refused, '/a^b')
test(refused, '/a`b')
test(refused, '/%')
test(refused, '/%4')
test(refused, '/%zz')
test(refused, '/a%00b')
test(refused, '/open/..%2fclosed')
test(refused, '/open/%2e%2e%2fclosed')
test(refused, '/open%2f../closed%2f..')
test(refused, '/open/..%5cclosed')
test(refused, 'http://a.test#b')
test(refused, 'http:/a.test')
test(refused, 'http:a.test')

test('absolute form tells its scheme and authority', (t) => {
  t.deepEqual(readTarget('GET', 'HTTPS://u@A.test:1/x'), {
    type: 'target',
    target: '/x',
    scheme: 'https',
    authority: 'u@A.test:1',
  })
})

test('no path comes out with a dot segment, and resolving again changes nothing', (t) => {
  const segment = fc.constantFrom(
    '.',
    '..',
    '%2e',
    '%2E%2e',
    '.%2e',
    '',
    'a',
    'b.',
    '...',
    '%2f',
    '%2e%2e%2f',
  )
  fc.assert(
    fc.property(fc.array(segment, { minLength: 1, maxLength: 12 }), (segments) => {
      const resolved = normalPath(`/${segments.join('/')}`)
      t.true(resolved.startsWith('/'))
      t.false(resolved.split('/').some((part) => /^(?:\.|%2e){1,2}$/i.test(part)))
      t.is(normalPath(resolved), resolved)
    }),
  )
})

test('what is accepted has no character that another parser could read differently', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary-ascii' }), (text) => {
      const read = readTarget('GET', `/${text}`)
      if (read.type === 'refusal') return
      t.regex(read.target, /^\/[\x21-\x7e]*$/)
      t.notRegex(read.target, /[#\\"<>]/)
    }),
  )
})

test('a path without dot segments is the URL standard’s path', (t) => {
  const path = fc
    .array(fc.constantFrom('a', 'b.c', '..', '.', '%2e', 'd%20e', ''))
    .map((parts) => `/x/${parts.join('/')}`)
  fc.assert(
    fc.property(path, (raw) => {
      t.is(normalPath(raw), new URL(`http://host${raw}`).pathname)
    }),
  )
})
