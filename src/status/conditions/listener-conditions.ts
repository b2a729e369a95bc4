// What is said about a Gateway's listener, except its certificates (gateway_types.go). One
// constructor a case; `path` is where the listener stands, such as `spec.listeners[0]`.
import type { Problem } from '../judged.ts'

export const listenerIsAccepted: Problem = {
  reason: 'Accepted',
  message: 'The listener is valid',
}

export const listenerIsResolved: Problem = {
  reason: 'ResolvedRefs',
  message: 'All references of the listener are resolved',
}

export const listenerHasNoConflict: Problem = {
  reason: 'NoConflicts',
  message: 'No other listener claims the same traffic',
}

/** `hasTls`: of a listener with `tls`, which is not to lose it. */
export function unsupportedProtocol(path: string, protocol: string, hasTls: boolean): Problem {
  const served = hasTls ? ['HTTPS', 'TLS'] : ['HTTP', 'HTTPS', 'TLS', 'TCP', 'UDP']
  const meant = served.find((one) => one === protocol.toUpperCase())
  return {
    reason: 'UnsupportedProtocol',
    message: `${path}.protocol: ${protocol} is not supported; use ${meant ?? oneOf(served)}`,
  }
}

/** "The port is not supported by the implementation." */
export function portBeyondRange(path: string, port: number, portOffset: number): Problem {
  return {
    reason: 'PortUnavailable',
    message:
      `${path}.port: ${port} plus the port offset ${portOffset} is ${port + portOffset}, and the ` +
      `highest port is 65535; use a port up to ${65_535 - portOffset}, or a smaller offset`,
  }
}

/** "The port is already in use." */
export function portReserved(path: string, port: number, portOffset: number): Problem {
  const becomes =
    portOffset === 0
      ? ''
      : ` becomes ${port + portOffset} with the port offset ${portOffset}. That port`
  return {
    reason: 'PortUnavailable',
    message: `${path}.port: ${port}${becomes} is used by Rauta itself; use another port`,
  }
}

export function tlsMissing(path: string, protocol: string): Problem {
  return unsupportedValue(
    `${path}.tls: protocol ${protocol} requires tls; add tls: {certificateRefs: [{name: SECRET}]} ` +
      'with the name of a Secret of type kubernetes.io/tls',
  )
}

/** For notes. "This field is ignored if mode is Passthrough" (ListenerTLSConfig). */
export function certificatesUnused(path: string): string {
  return (
    `${path}.tls.certificateRefs: has no effect with mode: Passthrough, because the backends ` +
    'terminate TLS; remove the field'
  )
}

export function certificateRefsMissing(path: string): Problem {
  return unsupportedValue(
    `${path}.tls.certificateRefs: must name at least one certificate; add a Secret of type ` +
      'kubernetes.io/tls',
  )
}

export function passthroughUnsupported(path: string): Problem {
  return unsupportedValue(
    `${path}.tls.mode: Passthrough is not supported with protocol HTTPS; use Terminate with ` +
      'certificateRefs, or protocol TLS',
  )
}

/** "MUST set the Accepted condition to False … UnsupportedValue" (GEP-5224): what guards is never left out. */
export function listenerFiltersNotServed(path: string): Problem {
  return unsupportedValue(
    `${path}.filters: filters of a listener are not supported; let the backends do their work, and ` +
      'remove the field. Until then, the listener is not served, because ignoring filters could be unsafe',
  )
}

/** "IPs are not allowed" (Hostname). */
export function listenerHostnameIsAddress(path: string, hostname: string): Problem {
  return unsupportedValue(
    `${path}.hostname: ${hostname} is an IP address, but only DNS names are allowed; use a DNS ` +
      'name, or remove the hostname to accept every name and address',
  )
}

export function selectorMissing(path: string): Problem {
  return unsupportedValue(
    `${path}.allowedRoutes.namespaces.selector: is required with from: Selector; ` +
      'add selector: {matchLabels: {kubernetes.io/metadata.name: NAMESPACE}}, or use from: Same',
  )
}

export function selectorInvalid(path: string, mistake: string): Problem {
  return unsupportedValue(`${path}.allowedRoutes.namespaces.selector.${mistake}`)
}

