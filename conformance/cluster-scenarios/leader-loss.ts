// Who writes statuses is gone: traffic does not notice, and another one writes within a bounded time.
import type { ExecutionContext } from 'ava'
import { gateway, route } from '../scenarios/objects.ts'
import { diagnosis } from '../../kind/diagnosis.ts'
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
/** The Lease's own 15 s, and the next try. */
const othersLeadMs = 25_000
const reportedMs = 5000

export const leaderLoss: readonly Scenario[] = [
  {
    says: 'when the leader’s pod is deleted traffic goes on, and another pod writes statuses',
    mode: 'service',
    async run(t, world, scene) {
      const target = await openLed(world, scene)
      await using traffic = await startTrafficPair(target)
      const before = await leader(world)
      const metadata = { namespace: system, name: before }
      await world.kube.delete({ apiVersion: 'v1', kind: 'Pod', metadata })
      await untilLedByOther(t, world, before)
      await changeIsReported(t, world, '/deleted')
      await untilReady(world)
      t.deepEqual(failures(await traffic.stop(t, 'leader deleted')), [])
    },
  },
  {
    says: 'when somebody takes the Lease traffic goes on, and a pod leads again once it runs out',
    mode: 'service',
    async run(t, world, scene) {
      const target = await openLed(world, scene)
      await using traffic = await startTrafficPair(target)
      const now = new Date().toISOString().replace('Z', '000Z')
      await world.kube.patch(leaderLease, {
        spec: { holderIdentity: 'a-stranger', acquireTime: now, renewTime: now },
      })
      await untilLedByOther(t, world, 'a-stranger')
      await changeIsReported(t, world, '/taken')
      t.deepEqual(failures(await traffic.stop(t, 'Lease taken')), [])
    },
  },
]

async function untilLedByOther(t: ExecutionContext, world: World, before: string): Promise<void> {
  const begun = performance.now()
  await eventually({
    what: `another one than ${before} to lead`,
    timeoutMs: 60_000,
    everyMs: 50,
    attempt: async () => {
      if ((await leader(world)) === before) throw new Error('it leads')
    },
  })
  assertTook(t, { what: 'another one leads', begun, atMostMs: othersLeadMs })
}

async function untilReady({ kube, cluster }: World): Promise<void> {
  await eventually({
    what: 'all pods of Rauta to be ready again',
    timeoutMs: 60_000,
    attempt: () => assertReady(kube),
    explain: () => diagnosis(cluster),
  })
}

async function openLed(world: World, scene: Scene): Promise<Target> {
  await scene.backend(led)
  await scene.apply([gateway(led), ledRoute('/first')])
  await giveLoadBalancer(world, led, '192.0.2.11')
  await untilGateway(world, led, { says: 'Programmed=True' })
  const target = { ...(await gatewayAddress(world, led))(80), hostname: 'led.example' }
  await untilAnswered(target, { status: 200 })
  return target
}

async function changeIsReported(t: ExecutionContext, world: World, path: string): Promise<void> {
  const begun = performance.now()
  await world.kube.patch(routeRef(led), { spec: ledRoute(path)['spec'] })
  await untilRoute(world, led, { says: 'Accepted=True' })
  assertTook(t, { what: 'and writes a status', begun, atMostMs: reportedMs })
}

/** The second rule is another one each time. */
function ledRoute(path: string) {
  const backendRefs = [{ name: led.name, port: 80 }]
  const matches = [{ path: { type: 'PathPrefix' as const, value: path } }]
  return route({
    ...led,
    parents: [{ name: 'front' }],
    rules: [{ backendRefs }, { matches, backendRefs }],
  })
}
