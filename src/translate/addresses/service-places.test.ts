import test from 'ava'
import type { Service } from '../../resources/core.ts'
import type { Gateway } from '../../resources/gateway-api.ts'
import { gatewayServiceLabels, gatewayServiceName } from '../../resources/gateway-service.ts'
import type { ServiceSeeker } from './place-seeker.ts'
import { livePorts, servicePlaces } from './service-places.ts'

const older = seekerOf('older', '2020-01-01T00:00:00Z', 10_001)
const younger = seekerOf('younger', '2021-01-01T00:00:00Z', 10_001)

test('of two Gateways whose Services name one targetPort the older has it where nobody listens yet', (t) => {
  t.deepEqual(holderOf([younger, older], {}), ['older'])
})

test('who listens on a targetPort keeps it when an older Gateway names it too', (t) => {
  for (const seekers of [
    [older, younger],
    [younger, older],
  ])
    t.deepEqual(
      holderOf(
        seekers,
        livePorts([{ gateway: 'gateway/shop/younger', port: 10_001, clientPort: 80 }]),
      ),
      ['younger'],
    )
})

test('who listened there for another of its ports has no claim', (t) => {
  const live = livePorts([{ gateway: 'gateway/shop/younger', port: 10_001, clientPort: 81 }])
  t.deepEqual(holderOf([younger, older], live), ['older'])
})

function holderOf(seekers: readonly ServiceSeeker[], live: ReturnType<typeof livePorts>) {
  const options = { reservedPorts: [], live }
  const places = servicePlaces(seekers, { mode: 'service', bind: '::' }, options)
  return seekers
    .filter((_seeker, index) => {
      const [listener] = places[index]?.listeners ?? []
      return listener && 'port' in listener
    })
    .map(({ gateway }) => gateway.metadata.name)
}

function seekerOf(name: string, creationTimestamp: string, targetPort: number): ServiceSeeker {
  const allowedRoutes = { namespaces: { from: 'Same' } } as const
  const gateway: Gateway = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { namespace: 'shop', name, creationTimestamp },
    spec: {
      gatewayClassName: 'rauta',
      listeners: [{ name: 'http', port: 80, protocol: 'HTTP', allowedRoutes }],
    },
  }
  const service: Service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      namespace: 'shop',
      name: gatewayServiceName(gateway),
      labels: gatewayServiceLabels(gateway),
    },
    spec: { ports: [{ port: 80, targetPort }] },
  }
  return { gateway, portsOfSets: [], isValid: true, service }
}
