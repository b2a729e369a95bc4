import test from 'ava'
import { withFields } from '../../testing/translate/newer-fields.ts'
import { routeWith } from '../../testing/translate/route.ts'
import { outside, unknownFields, within } from './unknown-fields.ts'

const prefix = { type: 'PathPrefix', value: '/a' } as const

test('a field that the pinned schemas have is known, whatever its value holds', (t) => {
  const route = routeWith([{ matches: [{ path: prefix }] }])
  t.deepEqual(unknownFields(route), [])
  const gateway = {
    kind: 'Gateway' as const,
    spec: { listeners: [{ tls: { options: { 'example.com/own': '1' } } }] },
  }
  t.deepEqual(unknownFields(gateway), [], 'the names in a map are the user’s')
})

test('a field that is not known is named by its path, in lists too, and nothing below it', (t) => {
  const route = withFields(routeWith([{}, { matches: [{ path: prefix }] }]), {
    'spec.rules[1].matches[0].clients': { from: { namespace: 'Same' } },
    'spec.mode': null,
  })
  const unknown = unknownFields(route)
  t.deepEqual(unknown, ['spec.rules[1].matches[0].clients', 'spec.mode'])
  t.deepEqual(within(unknown, 'spec.rules[1]'), ['spec.rules[1].matches[0].clients'])
  t.deepEqual(outside(unknown, ['spec.rules']), ['spec.mode'])
})

test('one entry is not taken for another whose number begins alike', (t) => {
  t.deepEqual(within(['spec.rules[11].x', 'spec.rules[1].x'], 'spec.rules[1]'), ['spec.rules[1].x'])
})

test('a field that is absent by the value undefined is none', (t) => {
  t.deepEqual(unknownFields({ kind: 'UDPRoute', spec: { rules: undefined, other: undefined } }), [])
})

test('a field that only the CRDs of the minor version before have is known', (t) => {
  const sessionPersistence = { sessionName: 'a', cookieConfig: { lifetimeType: 'Session' } }
  for (const kind of ['HTTPRoute', 'GRPCRoute'] as const)
    t.deepEqual(unknownFields({ kind, spec: { rules: [{ sessionPersistence }] } }), [])
})
