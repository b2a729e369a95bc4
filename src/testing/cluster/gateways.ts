// Gateways, what stands behind them and what is said of them, for tests.
import type { GatewayFacts } from '../../facts/gateway-facts.ts'
import type { EndpointSlice, Service, ServicePort } from '../../resources/core.ts'
import type { Gateway, GatewayClass } from '../../resources/gateway-api.ts'
import { portOf } from '../../resources/gateway-port.ts'
import type { Resource, ResourceSet } from '../../resources/resource-set.ts'
import { ResourceStore } from '../../resources/resource-store.ts'
import { allListenersBound, type BindReport } from '../../snapshot/bind-report.ts'
import { listenerName, objectName } from '../../snapshot/names.ts'
import type { GatewayStatus } from '../../status/object-status.ts'
import { condition, ours } from './statuses.ts'

export function gatewayObject(
  name: string,
  {
    namespace = 'shop',
    className = 'rauta',
    ports = [80],
    uid = `uid-${namespace}-${name}`,
    born = '2026-01-01T00:00:00Z',
    spec = {},
  }: {
    namespace?: string
    className?: string
    ports?: readonly number[]
    uid?: string
    born?: string
    spec?: Partial<Gateway['spec']>
  } = {},
): Gateway {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name, namespace, uid, creationTimestamp: born, generation: 1 },
    spec: {
      gatewayClassName: className,
      listeners: ports.map((port) => ({
        name: `on-${port}`,
        port,
        protocol: 'HTTP',
        allowedRoutes: { namespaces: { from: 'Same' } },
      })),
      ...spec,
    },
  }
}

export function gatewayClass(name: string, controllerName = ours): GatewayClass {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'GatewayClass',
    metadata: { name, uid: `uid-${name}` },
    spec: { controllerName },
  }
}

/** All its listeners are served, unless others are given. */
export function gatewayFacts(
  { metadata, spec }: Gateway,
  addresses: readonly string[] = ['192.0.2.1'],
  over: Partial<GatewayFacts> = {},
): GatewayFacts {
  const gateway = `${metadata.namespace}/${metadata.name}`
  return {
    gateway,
    addresses: addresses.map((value) => ({ type: 'IPAddress', value })),
    listeners: spec.listeners.map((listener) => ({
      name: listenerName(objectName('Gateway', gateway), listener.name),
      port: portOf(listener),
      isAccepted: true,
      isServed: true,
    })),
    ...over,
  }
}

/** Every listener is bound. */
export function allBound(facts: readonly GatewayFacts[]): BindReport {
  return allListenersBound(facts.flatMap(({ listeners }) => listeners))
}

/** Served, unless other conditions are given. */
export function said(
  { metadata, spec }: Gateway,
  addresses: readonly string[] = ['192.0.2.1'],
  over: Partial<GatewayStatus['status']> = {},
): GatewayStatus {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    generation: 1,
    status: {
      addresses: addresses.map((value) => ({ type: 'IPAddress', value })),
      conditions: [condition('Accepted'), condition('Programmed')],
      listeners: spec.listeners.map(({ name }) => ({
        name,
        supportedKinds: [],
        attachedRoutes: 0,
        conditions: [condition('Accepted'), condition('Programmed')],
      })),
      ...over,
    },
  }
}

/** Of the proxies, in rauta-system. */
export function proxySlice(
  endpoints: EndpointSlice['endpoints'],
  addressType: EndpointSlice['addressType'] = 'IPv4',
): EndpointSlice {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: `rauta-proxies-${addressType.toLowerCase()}`,
      namespace: 'rauta-system',
      labels: { 'kubernetes.io/service-name': 'rauta-proxies' },
    },
    addressType,
    endpoints,
    ports: [],
  }
}

export function ownService(
  name: string,
  ports: readonly (Pick<ServicePort, 'port' | 'protocol'> & { targetPort: number })[] = [],
  labels: Readonly<Record<string, string>> = {},
): Service {
  const of = name.replace(/-[^-]*$/, '')
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name,
      namespace: 'shop',
      labels: {
        'gateway.networking.k8s.io/gateway-name': of,
        'app.kubernetes.io/managed-by': 'rauta',
        'rauta.dev/install': 'rauta',
        ...labels,
      },
    },
    spec: { ports: ports.map((port) => ({ protocol: 'TCP', ...port })) },
  }
}

export function setOf(...resources: readonly Resource[]): ResourceSet {
  const store = new ResourceStore()
  for (const resource of resources) store.put(structuredClone(resource))
  return store.current()
}
