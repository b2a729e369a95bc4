import test from 'ava'
import * as fc from 'fast-check'
import type { PathModifier } from '../../snapshot/routing-snapshot.ts'
import { exampleMatch } from '../../testing/proxy/request-examples.ts'
import { modifiedTarget } from './modified-path.ts'

/** As translate gives prefixes: with no slash at the end. */
const metPrefix = (value: string) =>
  exampleMatch({ path: { type: 'PathPrefix', value: value.replace(/\/$/, '') } })

const replacePrefix = (value: string): PathModifier => ({ type: 'ReplacePrefixMatch', value })
const replaceFull = (value: string): PathModifier => ({ type: 'ReplaceFullPath', value })

// The table of HTTPPathModifier.replacePrefixMatch (httproute_types.go).
for (const [path, prefix, replacement, expected] of [
  ['/foo/bar', '/foo', '/xyz', '/xyz/bar'],
  ['/foo/bar', '/foo', '/xyz/', '/xyz/bar'],
  ['/foo/bar', '/foo/', '/xyz', '/xyz/bar'],
  ['/foo/bar', '/foo/', '/xyz/', '/xyz/bar'],
  ['/foo', '/foo', '/xyz', '/xyz'],
  ['/foo/', '/foo', '/xyz', '/xyz/'],
  ['/foo/bar', '/foo', '', '/bar'],
  ['/foo/', '/foo', '', '/'],
  ['/foo', '/foo', '', '/'],
  ['/foo/', '/foo', '/', '/'],
  ['/foo', '/foo', '/', '/'],
] as const) {
  test(`of ${path} the prefix ${prefix} replaced by "${replacement}" gives ${expected}`, (t) => {
    const modifier = replacePrefix(replacement)
    t.is(modifiedTarget(path, modifier, metPrefix(prefix)), expected)
    t.is(modifiedTarget(`${path}?a=/foo`, modifier, metPrefix(prefix)), `${expected}?a=/foo`)
  })
}

const gives = test.macro(
  (t, target: string, modifier: PathModifier | undefined, expected: string) => {
    t.is(modifiedTarget(target, modifier, metPrefix('/foo')), expected)
  },
)

test('no modifier leaves path and query', gives, '/foo//x?y', undefined, '/foo//x?y')
test('a full path keeps the query', gives, '/foo/x?y?z', replaceFull('/new'), '/new?y?z')
test('an empty full path is the root', gives, '/foo?', replaceFull(''), '/?')
test('a full path without a slash gets one', gives, '/foo', replaceFull('new'), '/new')
test(
  'no path begins with two slashes',
  gives,
  '/foo//evil.example/',
  replacePrefix('/'),
  '/evil.example/',
)
test(
  'a full path does not begin with two slashes',
  gives,
  '/foo',
  replaceFull('//evil.example'),
  '/evil.example',
)
test(
  'a question mark in a value is of the path',
  gives,
  '/foo?b',
  replaceFull('/a?c#d'),
  '/a%3Fc%23d?b',
)
test(
  'what can’t stand in a path is encoded',
  gives,
  '/foo',
  replaceFull('/a b\r\nc: "ü"\ud800'),
  '/a%20b%0D%0Ac:%20%22%C3%BC%22%EF%BF%BD',
)
test('what is encoded already stays', gives, '/foo', replaceFull('/%2F%20'), '/%2F%20')
test(
  'what needs no encoding has none, and hex digits are capitals',
  gives,
  '/foo',
  replaceFull('/%61%2eb%c3'),
  '/a.b%C3',
)
test('a percent sign that encodes nothing is encoded', gives, '/foo', replaceFull('/1%'), '/1%25')
test('dot segments of a value are resolved', gives, '/foo/x', replacePrefix('/a/%2e%2e/b'), '/b/x')
test('the prefix of / is all of the path', (t) => {
  t.is(modifiedTarget('/a/b', replacePrefix('/x'), metPrefix('/')), '/x/a/b')
  t.is(modifiedTarget('/', replacePrefix('/x'), metPrefix('/')), '/x/')
})
test('what has no path is not modified', gives, '*', replaceFull('/x'), '*')

test('a path that was not met by a prefix has none to replace', (t) => {
  const match = exampleMatch({ path: { type: 'Exact', value: '/foo' } })
  t.is(modifiedTarget('/foo', replacePrefix('/x'), match), '/foo')
})

test('whatever the value, the result is a path that can be written', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (value, isFull) => {
      const modifier = isFull ? replaceFull(value) : replacePrefix(value)
      t.regex(modifiedTarget('/foo/x?q', modifier, metPrefix('/foo')), /^\/(?!\/)[!-~]*\?q$/)
    }),
  )
})
