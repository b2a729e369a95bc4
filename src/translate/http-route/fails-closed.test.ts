import test from 'ava'
import * as fc from 'fast-check'
import type { HTTPRouteFilter, HTTPRouteMatch, HTTPRouteRule } from '../../resources/gateway-api.ts'
import { objectRefTo, serviceRefTo, translatedWith } from '../../testing/translate/route.ts'

const served: readonly HTTPRouteFilter[] = [
  { type: 'URLRewrite', urlRewrite: { hostname: 'a.example' } },
  { type: 'RequestHeaderModifier', requestHeaderModifier: { remove: ['x-a'] } },
  { type: 'RequestMirror', requestMirror: { backendRef: objectRefTo('gone') } },
]
const unserved: readonly HTTPRouteFilter[] = [
  { type: 'CORS', cors: { allowOrigins: ['ftp://a.example'], maxAge: 5 } },
  JSON.parse('{"type": "CORS"}'),
  { type: 'ExtensionRef', extensionRef: { group: 'a.b', kind: 'C', name: 'd' } },
  {
    type: 'ExternalAuth',
    externalAuth: { protocol: 'GRPC', backendRef: objectRefTo('auth'), grpc: {} },
  },
  // As an API server of a later version would hand them over.
  JSON.parse('{"type": "toString"}'),
  JSON.parse('{"type": "RequestRedirect"}'),
  JSON.parse('{"type": "URLRewrite", "urlRewrite": {"path": {"type": "__proto__"}}}'),
  JSON.parse(
    '{"type": "RequestRedirect", "requestRedirect": {"scheme": "ftp", "statusCode": 301}}',
  ),
]

const someFilters = fc.uniqueArray(fc.constantFrom(...served, ...unserved), { maxLength: 4 })
const somePath: fc.Arbitrary<HTTPRouteMatch> = fc
  .record({
    type: fc.constantFrom('Exact' as const, 'PathPrefix' as const, 'RegularExpression' as const),
    value: fc.constantFrom('/', '/a', '/a/', '/a/[', '(', '.*'),
  })
  .map((path) => ({ path }))
const someRule: fc.Arbitrary<Partial<HTTPRouteRule>> = fc.record({
  matches: fc.array(somePath, { minLength: 1, maxLength: 4 }),
  filters: someFilters,
  backendRefs: fc.array(
    someFilters.map((filters) => Object.assign(serviceRefTo('cart'), { filters })),
    { maxLength: 3 },
  ),
})

const isUnserved = (filter: HTTPRouteFilter) => unserved.includes(filter)

test('behind a filter that is not served nothing is forwarded, of whatever rule', (t) => {
  fc.assert(
    fc.property(fc.array(someRule, { minLength: 1, maxLength: 4 }), (rules) => {
      const { matches, conditions } = translatedWith(rules)
      for (const { rule } of matches) {
        const given = rules[Number(rule.name.split('/').at(-1))]
        if (given?.filters?.some(isUnserved)) t.truthy(rule.refused)
        if (rule.refused !== undefined) t.deepEqual([rule.backendRefs, rule.filters], [[], []])
        for (const [index, { backend, invalid }] of rule.backendRefs.entries()) {
          if (given?.backendRefs?.[index]?.filters?.some(isUnserved)) t.is(backend, null)
          t.is(backend === null, invalid !== undefined)
        }
        if (rule.refused !== undefined) t.truthy(conditions.accepted ?? conditions.partiallyInvalid)
      }
      const filters = rules.flatMap((rule) => [
        ...(rule.filters ?? []),
        ...(rule.backendRefs ?? []).flatMap((ref) => ref.filters ?? []),
      ])
      if (filters.some(isUnserved)) t.truthy(conditions.accepted ?? conditions.partiallyInvalid)
    }),
    { numRuns: 300 },
  )
})

test('a match is left out only where the rest of its route is withheld', (t) => {
  fc.assert(
    fc.property(fc.array(someRule, { minLength: 1, maxLength: 4 }), (rules) => {
      const { matches } = translatedWith(rules)
      const written = rules.reduce((sum, rule) => sum + (rule.matches?.length ?? 1), 0)
      if (matches.length === written) return
      for (const { path, rule } of matches)
        t.true(path.type === 'Exact' || rule.refused !== undefined)
    }),
    { numRuns: 300 },
  )
})
