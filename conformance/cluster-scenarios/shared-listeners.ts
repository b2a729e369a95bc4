// `host` mode: Gateways of several teams share the node's ports. Of two that claim the same, the older
// one serves it, and the other takes over when that is gone.
import { gateway, http } from '../scenarios/objects.ts'
import { assertTook } from './assert-took.ts'
import { untilGateway, untilRoute } from './conditions.ts'
import { gatewayAddress } from './gateway-address.ts'
import type { Named } from './kube.ts'
import { routeOf } from './open-front.ts'
import { untilAnswered } from './requests.ts'
import type { Scenario } from './scenario.ts'
import type { Scene } from './scene.ts'

const first = { namespace: 'team-a', name: 'front' }
const second = { namespace: 'team-b', name: 'front' }

export const sharedListeners: readonly Scenario[] = [
  {
    says: 'two Gateways on one port are merged by hostname',
    mode: 'host',
    async run(_t, world, scene) {
      await open(scene, first, 'a.example')
      await open(scene, second, 'b.example')
      for (const named of [first, second]) {
        await untilGateway(world, named, { says: 'Programmed=True' })
        await untilRoute(world, named, { says: 'Accepted=True' })
      }
      const address = (await gatewayAddress(world, first))(80)
      await untilAnswered({ ...address, hostname: 'a.example' }, { backend: 'team-a/front' })
      await untilAnswered({ ...address, hostname: 'b.example' }, { backend: 'team-b/front' })
      await untilAnswered({ ...address, hostname: 'c.example' }, { status: 404 })
    },
  },
  {
    says: 'of two Gateways that claim a hostname the older serves it, and the other when that is gone',
    mode: 'host',
    async run(t, world, scene) {
      const gone = await open(scene, first, 'shop.example')
      await untilGateway(world, first, { says: 'Programmed=True' })
      await open(scene, second, 'shop.example')
      const conflict = await untilGateway(world, second, {
        listener: 'http',
        says: 'Conflicted=True/HostnameConflict',
      })
      t.regex(conflict, /Gateway team-a\/front/)
      await untilGateway(world, first, { listener: 'http', says: 'Conflicted=False' })
      const target = { ...(await gatewayAddress(world, first))(80), hostname: 'shop.example' }
      await untilAnswered(target, { backend: 'team-a/front' })

      await scene.remove([gone])
      const begun = performance.now()
      await untilAnswered(target, { backend: 'team-b/front' })
      assertTook(t, { what: 'the other one serves it', begun, atMostMs: 5000 })
      await untilGateway(world, second, { listener: 'http', says: 'Conflicted=False' })
      await untilGateway(world, second, { says: 'Programmed=True' })
    },
  },
]

/** A team's backend, Gateway and route; the Gateway. */
async function open(scene: Scene, team: Named, hostname: string) {
  await scene.backend(team)
  const opened = gateway({ ...team, listeners: [http({ hostname })] })
  await scene.apply([opened, routeOf(team)])
  return opened
}
