// What most scenarios look at: one Gateway, with a route to a backend that answers.
import { gateway, route, type WrittenRule } from '../scenarios/objects.ts'
import { untilGateway } from './conditions.ts'
import { gatewayAddress } from './gateway-address.ts'
import type { Named } from './kube.ts'
import { giveLoadBalancer } from './load-balancer.ts'
import { type Target, untilAnswered } from './requests.ts'
import type { Scene } from './scene.ts'
import type { World } from './world.ts'

/** Gateway, route and backend have the one name. Resolves when the first request is answered. */
export async function openFront(
  world: World,
  scene: Scene,
  backend: Parameters<Scene['backend']>[0],
): Promise<Target> {
  const { namespace, name } = backend
  const named = { namespace, name }
  await scene.backend(backend)
  await scene.apply([gateway(named), routeOf(named)])
  if (world.mode() === 'service') await giveLoadBalancer(world, named, '192.0.2.10')
  await untilGateway(world, named, { says: 'Programmed=True' })
  const address = (await gatewayAddress(world, named))(80)
  const target = { ...address, hostname: `${namespace}.example` }
  await untilAnswered(target, { status: 200 })
  return target
}

/** Everything leads to the backend; further rules as they are given. */
export function routeOf(named: Named, ...rules: readonly WrittenRule[]) {
  return route({ ...named, parents: [{ name: named.name }], rules: [toBackend(named), ...rules] })
}

export function toBackend({ name }: Named): WrittenRule {
  return { backendRefs: [{ name, port: 80 }] }
}
