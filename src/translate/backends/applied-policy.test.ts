import test from 'ava'
import type { BackendTLSPolicy } from '../../resources/gateway-api.ts'
import { readsWith, serviceOf } from '../../testing/translate/route.ts'
import { appliedPolicy, policyBefore } from './applied-policy.ts'

const ports = [
  { name: 'web', port: 80 },
  { name: 'admin', port: 81 },
] as const

test('a policy for the port comes before an older one for the whole Service', (t) => {
  const [whole, ofPort] = [policy('whole', 2020), policy('of-port', 2021, 'web')]
  const cart = serviceOf('shop/cart', { ports })
  const reads = readsWith([cart, whole, ofPort])
  t.is(appliedPolicy(cart, ports[0], reads)?.metadata.name, 'of-port')
  t.is(appliedPolicy(cart, ports[1], reads)?.metadata.name, 'whole')
})

test('of policies for one target the age is looked at once, however many ask', (t) => {
  let looks = 0
  const all = Array.from({ length: 100 }, (_, index) => {
    const one = policy(`policy-${index}`, 2000 + index, 'web')
    const { creationTimestamp = '' } = one.metadata
    return {
      ...one,
      metadata: {
        name: one.metadata.name,
        namespace: 'shop',
        get creationTimestamp() {
          looks++
          return creationTimestamp
        },
      },
    }
  })
  const reads = readsWith(all)
  looks = 0
  const losers = all.filter((one) => policyBefore(one, one.spec.targetRefs[0]!, reads))
  t.deepEqual(losers, all.slice(1))
  t.is(looks, all.length)
})

function policy(name: string, year: number, sectionName?: string): BackendTLSPolicy {
  const target = { group: '', kind: 'Service', name: 'cart' }
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'BackendTLSPolicy',
    metadata: { namespace: 'shop', name, creationTimestamp: `${year}-01-01T00:00:00Z` },
    spec: {
      targetRefs: [sectionName === undefined ? target : { ...target, sectionName }],
      validation: { hostname: 'cart.example.com', wellKnownCACertificates: 'System' },
    },
  }
}
