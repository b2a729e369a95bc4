import test from 'ava'
import type { HTTPRouteFilter, HTTPRouteMatch } from '../../resources/gateway-api.ts'
import type { HttpFilter } from '../../snapshot/routing-snapshot.ts'
import {
  objectRefTo,
  serviceRefTo,
  serviceOf,
  translatedWith,
} from '../../testing/translate/route.ts'

const prefix: HTTPRouteMatch = { path: { type: 'PathPrefix', value: '/a' } }
const exact: HTTPRouteMatch = { path: { type: 'Exact', value: '/a' } }
const toNew = { type: 'ReplacePrefixMatch', replacePrefixMatch: '/new' } as const

interface Case {
  readonly title: string
  readonly filters: readonly HTTPRouteFilter[]
  readonly matches?: readonly HTTPRouteMatch[]
  readonly portOffset?: number
  /** What becomes of it, or what the message of the refused rule says. */
  readonly gives: readonly HttpFilter[] | RegExp
}

const redirect = (
  requestRedirect: Partial<NonNullable<HTTPRouteFilter['requestRedirect']>>,
): HTTPRouteFilter => ({
  type: 'RequestRedirect',
  requestRedirect: { statusCode: 302, ...requestRedirect },
})
const redirected = (given: object): HttpFilter => ({
  type: 'RequestRedirect',
  statusCode: 302,
  ...given,
})

const cases: readonly Case[] = [
  {
    title: 'a redirect with no scheme and no port keeps the port of the listener',
    filters: [redirect({ hostname: 'b.example' })],
    gives: [redirected({ hostname: 'b.example' })],
  },
  {
    title: 'a redirect to http goes to port 80',
    filters: [redirect({ scheme: 'http' })],
    gives: [redirected({ scheme: 'http', port: 80 })],
  },
  {
    title: 'a redirect to https goes to port 443 where the port offset has it',
    filters: [redirect({ scheme: 'https' })],
    portOffset: 8000,
    gives: [redirected({ scheme: 'https', port: 8443 })],
  },
  {
    title: 'a redirect to a port goes there, whatever the offset',
    filters: [redirect({ scheme: 'https', port: 443 })],
    portOffset: 8000,
    gives: [redirected({ scheme: 'https', port: 443 })],
  },
  {
    title: 'a redirect to a port past 65535 is refused',
    filters: [redirect({ scheme: 'https' })],
    portOffset: 65_300,
    gives: /means port 443, which is above 65535 with the port offset 65300/,
  },
  {
    title: 'a redirect with a status code that is none is refused',
    filters: [redirect({ statusCode: 304 })],
    gives: /statusCode: "304" is not supported; use 301, 302, 303, 307, 308/,
  },
  {
    title: 'a redirect that replaces a prefix needs a prefix match',
    filters: [redirect({ path: toNew })],
    matches: [prefix, exact],
    gives: /path: ReplacePrefixMatch needs .* spec\.rules\[0\]\.matches\[1\]\.path is not one/,
  },
  {
    title: 'a rewrite that replaces a prefix needs a prefix match',
    filters: [{ type: 'URLRewrite', urlRewrite: { path: toNew } }],
    matches: [exact],
    gives: /urlRewrite\.path: ReplacePrefixMatch needs/,
  },
  {
    title: 'a rewrite may replace a prefix by nothing',
    filters: [
      {
        type: 'URLRewrite',
        urlRewrite: { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '' } },
      },
    ],
    gives: [{ type: 'URLRewrite', path: { type: 'ReplacePrefixMatch', value: '' } }],
  },
  {
    title: 'a rewrite with no path to put in is refused',
    filters: [{ type: 'URLRewrite', urlRewrite: { path: { type: 'ReplaceFullPath' } } }],
    gives: /urlRewrite\.path\.replaceFullPath: a value is required/,
  },
  {
    title: 'a redirect and a rewrite are not combined',
    filters: [redirect({}), { type: 'URLRewrite', urlRewrite: { hostname: 'a.example' } }],
    gives: /RequestRedirect and URLRewrite cannot be combined/,
  },
  {
    title: 'a filter that may stand there once is refused when it is repeated',
    filters: [redirect({}), redirect({})],
    gives: /filter type RequestRedirect is allowed only once here/,
  },
  {
    title: 'a mirror takes all requests unless told otherwise',
    filters: [{ type: 'RequestMirror', requestMirror: { backendRef: objectRefTo('cart') } }],
    gives: [
      { type: 'RequestMirror', backend: 'service/shop/cart/80', numerator: 100, denominator: 100 },
    ],
  },
  {
    title: 'a mirror of 0 percent takes none',
    filters: [
      { type: 'RequestMirror', requestMirror: { backendRef: objectRefTo('cart'), percent: 0 } },
    ],
    gives: [
      { type: 'RequestMirror', backend: 'service/shop/cart/80', numerator: 0, denominator: 100 },
    ],
  },
  {
    title: 'filters keep the order in which they stand',
    filters: [
      { type: 'URLRewrite', urlRewrite: { hostname: 'a.example' } },
      { type: 'ResponseHeaderModifier', responseHeaderModifier: { remove: ['X-A', 'x-a'] } },
    ],
    gives: [
      { type: 'URLRewrite', hostname: 'a.example' },
      { type: 'ResponseHeaderModifier', set: [], add: [], remove: ['X-A'] },
    ],
  },
]

