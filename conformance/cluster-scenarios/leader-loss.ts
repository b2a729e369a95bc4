// Who writes statuses is gone: traffic does not notice, and another one writes within a bounded time.
import type { ExecutionContext } from 'ava'
import { waitFor } from '../../kind/wait-for.ts'
import { rautaNamespace, rautaWorkload } from '../../kind/rauta-objects.ts'
import { untilRolledOut } from '../../kind/rolled-out.ts'
import { prefix } from '../scenarios/objects.ts'
import { assertTook } from './assert-took.ts'
import { routeRef, untilRoute } from './conditions.ts'
import { leader, leaderLease } from './leader.ts'
import { openFront, routeOf, toBackend } from './open-front.ts'
import type { Scenario } from './scenario.ts'
import { failures, startTrafficPair } from './traffic-pair.ts'
import type { World } from './world.ts'

const led = { namespace: 'led', name: 'front' }
/** The Lease's own 15 s, and the next try. */
const othersLeadMs = 25_000
const reportedMs = 5000
const readyMs = 60_000

export const leaderLoss: readonly Scenario[] = [
  {
    says: 'when the leader’s pod is deleted traffic goes on, and another pod writes statuses',
    mode: 'service',
    async run(t, world, scene) {
      const target = await openFront(world, scene, led)
      await using traffic = await startTrafficPair(target)
      const before = await leader(world)
      const metadata = { namespace: rautaNamespace, name: before }
      await world.kube.delete({ apiVersion: 'v1', kind: 'Pod', metadata })
      await untilLedByOther(t, world, before)
      await changeIsReported(t, world, '/deleted')
      await untilRolledOut(world.cluster, rautaWorkload('service'), readyMs)
      t.deepEqual(failures(await traffic.stop(t, 'leader deleted')), [])
    },
  },
  {
    says: 'when somebody takes the Lease traffic goes on, and a pod leads again once it runs out',
    mode: 'service',
    async run(t, world, scene) {
      const target = await openFront(world, scene, led)
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
  await waitFor({
    what: `another one than ${before} to lead`,
    timeoutMs: 60_000,
    everyMs: 50,
    attempt: async () => {
      if ((await leader(world)) === before) throw new Error('it leads')
    },
  })
  assertTook(t, { what: 'another one leads', begun, atMostMs: othersLeadMs })
}

async function changeIsReported(t: ExecutionContext, world: World, path: string): Promise<void> {
  const begun = performance.now()
  const changed = routeOf(led, { ...toBackend(led), matches: [prefix(path)] })
  await world.kube.patch(routeRef(led), { spec: changed['spec'] })
  await untilRoute(world, led, { says: 'Accepted=True' })
  assertTook(t, { what: 'and writes a status', begun, atMostMs: reportedMs })
}
