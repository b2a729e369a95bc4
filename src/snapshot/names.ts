// The names in a snapshot say where each thing comes from, in the user's words. This is their whole grammar:
// they are built here and taken apart here. Names of Kubernetes have no `/`.

/** What names begin with, in lower case. */
const kinds = [
  'Gateway',
  'ListenerSet',
  'HTTPRoute',
  'GRPCRoute',
  'TLSRoute',
  'TCPRoute',
  'UDPRoute',
] as const

type Kind = (typeof kinds)[number]

/** `httproute/NAMESPACE/NAME` */
export type ObjectName<K extends Kind = Kind> = `${Lowercase<K>}/${string}/${string}`
export type ListenerName = `${ObjectName<'Gateway' | 'ListenerSet'>}/listener/${string}`
export type RuleName = `${ObjectName}/rule/${number}`
export type MatchName = `${RuleName}/match/${number}`
export type BackendRefName = `${RuleName}/backendRef/${number}`
/** `service/NAMESPACE/NAME/PORT`; of UDP `…/PORT/udp`. */
export type BackendName = `service/${string}/${string}/${number}${'' | '/udp'}`

export interface ServicePortName {
  readonly namespace: string
  readonly service: string
  readonly port: number
  readonly transport: 'TCP' | 'UDP'
}

/** `key` is `NAMESPACE/NAME`. */
export function objectName<K extends Kind>(kind: K, key: string): ObjectName<K> {
  // What toLowerCase gives, the type of a string does not say.
  const lower = kind.toLowerCase() as Lowercase<K>
  return `${lower}/${key}` as ObjectName<K>
}

export function listenerName(
  owner: ObjectName<'Gateway' | 'ListenerSet'>,
  listener: string,
): ListenerName {
  return `${owner}/listener/${listener}`
}

export function ruleName(route: ObjectName, index: number): RuleName {
  return `${route}/rule/${index}`
}

export function matchName(rule: RuleName, index: number): MatchName {
  return `${rule}/match/${index}`
}

export function backendRefName(rule: RuleName, index: number): BackendRefName {
  return `${rule}/backendRef/${index}`
}

export function backendName({ namespace, service, port, transport }: ServicePortName): BackendName {
  return `service/${namespace}/${service}/${port}${transport === 'UDP' ? '/udp' : ''}`
}

export interface NameParts {
  /** As in a manifest: `HTTPRoute`. */
  readonly kind: string
  readonly namespace: string
  readonly name: string
  /** Of a listener's name. */
  readonly listener?: string
  /** Of the name of a rule or of a part of one: its index. */
  readonly rule?: number
}

/** Of all names but those of backends. */
export function nameParts(full: string): NameParts {
  const [lower = '', namespace = '', name = '', part, of = ''] = full.split('/')
  return {
    kind: kinds.find((kind) => kind.toLowerCase() === lower) ?? lower,
    namespace,
    name,
    ...(part === 'listener' && { listener: of }),
    ...(part === 'rule' && { rule: Number(of) }),
  }
}

/** Throws on anything else: only translated routes make these names. */
export function backendParts(name: string): ServicePortName {
  const [kind, namespace, service, port, udp, ...more] = name.split('/')
  const isUdp = udp === 'udp'
  if (kind !== 'service' || !namespace || !service || !port || more.length > 0 || (udp && !isUdp)) {
    throw new Error(`Not the name of a backend: ${name}`)
  }
  return { namespace, service, port: Number(port), transport: isUdp ? 'UDP' : 'TCP' }
}
