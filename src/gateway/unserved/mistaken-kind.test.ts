import test from 'ava'
import { authorityKinds, mistakenKind, parentKinds, targetKinds } from './mistaken-kind.ts'
import type { Scope } from './mistaken-kind.ts'

const gateway = 'gateway.networking.k8s.io'
const allowedAt = { parentRef: parentKinds, targetRef: targetKinds, authority: authorityKinds }

type At = keyof typeof allowedAt
type Name = readonly [group: string, kind: string]

const isMistaken = test.macro({
  exec(t, at: At, [group, kind]: Name, fix: string) {
    for (const scope of ['cluster', 'manifests'] as const) {
      const said = mistakenKind('ref', { group, kind }, { ...allowedAt[at], scope })
      t.true(said?.endsWith(fix), said)
      t.true(said?.includes(kind), said)
    }
  },
  title: (_, at, name: Name, fix) => `${at} ${name.join('/')}: ${fix}`,
})

test(isMistaken, 'parentRef', [gateway, 'gateway'], 'write Gateway')
test(isMistaken, 'parentRef', [gateway, 'Gatewy'], 'write Gateway')
test(isMistaken, 'parentRef', [gateway, 'XListenerSet'], 'write ListenerSet')
test(isMistaken, 'parentRef', [gateway, 'listenersets'], 'write ListenerSet')
test(isMistaken, 'parentRef', ['', 'Gateway'], `write ${gateway}`)
test(isMistaken, 'parentRef', ['', 'gateway'], `write kind: Gateway, group: ${gateway}`)
test(isMistaken, 'parentRef', ['networking.k8s.io', 'Gateway'], `write ${gateway}`)
test(isMistaken, 'parentRef', ['gateway.networking.k8s', 'Gateway'], `write ${gateway}`)
test(isMistaken, 'parentRef', ['gateway.networkng.k8s.io', 'Gateway'], `write ${gateway}`)
test(isMistaken, 'parentRef', ['gateway.networking.x-k8s.io', 'ListenerSet'], `write ${gateway}`)
test(isMistaken, 'parentRef', ['gateway', 'Gateway'], `write ${gateway}`)
test(isMistaken, 'parentRef', [gateway, 'Service'], 'write ""')
test(isMistaken, 'targetRef', ['core', 'service'], 'write kind: Service, group: ""')
test(isMistaken, 'targetRef', ['v1', 'Service'], 'write ""')
test(isMistaken, 'targetRef', ['apps', 'Service'], 'write ""')
test(isMistaken, 'targetRef', ['', 'services'], 'write Service')
test(isMistaken, 'targetRef', ['core', 'Backend'], 'use Service (group: "")')
test(isMistaken, 'targetRef', ['', 'svc'], 'write Service')
for (const kind of ['Pod', 'Endpoints', 'ServiceImport', 'Namespace'])
  test(isMistaken, 'targetRef', ['', kind], 'use Service (group: "")')
test(isMistaken, 'targetRef', ['apps', 'Deployment'], 'use Service (group: "")')
test(isMistaken, 'targetRef', ['discovery.k8s.io', 'EndpointSlice'], 'use Service (group: "")')
test(isMistaken, 'targetRef', [gateway, 'HTTPRoute'], 'use Service (group: "")')
test(isMistaken, 'parentRef', [gateway, 'gw'], 'write Gateway')
test(isMistaken, 'parentRef', [gateway, 'GatewayClass'], 'or Service (group: "")')
test(isMistaken, 'parentRef', ['', 'Pod'], 'or Service (group: "")')
test(isMistaken, 'parentRef', ['apps', 'Deployment'], 'or Service (group: "")')
test(isMistaken, 'authority', ['', 'configmap'], 'write ConfigMap')
test(isMistaken, 'authority', ['core', 'Secret'], 'write ""')

const isNone = test.macro({
  exec(t, at: At, [group, kind]: Name, scopes: readonly Scope[] = ['cluster', 'manifests']) {
    for (const scope of scopes)
      t.is(mistakenKind('ref', { group, kind }, { ...allowedAt[at], scope }), undefined)
  },
  title: (_, at, name: Name) => `${at} ${name.join('/')} may be another controller's`,
})

test(isNone, 'parentRef', [gateway, 'Gateway'])
test(isNone, 'parentRef', ['', 'Service'])
test(isNone, 'parentRef', ['multicluster.x-k8s.io', 'ServiceImport'])
test(isNone, 'parentRef', [gateway, 'HTTPRoute'])
test(isNone, 'parentRef', ['core', 'Service'])
test(isNone, 'parentRef', ['networking.istio.io', 'Gateway'])
test(isNone, 'parentRef', ['gateway.networking.acme.example', 'Gateway'])
test(isNone, 'parentRef', ['gateway.networking.x-k8s.io', 'XListenerSet'], ['cluster'])
test(isNone, 'parentRef', [gateway, 'TrafficMesh'], ['cluster'])
test(isNone, 'targetRef', ['gateway.envoyproxy.io', 'Backend'])
test(isNone, 'targetRef', ['networking.istio.io', 'ServiceEntry'])
test(isNone, 'authority', ['certificates.k8s.io', 'ClusterTrustBundle'])

test('what Gateway API never had, or has no more, is a mistake of manifests', (t) => {
  const said = (group: string, kind: string) =>
    mistakenKind('ref', { group, kind }, { ...parentKinds, scope: 'manifests' })
  t.regex(
    said('gateway.networking.x-k8s.io', 'XListenerSet') ?? '',
    /ListenerSet, group: gateway\./,
  )
  t.regex(said(gateway, 'TrafficMesh') ?? '', /has no kind TrafficMesh; use Gateway \(group: /)
})
