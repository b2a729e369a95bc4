// What is said about the backends that a route names: one constructor a case. `path` is where in the
// route the reference stands, such as `spec.rules[1].backendRefs[0]`; a Service is `namespace/name`.
import type { Condition } from '../condition.ts'
import { aRoute, grantNeeded, type RefusedReference } from '../grant-needed.ts'
import { judged, type Problem } from '../judged.ts'
import { quoted } from '../quoted.ts'

/** Why a reference has no backend; the words are the spec's (RouteConditionResolvedRefs). */
export interface RefProblem extends Problem {
  readonly reason: 'RefNotPermitted' | 'InvalidKind' | 'BackendNotFound' | 'UnsupportedProtocol'
}

/**
 * Of a route with several problems the condition's reason is the first of this order: what a tenant
 * may not do before what is misspelt, then the order in which the spec lists them.
 */
const refReasons = ['RefNotPermitted', 'InvalidKind', 'BackendNotFound', 'UnsupportedProtocol']

export function resolvedRefs(problems: readonly RefProblem[]): Condition {
  const inOrder = problems.toSorted(
    (a, b) => refReasons.indexOf(a.reason) - refReasons.indexOf(b.reason),
  )
  return judged('ResolvedRefs', inOrder, {
    fine: { reason: 'ResolvedRefs', message: 'All backend references are resolved' },
  })
}

/** "the Message of the Condition must explain which cross-namespace reference is not allowed" */
export function refNotPermitted(reference: RefusedReference): RefProblem {
  return { reason: 'RefNotPermitted', message: grantNeeded(reference) }
}

/** "Message of the Condition must explain which kind of resource is unknown or unsupported" */
export function invalidBackendKind(path: string, group: string, kind: string): RefProblem {
  const full = group === '' ? kind : `${kind} of group ${group}`
  return {
    reason: 'InvalidKind',
    message: `${path}: kind ${full} is not supported as a backend; use a Service (kind: Service, group: "")`,
  }
}

/** CVE-2021-25740: "Implementations SHOULD NOT support ExternalName Services" (object_reference_types.go). */
export function externalNameService(path: string, service: string): RefProblem {
  return {
    reason: 'InvalidKind',
    message:
      `${path}: Service ${service} has type ExternalName, which is not supported because its DNS ` +
      'name can point into the cluster (CVE-2021-25740); use a Service with EndpointSlices',
  }
}

/** "Message of the Condition must explain which resource does not exist" */
export function serviceNotFound(
  path: string,
  service: string,
  /** One that may have been meant, in the route's own namespace. */
  nearest?: string,
): RefProblem {
  const fix = nearest === undefined ? 'name or namespace' : `name (there is a Service ${nearest})`
  return {
    reason: 'BackendNotFound',
    message: `${path}: Service ${service} does not exist; create it, or correct the ${fix}`,
  }
}

/** Whether that one exists is its namespace's to know. */
export function serviceNamedByDns(
  path: string,
  service: string,
  meant: { readonly name: string; readonly namespace?: string },
): RefProblem {
  const namespace = meant.namespace === undefined ? '' : ` and namespace: ${meant.namespace}`
  return {
    reason: 'BackendNotFound',
    message:
      `${path}: Service ${service} does not exist, because a reference needs the name of the Service ` +
      `and not its DNS name; write name: ${meant.name}${namespace}`,
  }
}

export function portNotNamed(path: string, service: string, has: readonly number[]): RefProblem {
  return {
    reason: 'BackendNotFound',
    message: `${path}.port: a port is required; Service ${service} has ${ports(has)}`,
  }
}

export function portNotFound(
  path: string,
  target: { readonly service: string; readonly port: number; readonly has: readonly number[] },
): RefProblem {
  const { service, port, has } = target
  return {
    reason: 'BackendNotFound',
    message: `${path}: Service ${service} has no port ${port} (it has ${ports(has)})`,
  }
}

export function portOfOtherTransport(
  path: string,
  target: {
    readonly service: string
    readonly port: number
    readonly protocol: string
    readonly needs: { readonly routeKind: string; readonly transport: 'TCP' | 'UDP' }
  },
): RefProblem {
  const { service, port, protocol, needs } = target
  return {
    reason: 'UnsupportedProtocol',
    message:
      `${path}: port ${port} of Service ${service} is a ${protocol} port, but ` +
      `${aRoute(needs.routeKind)} needs ${needs.transport}; use a ${needs.transport} port`,
  }
}

/** "If a Route is not able to send traffic to the backend using the specified protocol" (HTTPBackendRef) */
export function unsupportedAppProtocol(
  path: string,
  target: {
    readonly service: string
    readonly port: number
    readonly appProtocol: string
    readonly served: readonly string[]
    /** Of these, those that need a BackendTLSPolicy. */
    readonly secure: readonly string[]
    /** What is spoken where there is no appProtocol. */
    readonly usual: string
  },
): RefProblem {
  const { service, port, appProtocol, served, secure, usual } = target
  const byTls = `${secure.join(', ')} with a BackendTLSPolicy for the Service`
  const inClear = served.filter((one) => !secure.includes(one))
  // Who names TLS is not told to do without.
  const use = isOfTls(appProtocol) ? byTls : `${inClear.join(', ')}, none for ${usual}, or ${byTls}`
  return {
    reason: 'UnsupportedProtocol',
    message:
      `${path}: port ${port} of Service ${service} has appProtocol ${quoted(appProtocol)}, which is ` +
      `not supported for backends; use ${use}`,
  }
}

/** `https`, `grpcs`, `kubernetes.io/wss`; `h2` is HTTP/2 over TLS (RFC 9113 §3.2). */
function isOfTls(appProtocol: string): boolean {
  return /(?:^|\/)(?:h2|https.*|wss|grpcs|.*tls.*|.*ssl.*)$/i.test(appProtocol)
}

/** "a BackendTLSPolicy is present that refers to the Service, and the implementation is unable to meet the requirement" */
export function backendTlsInvalid(path: string, service: string, policy: string): RefProblem {
  return {
    reason: 'UnsupportedProtocol',
    message:
      `${path}: BackendTLSPolicy ${policy} requires TLS to Service ${service} but cannot be ` +
      'applied; see the conditions of the policy. Until it is corrected, no traffic goes to the Service',
  }
}

/** What the port speaks is TLS, and nobody says how its endpoints are verified. */
export function backendTlsMissing(
  path: string,
  target: { readonly service: string; readonly port: number; readonly appProtocol: string },
): RefProblem {
  const { service, port, appProtocol } = target
  return {
    reason: 'UnsupportedProtocol',
    message:
      `${path}: port ${port} of Service ${service} has appProtocol ${quoted(appProtocol)}, which ` +
      'requires a BackendTLSPolicy for the Service to verify its endpoints; ' +
      'create one',
  }
}

function ports(has: readonly number[]): string {
  return has.length === 0 ? 'no ports' : has.join(', ')
}
