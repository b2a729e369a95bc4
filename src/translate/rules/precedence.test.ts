import test from 'ava'
import * as fc from 'fast-check'
import type { HttpRule, RuleMatch, ValueMatch } from '../../snapshot/routing-snapshot.ts'
import { byPrecedence, type OrderedMatch } from './precedence.ts'

const rule: HttpRule = { name: '', filters: [], backendRefs: [], timeouts: {} }

function matchOf(criteria: Partial<RuleMatch>): RuleMatch {
  const all = { type: 'PathPrefix', value: '' } as const
  return { name: '', path: all, headers: [], queryParams: [], rule, ...criteria }
}

function values(count: number): readonly ValueMatch[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `n${index}`,
    type: 'Exact',
    value: 'v',
  }))
}

const order = { name: 'shop/cart', creationTimestamp: '2026-01-02T03:04:05Z' }
const prefix = (value: string) => ({ path: { type: 'PathPrefix', value } }) as const
const exact = (value: string) => ({ path: { type: 'Exact', value } }) as const
const pattern = (value: string) => ({ path: { type: 'RegularExpression', value } }) as const

const table: readonly (readonly [string, Partial<OrderedMatch>, Partial<OrderedMatch>])[] = [
  [
    'an Exact path goes before a longer PathPrefix with everything else',
    { match: matchOf(exact('/a')) },
    { match: matchOf({ ...prefix('/a/b'), method: 'GET', headers: values(3) }) },
  ],
  [
    'an Exact path goes before a regular expression',
    { match: matchOf(exact('/a')) },
    { match: matchOf({ ...pattern('/a.*'), method: 'GET' }) },
  ],
  [
    'a regular expression goes before the longest PathPrefix',
    { match: matchOf(pattern('/.*')) },
    { match: matchOf(prefix('/a/very/long/prefix')) },
  ],
  [
    'the longer PathPrefix goes before the shorter one with a method',
    { match: matchOf(prefix('/a/b')) },
    { match: matchOf({ ...prefix('/a'), method: 'GET', headers: values(2) }) },
  ],
  [
    'a method goes before any number of headers',
    { match: matchOf({ method: 'GET' }) },
    { match: matchOf({ headers: values(16), queryParams: values(16) }) },
  ],
  [
    'more headers go before more query params',
    { match: matchOf({ headers: values(2) }) },
    { match: matchOf({ headers: values(1), queryParams: values(16) }) },
  ],
  [
    'more query params go before an older route',
    { match: matchOf({ queryParams: values(2) }) },
    {
      match: matchOf({ queryParams: values(1) }),
      order: { name: 'a/a', creationTimestamp: '2020-01-01T00:00:00Z' },
    },
  ],
  [
    'the older route goes before the first by name',
    { order: { name: 'z/z', creationTimestamp: '2026-01-01T00:00:00Z' } },
    { order: { name: 'a/a', creationTimestamp: '2026-01-01T00:00:01Z' } },
  ],
  [
    'ages compare as times and not as texts',
    { order: { name: 'z/z', creationTimestamp: '2026-01-01T02:00:00+02:00' } },
    { order: { name: 'a/a', creationTimestamp: '2026-01-01T01:00:00Z' } },
  ],
  [
    'of two routes of one age the first by namespace/name goes before',
    { order: { name: 'a/z', creationTimestamp: '2026-01-01T00:00:00Z' } },
    { order: { name: 'b/a', creationTimestamp: '2026-01-01T00:00:00Z' } },
  ],
  [
    'a route with no creationTimestamp counts as the youngest',
    { order: { name: 'z/z', creationTimestamp: '2099-01-01T00:00:00Z' } },
    { order: { name: 'a/a' } },
  ],
  [
    'a creationTimestamp that is no time counts as none',
    { order: { name: 'a/a', creationTimestamp: 'yesterday' } },
    { order: { name: 'b/b' } },
  ],
]

for (const [title, first, second] of table) {
  test(title, (t) => {
    const any = { match: matchOf({}), order }
    const [a, b] = [first, second].map((given) => Object.assign({}, any, given))
    t.true(byPrecedence(a!, b!) < 0)
    t.true(byPrecedence(b!, a!) > 0)
  })
}

test('matches of one route that are alike keep the order of the route', (t) => {
  const alike = ['first', 'second', 'third'].map((name) => ({ match: matchOf({ name }), order }))
  t.deepEqual(
    alike.toSorted(byPrecedence).map(({ match }) => match.name),
    ['first', 'second', 'third'],
  )
})

const someMatch: fc.Arbitrary<OrderedMatch> = fc
  .record({
    type: fc.constantFrom('Exact' as const, 'PathPrefix' as const, 'RegularExpression' as const),
    value: fc.constantFrom('', '/a', '/b', '/a/b'),
    method: fc.constantFrom(undefined, 'GET'),
    headers: fc.nat(2),
    queryParams: fc.nat(2),
    name: fc.constantFrom('a/a', 'a/b', 'b/a'),
    created: fc.constantFrom(
      undefined,
      '2026-01-01T00:00:00Z',
      '2026-01-01T01:00:00+01:00',
      'never',
    ),
  })
  .map(({ type, value, method, headers, queryParams, name, created }) => ({
    match: matchOf({
      path: { type, value },
      ...(method && { method }),
      headers: values(headers),
      queryParams: values(queryParams),
    }),
    order: created === undefined ? { name } : { name, creationTimestamp: created },
  }))

test('the order is antisymmetric', (t) => {
  fc.assert(
    fc.property(someMatch, someMatch, (a, b) => {
      const [ab, ba] = [byPrecedence(a, b), byPrecedence(b, a)].map(Math.sign)
      t.is(ab! + ba!, 0)
    }),
  )
})

test('the order is transitive', (t) => {
  fc.assert(
    fc.property(someMatch, someMatch, someMatch, (a, b, c) => {
      const [first, second, third] = [a, b, c].toSorted(byPrecedence)
      t.true(byPrecedence(first!, second!) <= 0)
      t.true(byPrecedence(second!, third!) <= 0)
      t.true(byPrecedence(first!, third!) <= 0)
      if (byPrecedence(a, b) < 0 && byPrecedence(b, c) < 0) t.true(byPrecedence(a, c) < 0)
    }),
    { numRuns: 1_000 },
  )
})

test('the order is total: only matches of one route can be alike', (t) => {
  fc.assert(
    fc.property(someMatch, someMatch, (a, b) => {
      if (a.order.name !== b.order.name) t.not(byPrecedence(a, b), 0)
    }),
  )
})

test('sorting gives the same order, in whatever order routes come in', (t) => {
  const distinct = fc.uniqueArray(someMatch, {
    maxLength: 12,
    comparator: (a, b) => byPrecedence(a, b) === 0,
  })
  fc.assert(
    fc.property(distinct, (matches) => {
      t.deepEqual(matches.toSorted(byPrecedence), matches.toReversed().toSorted(byPrecedence))
    }),
  )
})
