import test from 'ava'
import schemas from '../../manifests/validate/schemas.generated.json' with { type: 'json' }
import type { GRPCRoute, GRPCRouteRule } from '../../resources/gateway-api.ts'
import { readsWith, serviceRefTo, serviceOf } from '../../testing/translate/route.ts'
import { servedGrpcRouteFields } from './grpc-route-fields.ts'
import { grpcRouteWith } from '../../testing/translate/grpc-route.ts'
import { createGrpcRouteTranslator } from '../grpc-route/translate-grpc-route.ts'

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
}

test('every field of the schema is served or reported, and no other is in the table', (t) => {
  // Its inferred type spells out every field.
  const spec = schemas.kinds.GRPCRoute.schema.properties.spec as Schema
  t.deepEqual(Object.keys(servedGrpcRouteFields).toSorted(), leavesOf(spec, 'spec').toSorted())
})

function leavesOf({ properties, items }: Schema, path: string): readonly string[] {
  if (items) return leavesOf(items, `${path}[]`)
  if (!properties) return [path]
  return Object.entries(properties).flatMap(([name, field]) => leavesOf(field, `${path}.${name}`))
}

const extension = {
  type: 'ExtensionRef',
  extensionRef: { group: 'a.b', kind: 'C', name: 'd' },
} as const

/** By the start of a field: a route that uses it, and what a message then has to name. */
const uses: readonly (readonly [start: string, route: GRPCRoute, named: string])[] = [
  [
    'spec.rules[].filters[].extensionRef',
    grpcRouteWith([{ filters: [extension] }]),
    'spec.rules[0].filters[0].extensionRef',
  ],
  [
    'spec.rules[].backendRefs[].filters[].extensionRef',
    grpcRouteWith([{ backendRefs: [{ ...serviceRefTo('cart'), filters: [extension] }] }]),
    'spec.rules[0].backendRefs[0].filters[0].extensionRef',
  ],
  [
    'spec.rules[].sessionPersistence',
    grpcRouteWith([{ sessionPersistence: { type: 'Header', header: { name: 'a' } } }]),
    'spec.rules[0].sessionPersistence',
  ],
  [
    'spec.useDefaultGateways',
    grpcRouteWith([{}], { useDefaultGateways: 'All' }),
    'spec.useDefaultGateways',
  ],
]

const translate = createGrpcRouteTranslator({ portOffset: 0 })

for (const [field, verdict] of Object.entries(servedGrpcRouteFields)) {
  if (verdict === 'served') continue
  test(`${field} is named in a message where it is used`, (t) => {
    const [, route, named = ''] = uses.find(([start]) => field.startsWith(start)) ?? []
    if (!route) return t.fail('there is no route that uses it')
    const { conditions } = translate(route, readsWith([serviceOf('shop/cart')]))
    const said = [conditions.accepted?.message ?? '', ...conditions.notServed].join(' ')
    t.true(said.includes(`${named}:`), said)
  })
}

test('a filter of a type that is not known is told and refused', (t) => {
  const rule: GRPCRouteRule = { filters: [JSON.parse('{"type": "FromTheFuture"}')] }
  const { conditions, matches } = translate(grpcRouteWith([rule]), readsWith([]))
  t.regex(conditions.accepted?.message ?? '', /^spec\.rules\[0\]\.filters\[0\]\.type: .*Future/)
  t.truthy(matches[0]?.rule.refused)
})
