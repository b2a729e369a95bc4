// All scenarios, in one cluster, one after the other: those of one address mode in a row, since to
// install another takes as long as a scenario.
import test from 'ava'
import { keepEvidence } from './evidence.ts'
import { apiServerGone } from './api-server-gone.ts'
import { endpointChurn } from './endpoint-churn.ts'
import { foreignStatuses } from './foreign-statuses.ts'
import { gatewayRollout } from './gateway-rollout.ts'
import { guideChapters } from './guide-chapters.ts'
import { laterFields } from './later-fields.ts'
import { leaderLoss } from './leader-loss.ts'
import type { Mode } from '../../deploy/manifests.ts'
import { revokedGrant } from './revoked-grant.ts'
import { routePropagation } from './route-propagation.ts'
import type { Scenario } from './scenario.ts'
import { createScene } from './scene.ts'
import { sharedListeners } from './shared-listeners.ts'
import { thousandRoutes } from './thousand-routes.ts'
import { unboundNode } from './unbound-node.ts'
import { workerProcesses } from './worker-processes.ts'
import { startWorld, type World } from './world.ts'

const modes: readonly Mode[] = ['host', 'pool', 'service']

const scenarios: readonly Scenario[] = [
  ...sharedListeners,
  ...(await guideChapters()),
  ...unboundNode,
  ...workerProcesses,
  ...foreignStatuses,
  ...revokedGrant,
  ...laterFields,
  ...thousandRoutes,
  ...routePropagation,
  ...endpointChurn,
  ...gatewayRollout,
  ...leaderLoss,
  ...apiServerGone,
]

let world: World

test.serial.before(async () => {
  world = await startWorld()
})

test.serial.after.always(() => world?.close())

for (const mode of modes) {
  for (const scenario of scenarios.filter((each) => each.mode === mode)) {
    const title = `${mode}: ${scenario.says}`
    test.serial(title, async (t) => {
      await using scene = createScene(world)
      try {
        await world.use(mode)
        await scenario.run(t, world, scene)
        t.pass()
      } catch (error) {
        world.progress(`${title}: failed; what there was is in ${await keepEvidence(world, title)}`)
        throw error
      }
    })
  }
}
