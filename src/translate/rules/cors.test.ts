import test from 'ava'
import type { HTTPRouteFilter, HTTPRouteRule } from '../../resources/gateway-api.ts'
import { serviceRefTo, translatedWith } from '../../testing/translate/route.ts'

type Given = Partial<NonNullable<HTTPRouteFilter['cors']>>

const cors = (given: Given): HTTPRouteFilter => ({ type: 'CORS', cors: { maxAge: 5, ...given } })
const ruleWith = (given: Given): Partial<HTTPRouteRule> => ({
  backendRefs: [serviceRefTo('cart')],
  filters: [cors(given)],
})
const good = ruleWith({ allowOrigins: ['https://*.shop.example', 'http://10.0.0.1:8080'] })

test('a filter carries what is written, and defaults for the rest', (t) => {
  const { matches } = translatedWith([good])
  t.deepEqual(matches[0]?.rule.filters, [
    {
      type: 'CORS',
      allowOrigins: ['https://*.shop.example', 'http://10.0.0.1:8080'],
      allowCredentials: false,
      allowMethods: [],
      allowHeaders: [],
      exposeHeaders: [],
      maxAgeSeconds: 5,
    },
  ])
})

test('wildcards may stand alone, as the host and as its first label', (t) => {
  const wild = { allowOrigins: ['https://*', 'http://*:8080', 'https://*.a.b:8443'] }
  t.is(translatedWith([ruleWith(wild)]).matches[0]?.rule.refused, undefined)
  const all = { allowOrigins: ['*'], allowMethods: ['*' as const], allowHeaders: ['*'] }
  t.is(translatedWith([ruleWith(all)]).matches[0]?.rule.refused, undefined)
})

// As an API server of another version would hand them over.
const bad: Readonly<Record<string, string>> = {
  '{"allowOrigins": ["https://a.example:0"]}': 'allowOrigins[0]',
  '{"allowOrigins": ["https://a.example:65536"]}': 'allowOrigins[0]',
  '{"allowOrigins": ["https://a.example", "ftp://a.example"]}': 'allowOrigins[1]',
  '{"allowOrigins": ["https://a.*.example"]}': 'allowOrigins[0]',
  '{"allowOrigins": ["https://*a.example"]}': 'allowOrigins[0]',
  '{"allowOrigins": ["https://a.example/"]}': 'allowOrigins[0]',
  '{"allowOrigins": ["null"]}': 'allowOrigins[0]',
  '{"allowOrigins": ["*", "https://a.example"]}': 'allowOrigins',
  '{"allowMethods": ["get"]}': 'allowMethods[0]',
  '{"allowMethods": ["GET", "*"]}': 'allowMethods',
  '{"allowHeaders": ["x a"]}': 'allowHeaders[0]',
  '{"allowHeaders": ["*", "x-a"]}': 'allowHeaders',
  '{"exposeHeaders": ["x-a\\r\\nSet-Cookie: b"]}': 'exposeHeaders[0]',
  '{"maxAge": -1}': 'maxAge',
}
for (const [text, field] of Object.entries(bad)) {
  test(`a filter with ${text} refuses its rule, and leaves its neighbour as it is alone`, (t) => {
    const { matches, conditions } = translatedWith([good, ruleWith(JSON.parse(text))])
    const message = `spec.rules[1].filters[0].cors.${field}: `
    t.true(matches[1]?.rule.refused?.startsWith(message), matches[1]?.rule.refused)
    t.is(conditions.accepted, undefined)
    t.true(conditions.partiallyInvalid?.message.includes(`. ${message}`))
    t.deepEqual(matches[0], translatedWith([good]).matches[0])
  })
}

test('a backendRef has a filter of its own where its rule has none', (t) => {
  const filters = [cors({ allowOrigins: ['*'] })]
  const beside = (ofRule: readonly HTTPRouteFilter[]) =>
    translatedWith([{ filters: ofRule, backendRefs: [{ ...serviceRefTo('cart'), filters }] }])
      .matches[0]?.rule.backendRefs[0]
  t.is(beside([])?.filters[0]?.type, 'CORS')
  t.is(beside([])?.invalid, undefined)
  t.regex(beside(filters)?.invalid ?? '', /CORS and the rule's CORS cannot be combined/)
  t.is(beside(filters)?.backend, null)
})
