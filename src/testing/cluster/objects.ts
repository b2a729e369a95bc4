// Objects as an API server has them, for tests.
import type { StoredObject } from './api-server.ts'

export const routes = '/apis/gateway.networking.k8s.io/v1/httproutes'
export const gateways = '/apis/gateway.networking.k8s.io/v1/gateways'
export const services = '/api/v1/services'
export const secrets = '/api/v1/secrets'

export function routeObject(name: string, path = '/', over: object = {}): StoredObject {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name, namespace: 'shop', managedFields: [{ manager: 'kubectl' }] },
    spec: {
      parentRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'web' }],
      rules: [{ matches: [{ path: { type: 'PathPrefix', value: path } }] }],
    },
    ...over,
  }
}

export function serviceObject(name: string, port = 80): StoredObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'shop' },
    spec: { type: 'ClusterIP', clusterIP: '10.0.0.1', ports: [{ port }], ipFamilies: ['IPv4'] },
  }
}
