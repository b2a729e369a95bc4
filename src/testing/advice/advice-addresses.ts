// Advice on where Gateways listen.
import type { Addressing } from '../../translate/words/addressing.ts'
import { type Advice, gatewayYaml, http, object } from './advice.ts'

const asking = (value: string) => gatewayYaml(http, `addresses: [${value}]`)
const without = (value: string) => [[`, addresses: [${value}]`, '']] as const
const pool: Addressing = { mode: 'pool', range: '10.0.0.0/24', assigned: {} }
const service: Addressing = { mode: 'service', bind: '0.0.0.0' }
const ours =
  ', labels: {gateway.networking.k8s.io/gateway-name: web, app.kubernetes.io/managed-by: rauta}'
const ofGateway = (port: string, labels = ours) =>
  object(
    'Service',
    `name: web-rauta, namespace: shop${labels}`,
    `spec: {type: LoadBalancer, ports: [${port}]}`,
    'v1',
  )
const good = '{port: 80, targetPort: 10000}'
const removed = 'or remove spec.addresses'

export const addresses: readonly Advice[] = [
  {
    of: 'addressTypeUnsupported',
    says: 'is not supported; ',
    advises: removed,
    given: asking('{type: Hostname, value: a.example}'),
    follow: [without('{type: Hostname, value: a.example}')],
  },
  {
    of: 'routabilityNotServed',
    says: 'is not supported; remove the field to get an address',
    advises: 'remove the field',
    given: asking('{type: IPAddress, routability: Cluster}'),
    follow: [[[', routability: Cluster', '']]],
  },
  {
    of: 'addressNotBound',
    says: 'is not an address of this gateway (it listens on',
    advises: `use that address, ${removed}`,
    given: asking('{value: 10.0.0.1}'),
    follow: [[['10.0.0.1', '127.0.0.1']], without('{value: 10.0.0.1}')],
  },
  {
    of: 'addressOfNoReadyNode',
    says: 'is not the address of a node with a ready proxy',
    advises: `use that address, ${removed}`,
    given: asking('{value: 10.0.0.1}'),
    addressing: { mode: 'host', bind: '0.0.0.0', addresses: ['10.0.0.5'] },
    follow: [[['10.0.0.1', '10.0.0.5']], without('{value: 10.0.0.1}')],
  },
  {
    of: 'addressOutsidePool',
    says: 'is not a usable address of the pool',
    advises: `use an address from 10.0.0.1 to 10.0.0.254, ${removed}`,
    given: asking('{value: 192.0.2.1}'),
    addressing: pool,
    follow: [[['192.0.2.1', '10.0.0.254']], without('{value: 192.0.2.1}')],
  },
  {
    of: 'oneAddressOnly',
    says: 'a Gateway gets only one address of the pool',
    advises: 'keep one entry and remove the others',
    given: asking('{value: 10.0.0.1}, {value: 10.0.0.2}'),
    addressing: pool,
    follow: [[[', {value: 10.0.0.2}', '']], [['{value: 10.0.0.1}, ', '']]],
  },
  {
    of: 'addressTaken',
    says: 'is already assigned to Gateway',
    advises: 'use another address of 10.0.0.0/24',
    given:
      asking('{value: 10.0.0.1}') +
      gatewayYaml(http, 'addresses: [{value: 10.0.0.1}]', 'blog').replace(
        'name: web',
        'name: younger',
      ),
    addressing: pool,
    follow: [
      [
        [
          'younger, namespace: blog}\nspec: {gatewayClassName: rauta, listeners: [{name: http, port: 80, protocol: HTTP}], addresses: [{value: 10.0.0.1}]',
          'younger, namespace: blog}\nspec: {gatewayClassName: rauta, listeners: [{name: http, port: 80, protocol: HTTP}], addresses: [{value: 10.0.0.2}]',
        ],
      ],
    ],
  },
  {
    of: 'poolExhausted',
    says: 'No address is free: the pool',
    advises: 'delete a Gateway that is not needed',
    given: gatewayYaml(http) + gatewayYaml(http, '', 'blog'),
    addressing: { mode: 'pool', range: '10.0.0.1/32', assigned: {} },
    follow: [[[gatewayYaml(http, '', 'blog'), '']]],
  },
  {
    of: 'serviceIsAnothers',
    says: 'does not belong to this Gateway (it lacks the',
    advises: 'rename the Gateway, or delete that Service if nobody uses it',
    given: gatewayYaml(http) + ofGateway(good, ''),
    addressing: service,
    follow: [
      [[ofGateway(good, ''), ofGateway(good)]],
      [
        [gatewayYaml(http), gatewayYaml(http).replace('name: web', 'name: front')],
        [ofGateway(good, ''), ofGateway(good, '') + ofGateway(good).replaceAll('web', 'front')],
      ],
    ],
  },
  {
    of: 'targetPortInvalid',
    says: 'is not a number from',
    advises: 'delete the Service. Rauta recreates it',
    given: gatewayYaml(http) + ofGateway('{port: 80, targetPort: web}'),
    addressing: service,
    follow: [[['targetPort: web', 'targetPort: 10000']]],
  },
  {
    of: 'targetPortReserved',
    says: 'is used by Rauta itself',
    advises: 'delete the Service. Rauta recreates it',
    given: gatewayYaml(http) + ofGateway('{port: 80, targetPort: 15001}'),
    addressing: service,
    follow: [[['targetPort: 15001', 'targetPort: 10000']]],
  },
  {
    of: 'targetPortTaken',
    says: 'is already used by port',
    advises: 'delete the Service. Rauta recreates it',
    given:
      gatewayYaml('{name: a, port: 80, protocol: HTTP}, {name: b, port: 81, protocol: HTTP}') +
      ofGateway(`${good.replace('{', '{name: a, ')}, {name: b, port: 81, targetPort: 10000}`),
    addressing: service,
    follow: [
      [['{name: b, port: 81, targetPort: 10000}', '{name: b, port: 81, targetPort: 10001}']],
    ],
  },
  {
    of: 'addressNotOfLoadBalancer',
    says: 'is not an address of the load balancer of Service',
    advises: removed,
    given: asking('{value: 203.0.113.9}') + ofGateway(good),
    addressing: service,
    follow: [[['203.0.113.9', '203.0.113.1']], without('{value: 203.0.113.9}')],
  },
]
