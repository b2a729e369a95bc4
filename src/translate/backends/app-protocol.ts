// What is spoken to a Service's port, by its appProtocol. "Implementations supporting appProtocol SHOULD
// recognize the Kubernetes Standard Application Protocols defined in KEP-3726" (httproute_types.go):
// kubernetes.io/h2c, ws and wss; a name with no prefix is one of IANA's, where `http` is the only one
// that an HTTPRoute can speak without TLS.
import type { Backend } from '../../snapshot/routing-snapshot.ts'

const spoken: ReadonlyMap<string, Backend['protocol']> = new Map([
  ['http', 'http1'],
  ['kubernetes.io/h2c', 'h2c'],
  ['kubernetes.io/ws', 'http1'],
])

export const servedAppProtocols: readonly string[] = [...spoken.keys()]

/** Undefined where it is not spoken. None given means HTTP/1.1. */
export function protocolOf(appProtocol: string | undefined): Backend['protocol'] | undefined {
  return appProtocol ? spoken.get(appProtocol) : 'http1'
}
