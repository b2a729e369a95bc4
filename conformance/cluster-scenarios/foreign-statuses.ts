// Others write into the same statuses: what is theirs stays as they wrote it, whatever Rauta changes.
import { isDeepStrictEqual } from 'node:util'
import type { Gateway, HTTPRoute } from '../../src/resources/gateway-api.ts'
import { gateway, route } from '../scenarios/objects.ts'
import { gatewayRef, routeRef, untilGateway, untilRoute } from './conditions.ts'
import type { Scenario } from './scenario.ts'

const named = { namespace: 'foreign', name: 'front' }
const time = '2026-01-02T03:04:05Z'

export const foreignStatuses: readonly Scenario[] = [
  {
    says: 'another controller’s entry of a route’s status stays byte for byte',
    mode: 'host',
    async run(t, world, scene) {
      await scene.backend(named)
      await scene.apply([gateway(named), routeTo('/a')])
      await untilRoute(world, named, { says: 'Accepted=True' })
      const foreign = {
        parentRef: { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'front', port: 80 },
        controllerName: 'other.example/controller',
        conditions: [
          {
            type: 'Accepted',
            status: 'False',
            reason: 'Odd',
            message: 'mine',
            lastTransitionTime: time,
          },
          {
            type: 'other.example/Seen',
            status: 'True',
            reason: 'Seen',
            message: '',
            lastTransitionTime: time,
          },
        ],
      }
      const parents = (await world.kube.get<HTTPRoute>(routeRef(named))).status?.parents ?? []
      await world.kube.patch(
        routeRef(named),
        { status: { parents: [foreign, ...parents] } },
        'status',
      )
      for (const [path, says] of [
        ['/b', 'ResolvedRefs=True'],
        ['/none', 'ResolvedRefs=False/BackendNotFound'],
      ] as const) {
        await world.kube.patch(routeRef(named), { spec: routeTo(path)['spec'] })
        await untilRoute(world, named, { says })
        const found = (await world.kube.get<HTTPRoute>(routeRef(named))).status?.parents ?? []
        t.is(found.length, 2)
        t.true(
          found.some((parent) => isDeepStrictEqual(parent, foreign)),
          JSON.stringify(found),
        )
      }
    },
  },
  {
    says: 'a condition of a type that is not Rauta’s stays in a Gateway’s status',
    mode: 'host',
    async run(t, world, scene) {
      await scene.apply([
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name: named.namespace } },
      ])
      await scene.apply([gateway(named)])
      await untilGateway(world, named, { says: 'Programmed=True' })
      const foreign = {
        type: 'other.example/Billed',
        status: 'True',
        reason: 'Paid',
        message: 'until May',
        lastTransitionTime: time,
        observedGeneration: 1,
      }
      const conditions = (await world.kube.get<Gateway>(gatewayRef(named))).status?.conditions ?? []
      const change = { status: { conditions: [...conditions, foreign] } }
      await world.kube.patch(gatewayRef(named), change, 'status')
      const listeners = [{ name: 'http', protocol: 'HTTP', port: 8080 }]
      await world.kube.patch(gatewayRef(named), { spec: { listeners } })
      await untilGateway(world, named, { says: 'Programmed=True' })
      const found = (await world.kube.get<Gateway>(gatewayRef(named))).status?.conditions ?? []
      t.deepEqual(
        found.filter(({ type }) => type === foreign.type),
        [foreign],
      )
    },
  },
]

/** `/none` leads to a Service that is not there. */
function routeTo(path: string) {
  const backendRefs = [{ name: path === '/none' ? 'none' : named.name, port: 80 }]
  const matches = [{ path: { type: 'PathPrefix' as const, value: path } }]
  return route({ ...named, parents: [{ name: 'front' }], rules: [{ matches, backendRefs }] })
}
