import test from 'ava'
import type { HTTPRoute } from '../resources/gateway-api.ts'
import { gateway, gatewayClass, setOf } from '../cluster/test-gateways.ts'
import { eventually } from '../cluster/test-eventually.ts'
import { followUnserved } from './follow-unserved.ts'
import { unservedObjects } from './unserved-objects.ts'

function route(
  name: string,
  parents: readonly string[],
  group = 'gateway.networking.k8s.io',
): HTTPRoute {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name, namespace: 'shop' },
    spec: {
      parentRefs: parents.map((parent) => ({ group, kind: 'Gateway', name: parent })),
      rules: [],
    },
  }
}

const resources = setOf(
  gatewayClass('theirs', 'example.net/other'),
  gateway('of-others', { className: 'theirs' }),
  gateway('mistyped', { className: 'rotta' }),
  route('of-others', ['of-others']),
  route('half', ['of-others', 'nowhere']),
  route('lost', ['nowhere', 'nor-here']),
  route('of-another-api', ['nowhere'], 'networking.example'),
  route('free', []),
)

test('in a cluster it is told what points at nothing at all, and nothing of other controllers', (t) => {
  const unserved = unservedObjects({ resources, statuses: [] }, 'cluster')
  t.deepEqual(
    [...unserved].map(([key, { message }]) => [key, message]),
    [
      [
        'Gateway shop/mistyped',
        'spec.gatewayClassName: there is no GatewayClass rotta in the cluster; no controller serves it',
      ],
      [
        'HTTPRoute shop/lost',
        'spec.parentRefs[0]: there is no Gateway shop/nowhere in the cluster; no Gateway serves it',
      ],
    ],
  )
})

test('of manifests each reference that leads nowhere is told, with the names that are there', (t) => {
  const unserved = unservedObjects({ resources, statuses: [] })
  t.deepEqual([...unserved.keys()].toSorted(), [
    'Gateway shop/mistyped',
    'HTTPRoute shop/free',
    'HTTPRoute shop/half',
    'HTTPRoute shop/lost',
  ])
  t.is(
    unserved.get('HTTPRoute shop/half')?.message,
    'spec.parentRefs[1]: there is no Gateway shop/nowhere in these manifests (there is shop/of-others, shop/mistyped); no Gateway serves it',
  )
})

function following(lastsMs: number) {
  const told: string[] = []
  const follow = followUnserved(
    {
      unserved: (resource, reason) => told.push(`${resource}: ${reason}`),
      served: (resource) => told.push(`${resource} is served`),
    },
    lastsMs,
  )
  return { told, follow }
}

const about = gateway('web')
const lost = new Map([['Gateway shop/web', { about, message: 'no class' }]])
const status = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'Gateway',
  namespace: 'shop',
  name: 'web',
  generation: 1,
  status: { addresses: [], conditions: [], listeners: [] },
} as const

test('what nobody serves is told once, and when it is served', (t) => {
  const { told, follow } = following(0)
  follow(lost, [])
  follow(lost, [])
  follow(new Map(), [status])
  follow(new Map(), [status])
  t.deepEqual(told, ['Gateway shop/web: no class', 'Gateway shop/web is served'])
})

test('what is deleted is not told as served', (t) => {
  const { told, follow } = following(0)
  follow(lost, [])
  follow(new Map(), [])
  t.deepEqual(told, ['Gateway shop/web: no class'])
})

test('what lasts is told when its time has come, without another round; what mends before is not', async (t) => {
  const { told, follow } = following(200)
  const other = new Map([['Gateway shop/other', { about, message: 'no class' }]])
  const begunMs = performance.now()
  follow(new Map([...lost, ...other]), [])
  follow(lost, [status])
  t.deepEqual(told, [])
  await eventually(() => told.length > 0)
  t.true(performance.now() - begunMs >= 200)
  t.deepEqual(told, ['Gateway shop/web: no class'])
})
