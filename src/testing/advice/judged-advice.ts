// What is said of the manifests of a row of advice: translated as a gateway would, every listener bound.
import type { InstalledCrds } from '../../resources/installed-crds.ts'
import type { Resource, ResourceSet } from '../../resources/resource-set.ts'
import { allListenersBound } from '../../snapshot/bind-report.ts'
import { readManifests } from '../../manifests/read/read-manifests.ts'
import { resourceSetOf } from '../../manifests/watch/read-once.ts'
import { judgementsOf } from '../../status/condition-problems.ts'
import type { Condition } from '../../status/condition.ts'
import type { ObjectStatus } from '../../status/object-status.ts'
import { statusesOf } from '../../status/statuses-of.ts'
import { createTranslator } from '../../translate/create-translator.ts'
import { withKeyPairs } from '../translate/certificates.ts'
import { type Advice, type Replaced, adviceWorld } from './advice.ts'

export interface JudgedAdvice {
  readonly set: ResourceSet
  readonly problems: readonly unknown[]
  readonly said: readonly {
    readonly object: ObjectStatus
    readonly part: string
    readonly condition: Condition
  }[]
}

export async function judgedAdvice(
  given: string,
  { addressing, portOffset = 8000 }: Advice,
  {
    past = [],
    crds,
  }: { readonly past?: readonly Replaced[]; readonly crds?: InstalledCrds | undefined },
): Promise<JudgedAdvice> {
  const { filled } = await withKeyPairs(adviceWorld + given)
  const { resources, problems } = readManifests(filled, 'advice.yaml')
  const isInCluster = addressing !== undefined
  const translate = createTranslator({
    controllerName: 'rauta.dev/gateway-controller',
    portOffset: isInCluster ? 0 : portOffset,
    reservedPorts: [9901, 15_001],
    hasGatewayServices: isInCluster,
  })
  const set = resourceSetOf(
    resources.map((object) =>
      Object.assign({}, object, {
        resource: pastSchema(withLoadBalancer(object.resource), past),
      }),
    ),
  )
  const { snapshot, drafts } = translate(set, {
    liveCertificates: {},
    nowMs: Date.parse('2026-06-01T00:00:00Z'),
    ...(crds && { crds }),
    addressing: addressing ?? { mode: 'host', bind: '127.0.0.1', addresses: ['127.0.0.1'] },
  })
  const said = statusesOf(drafts, allListenersBound(snapshot.listeners)).flatMap((object) =>
    judgementsOf(object).flatMap(({ part, conditions }) =>
      conditions.map((condition) => ({ object, part, condition })),
    ),
  )
  return { set, problems, said }
}

/** A cloud writes it, and no file has it. */
function withLoadBalancer(resource: Resource): Resource {
  if (resource.kind !== 'Service' || resource.spec.type !== 'LoadBalancer') return resource
  return { ...resource, status: { loadBalancer: { ingress: [{ ip: '203.0.113.1' }] } } }
}

function pastSchema(resource: Resource, past: readonly Replaced[]): Resource {
  const text = JSON.stringify(resource)
  const those = past.filter(([from]) => text.includes(from))
  return those.length > 0 ? JSON.parse(replacedIn(text, those)) : resource
}

export function replacedIn(text: string, edits: readonly Replaced[]): string {
  return edits.reduce((so, [from, to]) => {
    if (!so.includes(from)) throw new Error(`${from} is not in ${so}`)
    return so.replaceAll(from, to)
  }, text)
}