for (const { title, filters, matches = [prefix], portOffset = 0, gives } of cases) {
  test(title, (t) => {
    const services = [serviceOf('shop/cart')]
    const translated = translatedWith([{ filters, matches }], services, { portOffset })
    const rule = translated.matches[0]?.rule
    if (gives instanceof RegExp) {
      t.regex(rule?.refused ?? '', gives)
      t.regex(translated.conditions.accepted?.message ?? '', gives)
    } else {
      t.is(rule?.refused, undefined)
      t.deepEqual(rule?.filters, gives)
    }
  })
}

for (const name of ['Connection', 'content-length', 'HOST', 'Transfer-Encoding', 'Upgrade', 'TE']) {
  test(`no filter sets, adds or removes ${name}`, (t) => {
    for (const changes of [
      { set: [{ name, value: 'x' }] },
      { add: [{ name, value: 'x' }] },
      { remove: [name] },
    ]) {
      const request: HTTPRouteFilter = {
        type: 'RequestHeaderModifier',
        requestHeaderModifier: changes,
      }
      const response: HTTPRouteFilter = {
        type: 'ResponseHeaderModifier',
        responseHeaderModifier: changes,
      }
      for (const filter of [request, response]) {
        const { matches } = translatedWith([{ filters: [filter] }])
        t.regex(matches[0]?.rule.refused ?? '', /cannot be changed/)
      }
    }
  })
}

test('a redirect beside backendRefs is dropped', (t) => {
  const { matches } = translatedWith([
    { filters: [redirect({})], backendRefs: [serviceRefTo('cart')] },
  ])
  t.regex(matches[0]?.rule.refused ?? '', /a RequestRedirect filter and backendRefs cannot/)
})

test("a backend's redirect is not combined with the rule's rewrite", (t) => {
  const { matches, conditions } = translatedWith([
    {
      filters: [{ type: 'URLRewrite', urlRewrite: { hostname: 'a.example' } }],
      backendRefs: [serviceRefTo('cart'), { ...serviceRefTo('cart'), filters: [redirect({})] }],
    },
  ])
  const [plain, redirecting] = matches[0]?.rule.backendRefs ?? []
  t.is(plain?.backend, 'service/shop/cart/80')
  t.is(redirecting?.backend, null)
  t.regex(
    redirecting?.invalid ?? '',
    /RequestRedirect and the rule's URLRewrite cannot be combined/,
  )
  t.truthy(conditions.partiallyInvalid)
})

test('a backend whose filter replaces a prefix needs a prefix match of its rule', (t) => {
  const filters: readonly HTTPRouteFilter[] = [{ type: 'URLRewrite', urlRewrite: { path: toNew } }]
  const { matches } = translatedWith([
    { matches: [exact], backendRefs: [{ ...serviceRefTo('cart'), filters }] },
  ])
  t.is(matches[0]?.rule.refused, undefined)
  t.regex(matches[0]?.rule.backendRefs[0]?.invalid ?? '', /ReplacePrefixMatch needs/)
})

test('a backend does not replace the prefix of a path that its rule has rewritten', (t) => {
  const rewrite = (urlRewrite: HTTPRouteFilter['urlRewrite']): readonly HTTPRouteFilter[] => [
    { type: 'URLRewrite', ...(urlRewrite && { urlRewrite }) },
  ]
  const backendRefs = [{ ...serviceRefTo('cart'), filters: rewrite({ path: toNew }) }]
  const invalidBeside = (filters: readonly HTTPRouteFilter[]) =>
    translatedWith([{ filters, backendRefs }]).matches[0]?.rule.backendRefs[0]?.invalid
  t.regex(
    invalidBeside(rewrite({ path: toNew })) ?? '',
    /a path that the URLRewrite of the rule made/,
  )
  t.is(invalidBeside(rewrite({ hostname: 'a.example' })), undefined)
})
