// What one proxy says of itself, and how it stands in its Lease: a Lease, since it must be renewed to
// count, and annotations, since a Lease has no other place for more. Everyone can read it with kubectl.
import { isIP } from 'node:net'
import type { ApiObject } from '../api/api-object.ts'
import { isRecord } from '../api/api-error.ts'

export interface ProxyReport {
  /** The pod's. */
  readonly name: string
  readonly node: string
  /** Where clients reach the node. */
  readonly addresses: readonly string[]
  /** By `NAMESPACE/NAME` of a Gateway: the digest of its listeners as applied. */
  readonly live: Readonly<Record<string, string>>
  /** By a listener's name: why it is not bound. */
  readonly notBound: Readonly<Record<string, string>>
}

export const reportAnnotation = {
  node: 'rauta.dev/node',
  addresses: 'rauta.dev/addresses',
  live: 'rauta.dev/live',
  notBound: 'rauta.dev/not-bound',
} as const

export function proxyLabels(install: string): Readonly<Record<string, string>> {
  return { 'rauta.dev/install': install, 'rauta.dev/role': 'proxy' }
}

export function proxyLeaseName(install: string, podName: string): string {
  return `${install}-proxy-${podName}`
}

export function byNodeAndName(a: ProxyReport, b: ProxyReport): number {
  return `${a.node} ${a.name}` < `${b.node} ${b.name}` ? -1 : 1
}

/** What cannot be read of it is as if it had not been said: nothing of it is live. */
export function proxyOfLease({ metadata, spec }: ApiObject): ProxyReport {
  const { annotations = {} } = metadata
  const holder = isRecord(spec) ? spec['holderIdentity'] : undefined
  const name = typeof holder === 'string' && holder !== '' ? holder : metadata.name
  const addresses = (annotations[reportAnnotation.addresses] ?? '').split(',')
  return {
    name,
    node: annotations[reportAnnotation.node] || name,
    addresses: addresses.filter((address) => isIP(address) !== 0),
    live: textsOf(annotations[reportAnnotation.live]),
    notBound: textsOf(annotations[reportAnnotation.notBound]),
  }
}

function textsOf(json: string | undefined): Readonly<Record<string, string>> {
  const value = parsed(json ?? '')
  if (!isRecord(value)) return {}
  return Object.fromEntries(
    Object.entries(value).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  )
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    // Somebody else wrote it.
    return undefined
  }
}