export function invalidRouteKinds(
  path: string,
  kinds: readonly string[],
  carried: readonly { readonly group: string; readonly kind: string }[],
): Problem {
  const usable = carried.map(({ group, kind }) => `{group: ${group}, kind: ${kind}}`)
  const fix =
    usable.length === 0 ? 'its protocol supports no kind of route' : `use ${oneOf(usable)}`
  return {
    reason: 'InvalidRouteKinds',
    message: `${path}.allowedRoutes.kinds: ${kinds.join(', ')} cannot be attached to this listener; ${fix}`,
  }
}

/** "all indistinct Listeners must not be accepted": there is no winner inside one Gateway. */
export function conflictInGateway(
  path: string,
  conflict: {
    readonly reason: 'ProtocolConflict' | 'HostnameConflict'
    readonly port: number
    readonly others: readonly string[]
    /** Of all of them, where nothing else could tell them apart. */
    readonly sameProtocol: string | undefined
  },
): Problem {
  const { reason, port, others, sameProtocol } = conflict
  const [field, claimed, fix] =
    reason === 'HostnameConflict'
      ? ['hostname', ' with the same hostname', 'give each listener its own hostname or port']
      : sameProtocol === undefined
        ? ['protocol', ' with another protocol', 'give each protocol its own port']
        : ['port', ` for protocol ${sameProtocol}`, 'give each listener its own port']
  return {
    reason,
    message:
      `${path}.${field}: ${others.join(', ')} also ${others.length === 1 ? 'claims' : 'claim'} ` +
      `port ${port}${claimed}; ${fix}. None of the conflicting listeners is served`,
  }
}

/** Between Gateways that share an address the older keeps what both claim. */
export function conflictWithGateway(
  path: string,
  conflict: {
    readonly reason: 'ProtocolConflict' | 'HostnameConflict'
    readonly port: number
    readonly hostname: string
    /** What the winner speaks on that port. */
    readonly protocol: string
    /** `listener` undefined: it is a ListenerSet's, which may not be everybody's to know. */
    readonly winner: { readonly gateway: string; readonly listener: string | undefined }
  },
): Problem {
  const { reason, port, hostname, protocol, winner } = conflict
  const held = winner.listener === undefined ? 'a ListenerSet' : `listener "${winner.listener}"`
  const holder =
    `${held} of Gateway ${winner.gateway}, which has the same address and is older (or equally ` +
    'old and first in alphabetical order)'
  return {
    reason,
    message:
      reason === 'ProtocolConflict'
        ? `${path}.port: port ${port} is already used for protocol ${protocol} by ${holder}; use another ` +
          'port'
        : `${path}.hostname: port ${port} with ${spoken(hostname)} is already used by ${holder}; ` +
          'use another hostname or port, or attach the routes to that Gateway',
  }
}

/**
 * "Controllers MUST detect the presence of overlapping hostnames and MAY detect the presence of overlapping
 * certificates … finds that both are true, it SHOULD set the "OverlappingCertificates" Reason". One at least.
 */
export function overlappingTls(
  path: string,
  overlap: {
    /** The other listener. */
    readonly hostname: string | undefined
    /** `name` is in a certificate of this listener. */
    readonly certificate: { readonly name: string; readonly other: string } | undefined
  },
): Problem {
  const { hostname, certificate } = overlap
  const found = [
    certificate &&
      `${path}.tls.certificateRefs: a certificate of this listener and one of ${certificate.other} on ` +
        `the same port are both valid for ${certificate.name}; if this is not intended, use certificates whose names ` +
        'do not overlap',
    hostname !== undefined &&
      `${path}.hostname: ${hostname} on the same port has an overlapping hostname; if this is not ` +
        'intended, use hostnames that do not overlap',
    'A client that reuses a connection for a hostname of the other listener gets 421 Misdirected ' +
      'Request (protocol HTTPS) or reaches the wrong backend (protocol TLS)',
  ]
  return {
    reason: certificate ? 'OverlappingCertificates' : 'OverlappingHostnames',
    message: found.filter((sentence) => sentence !== undefined && sentence !== false).join('. '),
  }
}

/** Programmed of a listener that is in no snapshot. */
export function listenerNotProgrammed(why: string): Problem {
  return { reason: 'Invalid', message: `The listener is not served: ${why}` }
}

function oneOf(words: readonly string[]): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`
}

export function spoken(hostname: string): string {
  return hostname === '' ? 'no hostname' : `hostname ${hostname}`
}

function unsupportedValue(message: string): Problem {
  return { reason: 'UnsupportedValue', message }
}
