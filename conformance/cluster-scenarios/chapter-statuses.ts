// A chapter's expected conditions, compared with what the cluster's objects say.
import {
  type ExpectedCondition,
  statusDifferences,
} from '../../src/testing/requests/expected-condition.ts'
import { waitFor } from '../../kind/wait-for.ts'
import type {
  BackendTLSPolicy,
  Gateway,
  HTTPRoute,
  ListenerSet,
} from '../../src/resources/gateway-api.ts'
import { routeKinds } from '../../src/resources/resource-set.ts'
import type { ObjectStatus } from '../../src/status/object-status.ts'
import { controllerName } from './conditions.ts'
import type { Kube } from './kube.ts'

const statusMs = 20_000
const apiVersion = 'gateway.networking.k8s.io/v1'

export async function assertChapterStatuses(
  kube: Kube,
  expected: readonly ExpectedCondition[],
): Promise<void> {
  await waitFor({
    what: 'the conditions that the chapter says',
    timeoutMs: statusMs,
    attempt: async () => {
      const wrong = statusDifferences(await statusesIn(kube), expected)
      if (wrong.length > 0) throw new Error(wrong.join('; '))
    },
  })
}

async function statusesIn(kube: Kube): Promise<readonly ObjectStatus[]> {
  const [gateways, listenerSets, routes, policies] = await Promise.all([
    kube.list<Gateway>({ apiVersion, kind: 'Gateway' }),
    kube.list<ListenerSet>({ apiVersion, kind: 'ListenerSet' }),
    Promise.all(routeKinds.map((kind) => routesIn(kube, kind))),
    kube.list<BackendTLSPolicy>({ apiVersion, kind: 'BackendTLSPolicy' }),
  ])
  return [
    ...gateways.map(({ metadata, status }) => told('Gateway', metadata, status)),
    ...listenerSets.map(({ metadata, status }) => told('ListenerSet', metadata, status)),
    ...routes.flat(),
    ...policies.map(({ metadata, status }) =>
      told('BackendTLSPolicy', metadata, {
        ancestors: (status?.ancestors ?? []).filter(
          (each) => each.controllerName === controllerName,
        ),
      }),
    ),
    // A list's items have no kind; what Rauta writes has the shape that it means.
  ] as readonly ObjectStatus[]
}

/** Of every kind alike in what is read of it. */
async function routesIn(kube: Kube, kind: string) {
  const routes = await kube.list<HTTPRoute>({ apiVersion, kind })
  return routes.map(({ metadata, status }) =>
    told(kind, metadata, {
      parents: (status?.parents ?? []).filter((each) => each.controllerName === controllerName),
    }),
  )
}

function told(kind: string, metadata: Gateway['metadata'], status: unknown) {
  const { namespace, name, generation } = metadata
  return { apiVersion, kind, namespace, name, generation, status }
}
