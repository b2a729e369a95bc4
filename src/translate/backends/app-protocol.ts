// What is spoken to a Service's port, by its appProtocol. "Implementations supporting appProtocol SHOULD
// recognize the Kubernetes Standard Application Protocols defined in KEP-3726" (httproute_types.go):
// kubernetes.io/h2c, ws and wss; a name with no prefix is one of IANA's, where `http` and `https` are
// those that an HTTPRoute can speak. Whether it is spoken by TLS is a BackendTLSPolicy's to say.
import type { Backend } from '../../snapshot/routing-snapshot.ts'

interface Spoken {
  readonly protocol: Backend['protocol']
  readonly isSecure?: boolean
}

const spoken: ReadonlyMap<string, Spoken> = new Map([
  ['http', { protocol: 'http1' }],
  ['https', { protocol: 'http1', isSecure: true }],
  ['kubernetes.io/h2c', { protocol: 'h2c' }],
  ['kubernetes.io/ws', { protocol: 'http1' }],
  ['kubernetes.io/wss', { protocol: 'http1', isSecure: true }],
])

export const servedAppProtocols: readonly string[] = [...spoken.keys()]

/** Undefined where it is not spoken. None given means HTTP/1.1. */
export function protocolOf(appProtocol: string | undefined): Backend['protocol'] | undefined {
  return appProtocol ? spokenAs(appProtocol)?.protocol : 'http1'
}

/** It is TLS by its name, so that there is no speaking it in the clear. */
export function needsTls(appProtocol: string | undefined): boolean {
  return spokenAs(appProtocol ?? '')?.isSecure === true
}

/** IANA's service names have no case (RFC 6335 §5.1). */
function spokenAs(appProtocol: string): Spoken | undefined {
  return spoken.get(appProtocol.includes('/') ? appProtocol : appProtocol.toLowerCase())
}
