// What is compiled against what the contract says: a scan of Host.matches in order, written once more
// without any index.
import test from 'ava'
import * as fc from 'fast-check'
import type { RuleMatch, ValueMatch } from '../../snapshot/routing-snapshot.ts'
import type { RequestHead } from '../words/exchange.ts'
import { exampleHost, exampleMatch, exampleRequest } from '../../testing/proxy/request-examples.ts'
import { MatchSubject } from './match-subject.ts'
import { hostRouterOf } from './host-router.ts'

const element = fc.constantFrom('a', 'b', 'ab', '')
const anyPath = fc
  .array(element, { minLength: 1, maxLength: 4 })
  .map((elements) => `/${elements.join('/')}`)
const written = anyPath.map((path) => path.replaceAll(/\/+/g, '/'))
const path = fc.oneof(
  written.map((value) => ({ type: 'Exact' as const, value })),
  written.map((value) => ({
    type: 'PathPrefix' as const,
    value: value.endsWith('/') ? value.slice(0, -1) : value,
  })),
  fc
    .constantFrom('/a.*', '/[ab]', '.*/b', '/(a|ab)/?', '/')
    .map((value) => ({ type: 'RegularExpression' as const, value })),
)
const valueMatch = fc.record({
  name: fc.constantFrom('x', 'y'),
  type: fc.constantFrom('Exact' as const, 'RegularExpression' as const),
  value: fc.constantFrom('1', '2'),
})
const values = fc.uniqueArray(valueMatch, { maxLength: 2, selector: ({ name }) => name })
const matches = fc.array(
  fc.record(
    { path, headers: values, queryParams: values, method: fc.constantFrom('GET', 'PUT') },
    { requiredKeys: ['path', 'headers', 'queryParams'] },
  ),
  { maxLength: 12 },
)
const request = fc.record({
  path: anyPath,
  method: fc.constantFrom('GET', 'PUT'),
  headers: fc.array(fc.tuple(fc.constantFrom('x', 'Y'), fc.constantFrom('1', '2')), {
    maxLength: 2,
  }),
  query: fc.array(fc.tuple(fc.constantFrom('x', 'y'), fc.constantFrom('1', '2')), { maxLength: 2 }),
})

test('the compiled router finds what a scan of the matches in order finds', (t) => {
  fc.assert(
    fc.property(matches, fc.array(request, { minLength: 1, maxLength: 5 }), (made, requests) => {
      const host = exampleHost(
        '',
        ...made.map((match, index) => exampleMatch({ name: `${index}`, ...match })),
      )
      for (const asked of requests) {
        const head = headOf(asked)
        t.is(hostRouterOf(host).find(new MatchSubject(head)), scan(host.matches, head))
      }
    }),
    { numRuns: 500 },
  )
})

test('the first match that a trace finds nothing wrong with is the one that a request meets', (t) => {
  fc.assert(
    fc.property(matches, request, (made, asked) => {
      const host = exampleHost(
        '',
        ...made.map((match, index) => exampleMatch({ name: `${index}`, ...match })),
      )
      const head = headOf(asked)
      const traced = hostRouterOf(host).trace(() => new MatchSubject(head))
      t.deepEqual(
        traced.map(({ match }) => match),
        host.matches,
      )
      const first = traced.find(({ answer }) => answer === true)
      t.true(first?.match === hostRouterOf(host).find(new MatchSubject(head)))
      for (const { answer, isPathFitting, unmet } of traced) {
        t.is(answer, isPathFitting && unmet === undefined)
        if (unmet) t.false(unmet(new MatchSubject(head)))
      }
    }),
    { numRuns: 500 },
  )
})

function headOf(asked: typeof request extends fc.Arbitrary<infer Made> ? Made : never) {
  return exampleRequest({
    method: asked.method,
    headers: asked.headers,
    target: `${asked.path}?${asked.query.map((pair) => pair.join('=')).join('&')}`,
  })
}

function scan(inOrder: readonly RuleMatch[], head: RequestHead): RuleMatch | undefined {
  const { pathname, searchParams } = new URL(`http://host${head.target}`)
  const headers = new Headers()
  for (const [name, value] of head.headers) headers.append(name, value)
  return inOrder.find(
    (match) =>
      fits(match.path, pathname) &&
      (match.method === undefined || match.method === head.method) &&
      match.headers.every((each) => holds(each, headers.get(each.name))) &&
      match.queryParams.every((each) => holds(each, searchParams.get(each.name))),
  )
}

function fits({ type, value }: RuleMatch['path'], pathname: string): boolean {
  if (type === 'Exact') return pathname === value
  if (type === 'PathPrefix') return pathname === value || pathname.startsWith(`${value}/`)
  return new RegExp(`^(?:${value})$`).test(pathname)
}

function holds({ type, value }: ValueMatch, found: string | null): boolean {
  if (found === null) return false
  return type === 'Exact' ? found === value : new RegExp(`^(?:${value})$`).test(found)
}

test('a host that is the same object keeps its router', (t) => {
  const host = exampleHost('a')
  t.is(hostRouterOf(host), hostRouterOf(host))
  t.not(hostRouterOf(host), hostRouterOf({ ...host }))
})

test('costly expressions of many matches cost a request only so much together', (t) => {
  const costly = Array.from({ length: 64 }, (_, index) => {
    const value = `/.*a.{${180 + index}}!`
    return exampleMatch({ name: `${index}`, path: { type: 'RegularExpression', value } })
  })
  const router = hostRouterOf(exampleHost('a', ...costly))
  // Without a period, so that each letter is a new state of the expression's.
  let seed = 1
  let target = '/'
  while (target.length < 3_900) {
    seed = (seed * 48_271) % 2_147_483_647
    target += 'abcx'[seed % 4]
  }
  t.is(router.find(new MatchSubject(exampleRequest({ target }))), 'undecided')
  t.is(router.find(new MatchSubject(exampleRequest({ target: '/short' }))), undefined)
})
