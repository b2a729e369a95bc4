import test from 'ava'
import schemas from '../../manifests/validate/schemas.generated.json' with { type: 'json' }
import type { HTTPRoute, HTTPRouteFilter, HTTPRouteRule } from '../../resources/gateway-api.ts'
import { servedHttpRouteFields } from './http-route-fields.ts'
import {
  readsWith,
  objectRefTo,
  serviceRefTo,
  routeWith,
  serviceOf,
} from '../../testing/translate/route.ts'
import { createHttpRouteTranslator } from '../http-route/translate-http-route.ts'

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
}

test('every field of the schema is served or reported, and no other is in the table', (t) => {
  // Its inferred type spells out every field.
  const spec = schemas.kinds.HTTPRoute.schema.properties.spec as Schema
  t.deepEqual(Object.keys(servedHttpRouteFields).toSorted(), leavesOf(spec, 'spec').toSorted())
})

function leavesOf({ properties, items }: Schema, path: string): readonly string[] {
  if (items) return leavesOf(items, `${path}[]`)
  if (!properties) return [path]
  return Object.entries(properties).flatMap(([name, field]) => leavesOf(field, `${path}.${name}`))
}

const filters: Readonly<Record<string, HTTPRouteFilter>> = {
  externalAuth: {
    type: 'ExternalAuth',
    externalAuth: { protocol: 'GRPC', backendRef: objectRefTo('auth'), grpc: {} },
  },
  extensionRef: { type: 'ExtensionRef', extensionRef: { group: 'a.b', kind: 'C', name: 'd' } },
}

/** A route that uses what the field is part of, and what a message then has to name. */
function useOf(field: string): { readonly route: HTTPRoute; readonly named: string } {
  const [, place = '', type = ''] = /^(.*)\.filters\[\]\.(\w+)/.exec(field) ?? []
  const filter = filters[type]
  if (filter && place === 'spec.rules[]') {
    return { route: routeWith([{ filters: [filter] }]), named: `spec.rules[0].filters[0].${type}` }
  }
  if (filter) {
    const backendRefs = [{ ...serviceRefTo('cart'), filters: [filter] }]
    const named = `spec.rules[0].backendRefs[0].filters[0].${type}`
    return { route: routeWith([{ backendRefs }]), named }
  }
  const rule: Partial<HTTPRouteRule> | undefined = field.startsWith(
    'spec.rules[].sessionPersistence',
  )
    ? { sessionPersistence: { type: 'Header', header: { name: 'a' }, absoluteTimeout: '1h' } }
    : undefined
  if (rule) return { route: routeWith([rule]), named: `spec.rules[0].${Object.keys(rule)[0]}` }
  return { route: routeWith([{}], { useDefaultGateways: 'All' }), named: 'spec.useDefaultGateways' }
}

for (const [field, verdict] of Object.entries(servedHttpRouteFields)) {
  if (verdict === 'served') continue
  test(`${field} is named in a message where it is used`, (t) => {
    const { route, named } = useOf(field)
    t.true(field.startsWith(named.replaceAll(/\[\d+\]/g, '[]')))
    const translate = createHttpRouteTranslator({ portOffset: 0 })
    const { conditions } = translate(route, readsWith([serviceOf('shop/cart')]))
    const said = [conditions.accepted?.message ?? '', ...conditions.notServed].join(' ')
    t.true(said.includes(`${named}:`), said)
  })
}

test('a filter of a type that is not known is told and refused', (t) => {
  const filter: HTTPRouteFilter = JSON.parse('{"type": "FromTheFuture"}')
  const translate = createHttpRouteTranslator({ portOffset: 0 })
  const { conditions, matches } = translate(routeWith([{ filters: [filter] }]), readsWith([]))
  t.regex(
    conditions.accepted?.message ?? '',
    /^spec\.rules\[0\]\.filters\[0\]\.type: .*FromTheFuture/,
  )
  t.truthy(matches[0]?.rule.refused)
})
