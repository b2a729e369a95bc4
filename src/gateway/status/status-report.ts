// What `rauta status` says, as its JSON has it; and what of it is wrong.

export interface StatusReport {
  /** Where all this was read. */
  readonly source: string
  readonly gateways: readonly GatewayReport[]
  readonly routes: readonly ObjectReport[]
  /** GatewayClasses, ListenerSets and policies. */
  readonly others: readonly ObjectReport[]
  readonly backends: readonly BackendReport[]
  readonly certificates: readonly CertificateReport[]
  /** Objects with references that lead nowhere, where no status says so. */
  readonly unserved: readonly UnservedReport[]
  /** In manifests, as `rauta check` tells them. */
  readonly mistakes: readonly string[]
  /** `HTTPRoute shop/cart: spec.rules[0].sessionPersistence: …`: it works, and not as it may seem. */
  readonly warnings: readonly string[]
  /** What cannot be known from there. */
  readonly notes: readonly string[]
}

export interface ObjectReference {
  readonly kind: string
  readonly namespace?: string | undefined
  readonly name: string
}

export interface ObjectReport extends ObjectReference {
  readonly problems: readonly Complaint[]
}

/** A condition that says that something is wrong. */
export interface Complaint {
  /** A parent of a route, for example; empty: the object itself. */
  readonly part: string
  readonly type: string
  readonly status: string
  readonly reason: string
  readonly message: string
}

export interface GatewayReport extends ObjectReport {
  readonly className: string
  readonly addresses: readonly string[]
  /** Its own, and those of its ListenerSets. */
  readonly listeners: readonly ListenerReport[]
  /** `HTTPRoute shop/cart`: attached, and nothing says to which listener. */
  readonly routes: readonly string[]
}

export interface ListenerReport {
  readonly name: string
  /** `shop/more`; absent: the Gateway's own. */
  readonly listenerSet: string | undefined
  readonly port: number | undefined
  readonly protocol: string
  /** Empty: any. */
  readonly hostname: string
  /** `127.0.0.1:8080`, where that is known. */
  readonly places: readonly string[]
  readonly isProgrammed: boolean
  readonly attachedRoutes: number
  /** `HTTPRoute shop/cart`, as far as names are known. */
  readonly routes: readonly string[]
  readonly problems: readonly Complaint[]
}

export interface BackendReport {
  /** `service/shop/cart/80`; in a cluster all ports together, `service/shop/cart`. */
  readonly name: string
  /** Those that may be given requests. */
  readonly ready: number
  /** In a cluster: those that are not ready, too. */
  readonly total: number
  /** Absent: only a proxy knows. */
  readonly inFlight?: number
  /** Endpoints that could not be connected to the last time. */
  readonly failing: readonly FailingEndpoint[]
}

export interface FailingEndpoint {
  readonly name: string
  readonly address: string
  /** In a row. */
  readonly failures: number
  /** 0: the next request may try it. */
  readonly ejectedForMs: number
}

export interface CertificateReport {
  readonly name: string
  /** Whom it is made out to; of a bundle, whose certificates are in it. */
  readonly names: readonly string[]
  /** RFC 3339; absent: it cannot be read. */
  readonly notAfter?: string
  /** Whole days; negative: it has ended. */
  readonly daysLeft?: number
}

export interface UnservedReport extends ObjectReference {
  readonly message: string
}

const soonDays = 14

export function isGatewayWrong({ problems, listeners }: GatewayReport): boolean {
  return problems.length > 0 || listeners.some((listener) => listener.problems.length > 0)
}

export function isObjectWrong({ problems }: ObjectReport): boolean {
  return problems.length > 0
}

export function isBackendWrong({ ready, failing }: BackendReport): boolean {
  return ready === 0 || failing.length > 0
}

export function isExpired({ daysLeft = -1 }: CertificateReport): boolean {
  return daysLeft < 0
}

export function isExpiringSoon({ daysLeft = -1 }: CertificateReport): boolean {
  return daysLeft >= 0 && daysLeft < soonDays
}

/** How many things work, and deserve a look. */
export function countWarnings({ warnings, certificates }: StatusReport): number {
  return warnings.length + certificates.filter(isExpiringSoon).length
}

/** How many things are wrong; what ends soon is not wrong yet. */
export function countWrong(report: StatusReport): number {
  return [
    report.gateways.filter(isGatewayWrong),
    report.routes.filter(isObjectWrong),
    report.others.filter(isObjectWrong),
    report.backends.filter(isBackendWrong),
    report.certificates.filter(isExpired),
    report.unserved,
    report.mistakes,
  ].reduce((count, { length }) => count + length, 0)
}

/** `HTTPRoute shop/cart` */
export function spokenName({ kind, namespace, name }: ObjectReference): string {
  return namespace === undefined ? `${kind} ${name}` : `${kind} ${namespace}/${name}`
}
