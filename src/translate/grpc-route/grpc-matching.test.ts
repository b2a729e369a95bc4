// What matches of GRPCRoutes become, and which of them a path meets first.
import test from 'ava'
import { RE2JS } from 're2js'
import type { GRPCRouteMatch } from '../../resources/gateway-api.ts'
import type { PathMatch } from '../../snapshot/routing-snapshot.ts'
import { byPrecedence } from '../rules/precedence.ts'
import { serviceRefTo } from '../../testing/translate/route.ts'
import { methodOf, translatedGrpc } from '../../testing/translate/grpc-route.ts'

function fits({ type, value }: PathMatch, path: string): boolean {
  switch (type) {
    case 'Exact':
      return path === value
    case 'PathPrefix':
      return path === value || path.startsWith(`${value}/`)
    case 'RegularExpression':
      return RE2JS.compile(value).matches(path)
  }
}

const paths = [
  '/shop.Cart/Get',
  '/shop.Cart/GetAll',
  '/shop.Cart2/Get',
  '/depot.Stock/Get',
  '/a|b/Get',
]

const pattern = (service: string, method: string) => methodOf(service, method, 'RegularExpression')

const table: readonly (readonly [string, GRPCRouteMatch, readonly string[]])[] = [
  ['a service and a method', methodOf('shop.Cart', 'Get'), ['/shop.Cart/Get']],
  ['a service', methodOf('shop.Cart', ''), ['/shop.Cart/Get', '/shop.Cart/GetAll']],
  [
    'a service, no method',
    { method: { type: 'Exact', service: 'shop.Cart2' } },
    ['/shop.Cart2/Get'],
  ],
  ['a method', methodOf('', 'GetAll'), ['/shop.Cart/GetAll']],
  ['a dot that is none', pattern('shopXCart', 'Get'), []],
  ['patterns of both', pattern('shop\\..*', 'Get'), ['/shop.Cart/Get', '/shop.Cart2/Get']],
  ['a pattern of services', pattern('.*[0-9]', ''), ['/shop.Cart2/Get']],
  ['a pattern of methods', pattern('', 'Get.+'), ['/shop.Cart/GetAll']],
  [
    'alternatives',
    pattern('depot.Stock|shop.Cart2', 'Get'),
    ['/shop.Cart2/Get', '/depot.Stock/Get'],
  ],
  ['part of a name', pattern('Cart', 'Get'), []],
  ['anchors around names', pattern('^shop\\.Cart$', '^Get$'), ['/shop.Cart/Get']],
  ['an escaped $', pattern('shop\\.Cart\\$', 'Get'), []],
  ['a class of |', pattern('a[|^$]b', 'Get'), ['/a|b/Get']],
  ['an encoded character in a pattern', pattern('sho%70\\.Cart', '%47et'), ['/shop.Cart/Get']],
  ['an encoded character in a name', methodOf('shop%2eCart', '%47et'), ['/shop.Cart/Get']],
  ['no method at all', {}, paths],
]

for (const [what, match, met] of table) {
  test(`${what}: exactly those methods meet it`, (t) => {
    const { matches, conditions } = translatedGrpc([{ matches: [match] }])
    t.is(conditions.accepted, undefined)
    t.deepEqual(
      paths.filter((path) => fits(matches[0]!.path, path)),
      met,
    )
  })
}

test('headers are lower case, and the first of a name counts', (t) => {
  const header = (name: string, value: string) => ({ name, type: 'Exact', value }) as const
  const { matches } = translatedGrpc([
    { matches: [{ headers: [header('X-A', '1'), header('x-a', '2')] }] },
  ])
  t.deepEqual(matches[0]?.headers, [header('x-a', '1')])
})

const refused: readonly (readonly [string, GRPCRouteMatch, RegExp])[] = [
  ['a service that is no pattern', pattern('shop.(', 'Get'), /matches\[0\]\.method\.service: /],
  ['a method that is no pattern', pattern('shop', 'Get['), /matches\[0\]\.method\.method: /],
  ['an anchor within a name', pattern('(^shop)', ''), /remove \^/],
  ['a slash in an Exact service', methodOf('shop/Cart', 'Get'), /slash/],
  ['an unknown type', JSON.parse('{"method": {"type": "Glob", "service": "*"}}'), /method\.type: /],
  [
    'a header that is no pattern',
    { headers: [{ name: 'x', type: 'RegularExpression', value: '(' }] },
    /headers\[0\]\.value: /,
  ],
]

