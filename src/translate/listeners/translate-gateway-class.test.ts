import test from 'ava'
import type { GatewayClass } from '../../resources/gateway-api.ts'
import type { InstalledCrds } from '../../resources/installed-crds.ts'
import { emptySet } from '../../resources/resource-store.ts'
import { readsOf } from '../incremental/reads.ts'
import { translateGatewayClass } from './translate-gateway-class.ts'

const gatewayClass: GatewayClass = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'GatewayClass',
  metadata: { name: 'rauta', generation: 3 },
  spec: { controllerName: 'example.com/ours' },
}

function statusWith(crds: InstalledCrds) {
  const addressing = { mode: 'host', bind: '::', addresses: [] } as const
  const circumstances = { liveCertificates: {}, nowMs: 0, addressing, crds }
  return translateGatewayClass(gatewayClass, readsOf(emptySet(), { circumstances }))
}

const installed = (bundleVersion: string) => [
  { name: 'gateways.gateway.networking.k8s.io', bundleVersion, channel: 'standard' },
]

test('with CRDs of another minor version the class is accepted, and the version is not supported', (t) => {
  const of = (crds: InstalledCrds) =>
    statusWith(crds).status.conditions.map(({ type, status, reason, observedGeneration }) => [
      `${type}=${status}`,
      reason,
      observedGeneration,
    ])
  t.deepEqual(of(installed('v1.5.0')), [
    ['Accepted=True', 'Accepted', 3],
    ['SupportedVersion=False', 'UnsupportedVersion', 3],
  ])
  t.deepEqual(of(installed('v1.6.0'))[1], ['SupportedVersion=True', 'SupportedVersion', 3])
})

test('the status is the same object while the CRDs are, and another after an upgrade', (t) => {
  const before = installed('v1.5.0')
  t.is(statusWith(before), statusWith(before))
  t.not(statusWith(before), statusWith(installed('v1.6.0')))
})
