// Rauta itself is rolled under steady traffic. With two replicas behind a load balancer nobody notices;
// on a node's own ports, which only one pod can have at a time, connections are refused for a moment.
import { gateway, route } from '../scenarios/objects.ts'
import { diagnosis } from '../../kind/diagnosis.ts'
import { eventually } from '../../kind/eventually.ts'
import { untilGateway } from './conditions.ts'
import { gatewayAddress } from './gateway-address.ts'
import { assertReady, system } from './install.ts'
import { giveLoadBalancer } from './load-balancer.ts'
import { type Target, untilAnswered } from './requests.ts'
import type { Scenario } from './scenario.ts'
import type { Scene } from './scene.ts'
import { failures, startTrafficPair } from './traffic-pair.ts'
import type { World } from './world.ts'

const rolled = { namespace: 'rolled', name: 'front' }
const refusedAtMostMs = 20_000

export const gatewayRollout: readonly Scenario[] = [
  {
    says: 'a rollout of two replicas costs no request',
    mode: 'service',
    async run(t, world, scene) {
      const target = await openRolled(world, scene)
      await using traffic = await startTrafficPair(target)
      await restart(world, 'Deployment')
      t.deepEqual(failures(await traffic.stop(t, 'rollout')), [])
    },
  },
  {
    says: 'a restart of the one pod of a node only refuses connections, for a bounded time',
    mode: 'host',
    async run(t, world, scene) {
      const target = await openRolled(world, scene)
      await using traffic = await startTrafficPair(target)
      await restart(world, 'DaemonSet')
      await untilAnswered(target, { status: 200 })
      const reports = await traffic.stop(t, 'restart')
      t.deepEqual(
        failures(reports).filter((each) => each !== 'ECONNREFUSED'),
        [],
      )
      for (const { failingMs } of reports) t.true(failingMs < refusedAtMostMs, `${failingMs} ms`)
    },
  },
]

/** A Gateway with a route to a backend that answers. */
async function openRolled(world: World, scene: Scene): Promise<Target> {
  await scene.backend(rolled)
  const backendRefs = [{ name: rolled.name, port: 80 }]
  await scene.apply([
    gateway(rolled),
    route({ ...rolled, parents: [{ name: 'front' }], rules: [{ backendRefs }] }),
  ])
  if (world.mode() === 'service') await giveLoadBalancer(world, rolled, '192.0.2.10')
  await untilGateway(world, rolled, { says: 'Programmed=True' })
  const target = { ...(await gatewayAddress(world, rolled))(80), hostname: 'rolled.example' }
  await untilAnswered(target, { status: 200 })
  return target
}

/** As `kubectl rollout restart` does it; resolves when the last old pod is gone. */
async function restart({ kube, cluster }: World, kind: 'Deployment' | 'DaemonSet'): Promise<void> {
  const annotations = { 'kubectl.kubernetes.io/restartedAt': new Date().toISOString() }
  const ref = { apiVersion: 'apps/v1', kind, metadata: { namespace: system, name: 'rauta' } }
  await kube.patch(ref, { spec: { template: { metadata: { annotations } } } })
  await eventually({
    what: 'every pod of Rauta to be a new one',
    timeoutMs: 120_000,
    attempt: () => assertReady(kube),
    explain: () => diagnosis(cluster),
  })
}
