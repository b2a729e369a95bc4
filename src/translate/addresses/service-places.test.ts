import test from 'ava'
import type { Service } from '../../resources/core.ts'
import type { Gateway } from '../../resources/gateway-api.ts'
import { transportOf } from '../../resources/gateway-port.ts'
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
        livePorts([
          { gateway: 'gateway/shop/younger', port: 10_001, clientPort: 80, protocol: 'HTTP' },
        ]),
      ),
      ['younger'],
    )
})

test('who listened there for another of its ports has no claim', (t) => {
  const live = livePorts([
    { gateway: 'gateway/shop/younger', port: 10_001, clientPort: 81, protocol: 'HTTP' },
  ])
  t.deepEqual(holderOf([younger, older], live), ['older'])
})

test('a targetPort by TCP and the same by UDP are two, and each belongs to who has it', (t) => {
  const dns = seekerOf('dns', '2022-01-01T00:00:00Z', 10_001, 'UDP')
  t.deepEqual(holderOf([older, dns], {}), ['older', 'dns'])
  const live = livePorts([
    { gateway: 'gateway/shop/dns', port: 10_001, clientPort: 80, protocol: 'UDP' },
  ])
  t.deepEqual(holderOf([older, younger, dns], live), ['older', 'dns'])
})

test('a UDP listener has no place while its Service has that number by TCP alone', (t) => {
  const { service, ...dns } = seekerOf('dns', '2022-01-01T00:00:00Z', 10_001, 'UDP')
  const byTcp = service && { ...service, spec: { ports: [{ port: 80, targetPort: 10_001 }] } }
  t.deepEqual(holderOf([{ ...dns, service: byTcp }], {}), [])
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

function seekerOf(
  name: string,
  creationTimestamp: string,
  targetPort: number,
  protocol: 'HTTP' | 'UDP' = 'HTTP',
): ServiceSeeker {
  const allowedRoutes = { namespaces: { from: 'Same' } } as const
  const gateway: Gateway = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { namespace: 'shop', name, creationTimestamp },
    spec: {
      gatewayClassName: 'rauta',
      listeners: [{ name: 'http', port: 80, protocol, allowedRoutes }],
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
    spec: { ports: [{ port: 80, protocol: transportOf(protocol), targetPort }] },
  }
  return { gateway, portsOfSets: [], isValid: true, service }
}
