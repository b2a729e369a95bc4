// Many routes: a status that comes back from the API server is no change, so that it causes no round;
// and a change among a thousand routes is live as soon as among few.
import type { HTTPRoute } from '../../src/resources/gateway-api.ts'
import { waitFor } from '../../kind/wait-for.ts'
import { gateway, route } from '../scenarios/objects.ts'
import { controllerName, routeRef, untilGateway } from './conditions.ts'
import { gatewayAddress } from './gateway-address.ts'
import { inParallel } from './in-parallel.ts'
import { metric } from './metrics.ts'
import { untilAnswered } from './requests.ts'
import type { Scenario } from './scenario.ts'
import type { World } from './world.ts'

const many = { namespace: 'many', name: 'front' }
const count = 1000
const rounds = 'rauta_rounds_total{result="applied"}'
const changes = 20
const medianAtMostMs = 500

export const thousandRoutes: readonly Scenario[] = [
  {
    says: 'of 1,000 routes a status that comes back causes no round, and a change is live at once',
    mode: 'host',
    async run(t, world, scene) {
      const { kube } = world
      await scene.backend(many)
      await scene.apply([gateway(many)])
      await untilGateway(world, many, { says: 'Programmed=True' })
      const begun = performance.now()
      const names = Array.from({ length: count }, (_, index) => `route-${index}`)
      await inParallel(names, async (name) => scene.apply([routeTo(name, '/')]))
      t.log(`${count} routes written in ${since(begun)} ms`)
      await waitFor({
        what: `${count} routes to be accepted`,
        timeoutMs: 60_000,
        attempt: async () => {
          const left = (await routes(world)).filter((each) => !isAccepted(each)).length
          if (left > 0) throw new Error(`${left} are not`)
        },
      })
      t.log(
        `and accepted after ${since(begun)} ms, in ${await metric(world, rounds)} rounds in all`,
      )

      const before = await metric(world, rounds)
      await inParallel(names, async (name) => {
        const { status } = await kube.get<HTTPRoute>(ref(name))
        await kube.patch(
          ref(name),
          { status: { parents: [...(status?.parents ?? []), foreignEntry] } },
          'status',
        )
      })
      // A change after them all: when it is live, those have been seen.
      const live = [await changeOne(world, 0)]
      const after = await metric(world, rounds)
      t.log(`rounds by 1,000 foreign status entries and one change: ${after - before}`)
      t.is(after - before, 1)

      for (let number = 1; number < changes; number += 1) live.push(await changeOne(world, number))
      const sorted = live.toSorted((a, b) => a - b)
      const median = sorted[changes / 2] ?? 0
      t.log(
        `a change is live after ${median} ms (median of ${changes}; ${sorted[0]} to ${sorted.at(-1)})`,
      )
      t.true(median <= medianAtMostMs)
    },
  },
]

/** Milliseconds from the API server's answer until the gateway answers by it. */
async function changeOne(world: World, number: number): Promise<number> {
  const name = `route-${number * 37}`
  const path = `/changed-${number}`
  const address = (await gatewayAddress(world, many))(80)
  await world.kube.patch(ref(name), { spec: routeTo(name, path)['spec'] })
  const begun = performance.now()
  await untilAnswered({ ...address, hostname: `${name}.example`, path }, { status: 200 })
  return since(begun)
}

function routeTo(name: string, path: string) {
  const backendRefs = [{ name: many.name, port: 80 }]
  const matches = [{ path: { type: 'PathPrefix' as const, value: path } }]
  const hostnames = [`${name}.example`]
  const { namespace } = many
  // `/` of a changed route is no longer there: 404.
  return route({
    namespace,
    name,
    parents: [{ name: 'front' }],
    hostnames,
    rules: [{ matches, backendRefs }],
  })
}

const foreignEntry = {
  parentRef: { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'elsewhere' },
  controllerName: 'other.example/controller',
  conditions: [
    {
      type: 'Accepted',
      status: 'True',
      reason: 'Accepted',
      message: '',
      lastTransitionTime: '2026-01-02T03:04:05Z',
    },
  ],
}

function ref(name: string) {
  return routeRef({ namespace: many.namespace, name })
}

async function routes({ kube }: World): Promise<readonly HTTPRoute[]> {
  const { namespace } = many
  return kube.list<HTTPRoute>({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    namespace,
  })
}

function isAccepted({ status }: HTTPRoute): boolean {
  const ours = status?.parents.find((parent) => parent.controllerName === controllerName)
  return (
    ours?.conditions.some(({ type, status: is }) => type === 'Accepted' && is === 'True') ?? false
  )
}

function since(begun: number): number {
  return Math.round(performance.now() - begun)
}