for (const [what, match, why] of refused) {
  test(`${what} refuses its rule, with the reason`, (t) => {
    const { matches, conditions } = translatedGrpc([
      { matches: [match], backendRefs: [serviceRefTo('cart')] },
    ])
    t.is(conditions.accepted?.reason, 'UnsupportedValue')
    t.regex(conditions.accepted?.message ?? '', why)
    for (const { rule } of matches) t.truthy(rule.refused)
  })
}

test('what an unusable pattern was at least about is refused, and all of it', (t) => {
  const [ofService] = translatedGrpc([{ matches: [pattern('shop.(', 'Get')] }]).matches
  t.true(fits(ofService!.path, '/shop.Cart/Get'))
  t.false(fits(ofService!.path, '/depot.Stock/Get'))
  const [ofMethod] = translatedGrpc([{ matches: [pattern('shop\\..*', '(')] }]).matches
  t.true(fits(ofMethod!.path, '/shop.Cart/Anything'))
  t.false(fits(ofMethod!.path, '/depot.Stock/Get'))
})

test('where nobody knows which methods are meant, the route’s other rules but those of one method are withheld', (t) => {
  const { matches, conditions } = translatedGrpc([
    { matches: [pattern('', '(')] },
    { matches: [methodOf('shop.Cart', 'Get')], backendRefs: [serviceRefTo('cart')] },
    { matches: [methodOf('shop.Cart', '')], backendRefs: [serviceRefTo('cart')] },
  ])
  t.deepEqual(
    matches.map(({ rule }) => rule.refused === undefined),
    [true, false],
  )
  const { message = '' } = conditions.partiallyInvalid ?? {}
  t.regex(message, /^Dropped Rule spec\.rules\[0\], spec\.rules\[2\]: their requests get an error/)
  t.regex(message, /except for an Exact service and method/)
})

const inOrder: readonly (readonly [string, GRPCRouteMatch])[] = [
  ['the longest service, whatever else', methodOf('shop.Cart.Long', '')],
  ['the longest method of a shorter service', methodOf('shop.Cart', 'GetAll')],
  [
    'a shorter method with a header',
    { ...methodOf('shop.Cart', 'Get'), headers: [{ name: 'a', type: 'Exact', value: 'b' }] },
  ],
  ['a shorter method', methodOf('shop.Cart', 'Get')],
  ['the service alone', methodOf('shop.Cart', '')],
  ['patterns of service and method', pattern('shop\\..*very.*long.*', 'G.*')],
  ['a pattern of a service', pattern('shop\\..*', '')],
  ['a method alone', methodOf('', 'Get')],
  ['a pattern of a method', pattern('', 'Get.*')],
  ['headers alone', { headers: [{ name: 'a', type: 'Exact', value: 'b' }] }],
  ['anything', {}],
]

test('of two that are met the one that names more of the service, then of the method, comes first', (t) => {
  const { matches, order } = translatedGrpc([
    { matches: inOrder.map(([, match]) => match).toReversed() },
  ])
  const sorted = matches.map((match) => ({ match, order })).toSorted(byPrecedence)
  const names = inOrder.map(([name]) => name).toReversed()
  t.deepEqual(
    sorted.map(({ match }) => names[matches.indexOf(match)]),
    inOrder.map(([name]) => name),
  )
})

test('of two routes that ask alike the older comes first, then the one first by name', (t) => {
  const [match] = translatedGrpc([{ matches: [methodOf('shop.Cart', 'Get')] }]).matches
  const older = { match: match!, order: { name: 'z/z', creationTimestamp: '2026-01-01T00:00:00Z' } }
  const younger = {
    match: match!,
    order: { name: 'a/b', creationTimestamp: '2026-01-02T00:00:00Z' },
  }
  const twin = { match: match!, order: { ...younger.order, name: 'a/a' } }
  t.deepEqual([younger, twin, older].toSorted(byPrecedence), [older, twin, younger])
})
