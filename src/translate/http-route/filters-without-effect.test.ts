import test from 'ava'
import type { HTTPRouteFilter, HTTPRouteRule } from '../../resources/gateway-api.ts'
import {
  prefixOfAll,
  objectRefTo,
  serviceRefTo,
  translatedWith,
} from '../../testing/translate/route.ts'

const cors: HTTPRouteFilter = { type: 'CORS', cors: { allowOrigins: ['*'], maxAge: 5 } }
const redirect: HTTPRouteFilter = { type: 'RequestRedirect', requestRedirect: { statusCode: 302 } }
const byHeader = (name: string) => ({
  ...prefixOfAll,
  headers: [{ name, type: 'Exact' as const, value: 'a' }],
})

function notesOf(rule: Partial<HTTPRouteRule>): string {
  const { conditions } = translatedWith([rule])
  return [conditions.accepted?.message, ...conditions.notServed].filter(Boolean).join(' ')
}

test('a CORS filter behind a match for a header that no preflight has is told', (t) => {
  const told =
    /^spec\.rules\[0\]\.matches\[1\]\.headers\[0\]: browsers do not send header "X-Tenant" in a preflight/
  const matches = [prefixOfAll, byHeader('X-Tenant')]
  t.regex(notesOf({ matches, filters: [cors], backendRefs: [serviceRefTo('cart')] }), told)
  t.regex(notesOf({ matches, backendRefs: [{ ...serviceRefTo('cart'), filters: [cors] }] }), told)
  t.is(notesOf({ matches, backendRefs: [serviceRefTo('cart')] }), '')
})

test('headers that browsers send with a preflight are none to tell of', (t) => {
  for (const name of ['Origin', 'host', 'User-Agent', 'Access-Control-Request-Method'])
    t.is(
      notesOf({ matches: [byHeader(name)], filters: [cors], backendRefs: [serviceRefTo('cart')] }),
      '',
    )
})

test('filters of requests beside a redirect have no effect, and are told', (t) => {
  const mirror: HTTPRouteFilter = {
    type: 'RequestMirror',
    requestMirror: { backendRef: objectRefTo('cart') },
  }
  const modifier: HTTPRouteFilter = {
    type: 'RequestHeaderModifier',
    requestHeaderModifier: { remove: ['x-a'] },
  }
  const answers: HTTPRouteFilter = {
    type: 'ResponseHeaderModifier',
    responseHeaderModifier: { remove: ['x-a'] },
  }
  t.regex(
    notesOf({ filters: [mirror, redirect, modifier, answers] }),
    /^spec\.rules\[0\]\.filters\[0\]: filter type RequestMirror has no effect .* spec\.rules\[0\]\.filters\[2\]: filter type RequestHeaderModifier has no effect [^.]*$/,
  )
  t.regex(
    notesOf({ backendRefs: [{ ...serviceRefTo('cart'), filters: [redirect, modifier] }] }),
    /^spec\.rules\[0\]\.backendRefs\[0\]\.filters\[1\]: /,
  )
  t.is(notesOf({ filters: [redirect, answers] }), '')
})

test('timeouts and retries beside a redirect have no effect, and are told', (t) => {
  t.regex(
    notesOf({
      filters: [redirect],
      timeouts: { request: '1s', backendRequest: '1s' },
      retry: { attempts: 1 },
    }),
    /^spec\.rules\[0\]\.timeouts\.request: has no effect .* spec\.rules\[0\]\.timeouts\.backendRequest: .* spec\.rules\[0\]\.retry: has no effect with a RequestRedirect/,
  )
  t.is(
    notesOf({
      backendRefs: [{ ...serviceRefTo('cart'), filters: [redirect] }, serviceRefTo('cart')],
      timeouts: { request: '1s' },
    }),
    '',
  )
})
