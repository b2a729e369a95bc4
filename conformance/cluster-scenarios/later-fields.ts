// A field of CRDs that are newer than Rauta: what it asks for cannot be known, so that the part which has it is refused.
import type { V1CustomResourceDefinition } from '@kubernetes/client-node'
import { waitFor } from '../../kind/wait-for.ts'
import { gateway, route } from '../scenarios/objects.ts'
import { untilGateway } from './conditions.ts'
import { gatewayAddress } from './gateway-address.ts'
import { untilAnswered } from './requests.ts'
import type { Scenario } from './scenario.ts'

const named = { namespace: 'later', name: 'front' }
const gateways = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'gateways.gateway.networking.k8s.io' },
}

export const laterFields: readonly Scenario[] = [
  {
    says: 'a listener with a field of a later CRD is refused and names it, and the others serve',
    mode: 'host',
    async run(t, world, scene) {
      await scene.backend(named)
      const crd = await world.kube.get<V1CustomResourceDefinition>(gateways)
      await world.kube.patch(gateways, { spec: { versions: withGuard(crd) } })
      try {
        const open = { name: 'open', protocol: 'HTTP', port: 8080 }
        const guarded = { ...open, name: 'guarded', port: 8081, guard: 'auth' }
        const { metadata, ...object } = gateway({ ...named, listeners: [open, guarded] })
        let changes = 0
        // A moment after the change, the API server cuts the field off what is stored, or what is watched.
        const message = await waitFor({
          what: 'the listener with the new field to be refused',
          timeoutMs: 60_000,
          attempt: async () => {
            const labels = { change: `${changes++}` }
            const changed = { ...object, metadata: { ...metadata, labels } }
            await scene.apply([changed])
            return untilGateway(world, named, {
              says: 'Accepted=False/UnsupportedValue',
              listener: 'guarded',
              timeoutMs: 2_000,
            })
          },
        })
        t.regex(message, /spec\.listeners\[1\]\.guard/)
        const backendRefs = [{ name: named.name, port: 80 }]
        await scene.apply([
          route({ ...named, parents: [{ name: named.name }], rules: [{ backendRefs }] }),
        ])
        await untilGateway(world, named, { says: 'Programmed=True', listener: 'open' })
        const addressOf = await gatewayAddress(world, named)
        await untilAnswered({ ...addressOf(8080), hostname: 'later.example' }, { status: 200 })
      } finally {
        await world.kube.patch(gateways, { spec: { versions: crd.spec.versions } })
      }
    },
  },
]

/** Its versions, with a listener's field that no release of the Gateway API has. */
function withGuard(
  crd: V1CustomResourceDefinition,
): V1CustomResourceDefinition['spec']['versions'] {
  const { versions } = structuredClone(crd.spec)
  for (const { schema } of versions) {
    const { properties } = schema?.openAPIV3Schema?.properties?.['spec'] ?? {}
    const listener: unknown = properties?.['listeners']?.items
    if (isObjectSchema(listener)) listener.properties['guard'] = { type: 'string' }
  }
  return versions
}

function isObjectSchema(schema: unknown): schema is { properties: Record<string, object> } {
  return typeof schema === 'object' && schema !== null && 'properties' in schema
}
