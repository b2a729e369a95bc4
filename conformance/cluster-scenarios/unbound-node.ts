// A port that something else on the node has: the Gateway says so and names the node, until it is free.
import type { V1Pod } from '@kubernetes/client-node'
import { gateway, http } from '../scenarios/objects.ts'
import { waitFor } from '../../kind/wait-for.ts'
import { assertTook } from './assert-took.ts'
import { untilGateway } from './conditions.ts'
import type { Scenario } from './scenario.ts'

const named = { namespace: 'unbound', name: 'front' }
const port = 8088
/** The listener is tried again after 1 s, 2 s, … at most 30 s. */
const boundAgainMs = 40_000

export const unboundNode: readonly Scenario[] = [
  {
    says: 'a node where a listener’s port is taken is named, and forgotten when the port is free',
    mode: 'host',
    async run(t, world, scene) {
      const { kube, node } = world
      await scene.apply([
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name: named.namespace } },
      ])
      const holder = portHolder(world.image)
      await scene.apply([holder])
      await waitFor({
        what: `pod ${holder.metadata?.name} to have port ${port}`,
        timeoutMs: 30_000,
        attempt: async () => {
          const { status } = await kube.get<V1Pod>(holder)
          if (!status?.containerStatuses?.[0]?.ready) throw new Error('it is not ready')
        },
      })
      await scene.apply([gateway({ ...named, listeners: [http(), http({ name: 'taken', port })] })])
      const message = await untilGateway(world, named, {
        listener: 'taken',
        says: 'Programmed=False',
      })
      t.log(message)
      t.true(message.includes(node.name), message)
      await untilGateway(world, named, { listener: 'http', says: 'Programmed=True' })

      await scene.remove([holder])
      const begun = performance.now()
      await untilGateway(world, named, {
        listener: 'taken',
        says: 'Programmed=True',
        timeoutMs: boundAgainMs,
      })
      assertTook(t, { what: 'bound once the port is free', begun, atMostMs: boundAgainMs })
    },
  },
]

function portHolder(image: string): V1Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace: named.namespace, name: 'port-holder' },
    spec: {
      hostNetwork: true,
      terminationGracePeriodSeconds: 5,
      containers: [
        {
          name: 'echo',
          image,
          args: ['echo', `--port=${port}`, '--control-port=8089', '--drain-delay=0s'],
          readinessProbe: { httpGet: { path: '/readyz', port: 8089 }, periodSeconds: 1 },
        },
      ],
    },
  }
}
