import test from 'ava'
import type { RuleMatch } from '../../snapshot/routing-snapshot.ts'
import type { RequestHead } from '../words/exchange.ts'
import {
  exampleConnection,
  exampleHost,
  exampleListener,
  exampleMatch,
  exampleRequest,
  exampleSnapshot,
} from '../../testing/proxy/request-examples.ts'
import { routeTableOf } from './route-table.ts'
import { processorMs } from '../../testing/processor-ms.ts'

/** What the request finds where one host has these matches. */
function foundBy(matches: readonly Partial<RuleMatch>[], request: Partial<RequestHead>) {
  const named = matches.map((match, index) => exampleMatch({ name: `${index}`, ...match }))
  const listener = exampleListener({ hosts: [exampleHost('', ...named)] })
  const found = routeTableOf(exampleSnapshot({ listeners: [listener] })).find(
    exampleConnection(),
    exampleRequest(request),
  )
  return found.type === 'match' ? found.match.name : found.type
}

const meets = test.macro({
  exec: (t, match: Partial<RuleMatch>, request: Partial<RequestHead>, expected: boolean) => {
    t.is(foundBy([match], request), expected ? '0' : 'no-rule')
  },
  title: (title) => title ?? '',
})

const prefix = (value: string) => ({ path: { type: 'PathPrefix', value } }) as const
const exact = (value: string) => ({ path: { type: 'Exact', value } }) as const
const expression = (value: string) => ({ path: { type: 'RegularExpression', value } }) as const

for (const [path, isMet] of [
  ['/abc', true],
  ['/abc/', true],
  ['/abc/def', true],
  ['/abc?x=/', true],
  ['/abc//', true],
  ['/abcd', false],
  ['/ABC', false],
  ['/', false],
  ['/ab', false],
  ['//abc', false],
] as const) {
  test(
    `the prefix /abc ${isMet ? 'fits' : 'does not fit'} ${path}`,
    meets,
    prefix('/abc'),
    { target: path },
    isMet,
  )
}

for (const [path, isMet] of [
  ['/abc', true],
  ['/abc?q', true],
  ['/abc/', false],
  ['/Abc', false],
  ['/abcd', false],
] as const) {
  test(
    `the exact path /abc ${isMet ? 'fits' : 'does not fit'} ${path}`,
    meets,
    exact('/abc'),
    { target: path },
    isMet,
  )
}

test(
  'the prefix / fits what has no path',
  meets,
  prefix(''),
  { method: 'OPTIONS', target: '*' },
  true,
)
test(
  'an expression is asked about the whole path',
  meets,
  expression('/a|/ab'),
  { target: '/abc' },
  false,
)
test(
  'an expression is not asked about the query',
  meets,
  expression('/a'),
  { target: '/a?b' },
  true,
)
test('a method has a case', meets, { method: 'GET' }, { method: 'get' }, false)

const header = (name: string, value: string, type: 'Exact' | 'RegularExpression' = 'Exact') => ({
  headers: [{ name, type, value }],
})
const sent = (...headers: readonly (readonly [string, string])[]) => ({ headers })
test('a header’s name has no case', meets, header('x-a', 'b'), sent(['X-A', 'b']), true)
test('a header’s value has a case', meets, header('x-a', 'b'), sent(['X-A', 'B']), false)
test(
  'an absent header is not an empty one',
  meets,
  header('x-a', '.*', 'RegularExpression'),
  {},
  false,
)
test(
  'the lines of a header are one list',
  meets,
  header('x-a', 'b, c'),
  sent(['X-A', 'b'], ['x-a', 'c']),
  true,
)
test(
  'a line of a list alone is not its value',
  meets,
  header('x-a', 'b'),
  sent(['x-a', 'b'], ['x-a', 'c']),
  false,
)
test(
  'cookies that HTTP/2 sent in two lines are one',
  meets,
  header('cookie', 'a=1; b=2'),
  sent(['cookie', 'a=1'], ['cookie', 'b=2']),
  true,
)
test(
  'Host is a header that can be matched',
  meets,
  header('host', 'example.com:81'),
  { authority: 'example.com:81' },
  true,
)
test(
  'a header named __proto__ is a header',
  meets,
  header('__proto__', 'b'),
  sent(['__proto__', 'b']),
  true,
)
test(
  'a header that nobody sent is not found in Object.prototype',
  meets,
  header('constructor', '.*', 'RegularExpression'),
  {},
  false,
)

