// What serves the traffic of a pod: worker processes, without a flag.
import { openFront } from './open-front.ts'
import { metric } from './metrics.ts'
import { untilAnswered } from './requests.ts'
import type { Scenario } from './scenario.ts'

export const workerProcesses: readonly Scenario[] = [
  {
    says: 'traffic is served by worker processes',
    mode: 'host',
    async run(t, world, scene) {
      const target = await openFront(world, scene, { namespace: 'worked', name: 'front' })
      await untilAnswered(target, { status: 200 })
      const count = await metric(world, 'rauta_workers')
      t.log(`${count} workers serve`)
      t.true(count >= 1)
    },
  },
]
