// Rauta itself is rolled under steady traffic. With two replicas behind a load balancer nobody notices;
// on a node's own ports, which only one pod can have at a time, connections are refused for a moment.
import { rautaWorkload } from '../../kind/rauta-objects.ts'
import { untilRolledOut } from '../../kind/rolled-out.ts'
import { openFront } from './open-front.ts'
import { untilAnswered } from './requests.ts'
import type { Scenario } from './scenario.ts'
import { failures, startTrafficPair } from './traffic-pair.ts'
import type { World } from './world.ts'

const rolled = { namespace: 'rolled', name: 'front' }
const refusedAtMostMs = 20_000
/** The system refuses in this way what waits in a socket's queue in the moment in which it is closed. */
const queuedAtMost = 2
const restartedMs = 120_000

export const gatewayRollout: readonly Scenario[] = [
  {
    says: 'a rollout of two replicas costs no request',
    mode: 'service',
    async run(t, world, scene) {
      const target = await openFront(world, scene, rolled)
      await using traffic = await startTrafficPair(target)
      await restart(world)
      t.deepEqual(failures(await traffic.stop(t, 'rollout')), [])
    },
  },
  {
    says: 'a restart of the one pod of a node only refuses connections, for a bounded time',
    mode: 'host',
    async run(t, world, scene) {
      const target = await openFront(world, scene, rolled)
      await using traffic = await startTrafficPair(target)
      await restart(world)
      await untilAnswered(target, { status: 200 })
      const reports = await traffic.stop(t, 'restart')
      t.deepEqual(
        failures(reports).filter((each) => each !== 'ECONNREFUSED' && each !== 'ECONNRESET'),
        [],
      )
      for (const { failingMs, outcomes } of reports) {
        t.true(failingMs < refusedAtMostMs, `${failingMs} ms`)
        t.true((outcomes['ECONNRESET'] ?? 0) <= queuedAtMost)
      }
    },
  },
]

/** As `kubectl rollout restart` does it; resolves when the last old pod is gone. */
async function restart({ kube, cluster, mode }: World): Promise<void> {
  const annotations = { 'kubectl.kubernetes.io/restartedAt': new Date().toISOString() }
  const { kind, ...metadata } = rautaWorkload(mode())
  const ref = { apiVersion: 'apps/v1', kind, metadata }
  await kube.patch(ref, { spec: { template: { metadata: { annotations } } } })
  await untilRolledOut(cluster, { kind, ...metadata }, restartedMs)
}