const param = (name: string, value: string) => ({
  queryParams: [{ name, type: 'Exact' as const, value }],
})
test(
  'a query parameter is compared decoded',
  meets,
  param('q', 'a b&c'),
  { target: '/?q=a+b%26c' },
  true,
)
test(
  'a query parameter’s name is compared decoded',
  meets,
  param('a b', 'c'),
  { target: '/?a%20b=c' },
  true,
)
test(
  'of a repeated query parameter the first counts',
  meets,
  param('q', '1'),
  { target: '/?q=1&q=2' },
  true,
)
test(
  'of a repeated query parameter the second does not count',
  meets,
  param('q', '2'),
  { target: '/?q=1&q=2' },
  false,
)
test('a query parameter’s name has a case', meets, param('q', '1'), { target: '/?Q=1' }, false)
test('a value may hold an equals sign', meets, param('q', 'a=b'), { target: '/?q=a=b' }, true)
test(
  'what can’t be decoded stands for itself',
  meets,
  param('q', '%zz'),
  { target: '/?q=%zz' },
  true,
)
test('a second question mark is of the query', meets, param('q', '1?'), { target: '/?q=1?' }, true)

test('all conditions of a match must hold', (t) => {
  const match = { ...exact('/a'), method: 'PUT', ...header('x-a', 'b'), ...param('q', '1') }
  const whole = { method: 'PUT', target: '/a?q=1', headers: [['x-a', 'b']] } as const
  t.is(foundBy([match], whole), '0')
  for (const [part, other] of Object.entries({ method: 'GET', target: '/a', headers: [] })) {
    t.is(foundBy([match], { ...whole, [part]: other }), 'no-rule', part)
  }
})

test('of the matches that fit the first of the host’s order is the one', (t) => {
  const matches = [
    expression('/a/.*'),
    exact('/a/b'),
    prefix('/a'),
    { ...prefix(''), method: 'PUT' },
  ]
  t.is(foundBy(matches, { target: '/a/b' }), '0')
  t.is(foundBy(matches.toReversed(), { target: '/a/b' }), '1')
  t.is(foundBy(matches, { target: '/a' }), '2')
  t.is(foundBy(matches, { target: '/x', method: 'PUT' }), '3')
})

test('a path too long for an expression does not pass on to a lower rule', (t) => {
  const path = `/admin/${'x'.repeat(500_000)}`
  t.is(foundBy([expression('/admin/[a-z]*'), prefix('')], { target: path }), 'no-rule')
  t.is(foundBy([prefix(''), expression('/admin/[a-z]*')], { target: path }), '0')
  t.is(foundBy([{ ...expression('/admin/.*'), method: 'PUT' }, prefix('')], { target: path }), '1')
})

test('an expression that is none carries no traffic and lets none pass to a lower rule', (t) => {
  t.is(foundBy([expression('('), prefix('')], { target: '/' }), 'no-rule')
  t.is(foundBy([exact('/'), expression('(')], { target: '/' }), '0')
})

test('a path of 60,000 slashes or elements costs no more than a short one', (t) => {
  const deep = prefix('/a'.repeat(300))
  const ms = processorMs(() => {
    for (const target of ['/'.repeat(60_000), '/a'.repeat(30_000), `/${'a'.repeat(60_000)}`])
      for (let round = 0; round < 100; round++) foundBy([deep, exact('/b')], { target })
  })
  t.true(ms < 2_000)
})
