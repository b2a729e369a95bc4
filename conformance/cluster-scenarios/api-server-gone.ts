// The API server is gone for longer than Leases last: traffic does not notice, nobody ends because of
// it, and what changes after its return is live soon.
import { setTimeout as pause } from 'node:timers/promises'
import { waitFor } from '../../kind/wait-for.ts'
import { rautaWorkload } from '../../kind/rauta-objects.ts'
import { untilRolledOut } from '../../kind/rolled-out.ts'
import { prefix } from '../scenarios/objects.ts'
import { closeApiServer, stopApiServer } from './api-server.ts'
import { assertTook } from './assert-took.ts'
import { routeRef, untilRoute } from './conditions.ts'
import { openFront, routeOf, toBackend } from './open-front.ts'
import { rautaPods } from './rauta-pods.ts'
import { untilAnswered } from './requests.ts'
import type { Mode } from '../../deploy/manifests.ts'
import type { Scenario } from './scenario.ts'
import { failures, startTrafficPair } from './traffic-pair.ts'
import type { World } from './world.ts'

const left = { namespace: 'left', name: 'front' }
/** A Lease lasts 15 s. The longer it is, the longer the node's own programs take to come back. */
const usualMs = 18_000
/** `make scenarios TEST='*without an API server*' OUTAGE_MINUTES=60` asks what an hour of it changes. */
const goneForMs = Number(process.env['OUTAGE_MINUTES'] ?? 0) * 60_000 || usualMs
/** An hour of requests at the usual pace would say nothing more. */
const everyMs = goneForMs > usualMs ? 200 : 20
const liveWithinMs = 10_000
const reportedWithinMs = 30_000
const readyWithinMs = 60_000

export const apiServerGone: readonly Scenario[] = [
  withoutApiServer('host', stopApiServer),
  // The pool is held by a Lease that nobody can renew in this time.
  withoutApiServer('pool', closeApiServer),
]

function withoutApiServer(mode: Mode, takeAway: typeof stopApiServer): Scenario {
  return {
    says: `without an API server for ${goneForMs / 1000} s traffic goes on, and a change after it is live soon`,
    mode,
    async run(t, world, scene) {
      t.timeout(goneForMs + 10 * 60_000)
      const target = await openFront(world, scene, left)
      const podsBefore = await podsOf(world)

      await using traffic = await startTrafficPair({ ...target, path: '/always', everyMs })
      const gone = await takeAway(world.cluster)
      // The one thing to wait for is time: Leases run out in it.
      await pause(goneForMs)
      await gone.comeBack()
      await untilApiServerAnswers(world)
      const begun = performance.now()
      t.log(`the API server was ${gone.how} for ${goneForMs / 1000} s`)
      await world.kube.patch(routeRef(left), { spec: changedRoute()['spec'] })
      await untilAnswered({ ...target, path: '/changed' }, { requestHeaders: { 'x-rule': 'new' } })
      assertTook(t, { what: 'a change is live', begun, atMostMs: liveWithinMs })
      await untilRoute(world, left, { says: 'Accepted=True', timeoutMs: reportedWithinMs })
      assertTook(t, { what: 'and its status is written', begun, atMostMs: reportedWithinMs })
      t.deepEqual(failures(await traffic.stop(t, 'no API server')), [])
      await untilRolledOut(world.cluster, rautaWorkload(mode), readyWithinMs)
      assertTook(t, { what: 'Rauta’s pods are ready as before', begun, atMostMs: readyWithinMs })
      t.deepEqual(await podsOf(world), podsBefore)
    },
  }
}

async function untilApiServerAnswers({ kube }: World): Promise<void> {
  await waitFor({
    what: 'the API server to answer',
    timeoutMs: 60_000,
    everyMs: 50,
    attempt: async () => {
      await kube.get(routeRef(left))
    },
  })
}

/** Names, and how often each was restarted. */
async function podsOf({ kube }: World): Promise<readonly string[]> {
  return (await rautaPods(kube)).map(
    ({ metadata, status }) =>
      `${metadata?.name}, restarted ${status?.containerStatuses?.[0]?.restartCount} times`,
  )
}

/** What is below `/changed` says so in a header. */
function changedRoute() {
  const requestHeaderModifier = { set: [{ name: 'x-rule', value: 'new' }] }
  const filters = [{ type: 'RequestHeaderModifier' as const, requestHeaderModifier }]
  return routeOf(left, { ...toBackend(left), matches: [prefix('/changed')], filters })
}
