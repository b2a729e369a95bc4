// A ReferenceGrant that is taken back: implementations "MUST respond to the removal of a grant by revoking
// the access that the grant allowed" (referencegrant_types.go): at once, not when something else changes.
import { gateway, grant, route } from '../scenarios/objects.ts'
import { untilGateway, untilRoute } from './conditions.ts'
import { gatewayAddress } from './gateway-address.ts'
import { untilAnswered } from './requests.ts'
import type { Scenario } from './scenario.ts'

const shop = { namespace: 'granted', name: 'front' }
const vault = { namespace: 'vault', name: 'stock' }
const withinMs = 1000

export const revokedGrant: readonly Scenario[] = [
  {
    says: 'a grant that is revoked ends its traffic within a second, and the condition names it',
    mode: 'host',
    async run(t, world, scene) {
      await scene.backend(vault)
      await world.kube.apply([
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name: shop.namespace } },
      ])
      const permission = grant(vault, {
        from: [
          { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: shop.namespace },
        ],
        to: [{ group: '', kind: 'Service', name: vault.name }],
      })
      const backendRefs = [{ name: vault.name, namespace: vault.namespace, port: 80 }]
      await scene.apply([
        permission,
        gateway(shop),
        route({ ...shop, parents: [{ name: shop.name }], rules: [{ backendRefs }] }),
      ])
      await untilGateway(world, shop, { says: 'Programmed=True' })
      const address = (await gatewayAddress(world, shop))(80)
      const target = { ...address, hostname: 'granted.example' }
      await untilAnswered(target, { status: 200 })

      await world.kube.delete(permission)
      const goneMs = performance.now()
      await untilAnswered(target, { status: 500 }, withinMs)
      t.log(`no traffic ${Math.round(performance.now() - goneMs)} ms after the grant was gone`)
      const message = await untilRoute(world, shop, { says: 'ResolvedRefs=False/RefNotPermitted' })
      t.regex(
        message,
        /no ReferenceGrant in namespace vault allows .* to refer to Service stock; add one/,
      )
    },
  },
]
