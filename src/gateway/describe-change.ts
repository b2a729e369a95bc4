// A change of a manifest as facts and as a sentence:
// `HTTPRoute shop/cart changed: 2 rules, live in 4 ms`
import type { ResourceSet } from '../resources/resource-set.ts'
import type { ResourceChange } from '../manifests/watch/applied-objects.ts'

export interface ChangeFacts {
  readonly resource: string
  readonly change: ResourceChange['change']
  /** `2 rules`; empty where there is nothing to count. */
  readonly size: string
}

export function changeFacts(change: ResourceChange, resources: ResourceSet): ChangeFacts {
  const { kind, key } = change
  return { resource: `${kind} ${key}`, change: change.change, size: sizeOf(change, resources) }
}

export function changeSentence({ resource, change, size }: ChangeFacts, liveMs: number): string {
  const live = `live in ${Math.max(1, Math.round(liveMs))} ms`
  return `${resource} ${change}: ${size === '' ? live : `${size}, ${live}`}`
}

function sizeOf({ kind, key }: ResourceChange, resources: ResourceSet): string {
  switch (kind) {
    case 'HTTPRoute':
    case 'GRPCRoute':
    case 'TLSRoute':
    case 'TCPRoute':
    case 'UDPRoute':
      return counted(resources[kind].get(key)?.spec.rules, 'rule')
    case 'Gateway':
      return counted(resources.Gateway.get(key)?.spec.listeners, 'listener')
    case 'ListenerSet':
      return counted(resources.ListenerSet.get(key)?.spec.listeners, 'listener')
    case 'EndpointSlice':
      return counted(resources.EndpointSlice.get(key)?.endpoints, 'endpoint')
    case 'Service':
      return counted(resources.Service.get(key)?.spec.ports, 'port')
    default:
      return ''
  }
}

function counted(list: readonly unknown[] | undefined, what: string): string {
  if (!list) return ''
  return list.length === 1 ? `1 ${what}` : `${list.length} ${what}s`
}
