// Snapshots of nothing but listeners.
import type { HttpListener, Listener, RoutingSnapshot } from '../../snapshot/routing-snapshot.ts'

/** `name` is `GATEWAY/LISTENER`, in namespace `ns`. */
export function listener(name: string, more: Partial<HttpListener> = {}): HttpListener {
  const [gateway = '', own = ''] = name.split('/')
  return {
    name: `gateway/ns/${gateway}/listener/${own}`,
    gateway: `gateway/ns/${gateway}`,
    protocol: 'HTTP',
    address: '0.0.0.0',
    port: 80,
    clientPort: 80,
    hostname: '',
    hosts: [],
    ...more,
  }
}

export function snapshotOfListeners(listeners: readonly Listener[]): RoutingSnapshot {
  return { listeners, backends: {}, endpoints: {}, certificates: {}, caBundles: {} }
}
