// Who writes statuses is gone: traffic does not notice, and another one writes within a bounded time.
import { gateway, route } from '../scenarios/objects.ts'
import { assertTook } from './assert-took.ts'
import { routeRef, untilGateway, untilRoute } from './conditions.ts'
import { gatewayAddress } from './gateway-address.ts'
import { assertReady, system } from './install.ts'
import { eventually } from '../../kind/eventually.ts'
import { leader, leaderLease } from './leader.ts'
import { giveLoadBalancer } from './load-balancer.ts'
import { type Target, untilAnswered } from './requests.ts'
import type { Scenario } from './scenario.ts'
import type { Scene } from './scene.ts'
import { failures, startTrafficPair } from './traffic-pair.ts'
import type { World } from './world.ts'

const led = { namespace: 'led', name: 'front' }
/** The Lease's own time, and the next try. */
const othersTakeOverMs = 25_000

export const leaderLoss: readonly Scenario[] = [
  {
    says: 'when the leader’s pod is deleted traffic goes on, and another pod writes statuses',
    mode: 'service',
    async run(t, world, scene) {
      const target = await openLed(world, scene)
      await using traffic = await startTrafficPair(target)
      const before = await leader(world)
      await world.kube.delete({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { namespace: system, name: before },
      })
      await changeIsReported(world, '/deleted', (begun) =>
        assertTook(t, { what: 'another one writes', begun, atMostMs: othersTakeOverMs }),
      )
      t.not(await leader(world), before)
      await eventually({
        what: 'two pods to be ready again',
        timeoutMs: 60_000,
        attempt: () => assertReady(world.kube),
      })
      t.deepEqual(failures(await traffic.stop(t, 'leader deleted')), [])
    },
  },
  {
    says: 'when somebody takes the Lease traffic goes on, and statuses are written once it runs out',
    mode: 'service',
    async run(t, world, scene) {
      const target = await openLed(world, scene)
      await using traffic = await startTrafficPair(target)
      const now = new Date().toISOString().replace('Z', '000Z')
      await world.kube.patch(leaderLease, {
        spec: { holderIdentity: 'a-stranger', acquireTime: now, renewTime: now },
      })
      await changeIsReported(world, '/taken', (begun) =>
        assertTook(t, { what: 'a pod of Rauta writes', begun, atMostMs: othersTakeOverMs }),
      )
      t.not(await leader(world), 'a-stranger')
      t.deepEqual(failures(await traffic.stop(t, 'Lease taken')), [])
    },
  },
]

async function openLed(world: World, scene: Scene): Promise<Target> {
  await scene.backend(led)
  await scene.apply([gateway(led), ledRoute('/first')])
  await giveLoadBalancer(world, led, '192.0.2.11')
  await untilGateway(world, led, { says: 'Programmed=True' })
  const target = { ...(await gatewayAddress(world, led))(80), hostname: 'led.example' }
  await untilAnswered(target, { status: 200 })
  return target
}

/** A second rule is another one: live at once, whoever leads; told when somebody does. */
async function changeIsReported(
  world: World,
  path: string,
  reported: (begun: number) => void,
): Promise<void> {
  const begun = performance.now()
  await world.kube.patch(routeRef(led), { spec: ledRoute(path)['spec'] })
  await untilRoute(world, led, { says: 'Accepted=True', timeoutMs: 60_000 })
  reported(begun)
}

function ledRoute(path: string) {
  const backendRefs = [{ name: led.name, port: 80 }]
  const matches = [{ path: { type: 'PathPrefix' as const, value: path } }]
  return route({
    ...led,
    parents: [{ name: 'front' }],
    rules: [{ backendRefs }, { matches, backendRefs }],
  })
}
