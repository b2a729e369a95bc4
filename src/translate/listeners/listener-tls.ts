// Whether TLS of a listener ends at the gateway, and what speaks against the way in which it is asked for.
import type { GatewayListener } from '../../resources/gateway-api.ts'
import type { Problem } from '../../status/judged.ts'
import {
  certificateRefsMissing,
  passthroughUnsupported,
  tlsMissing,
} from '../../status/conditions/listener-conditions.ts'

/** HTTPS always does; TLS unless its mode is Passthrough. */
export function terminatesTls({ protocol, tls }: GatewayListener): boolean {
  return protocol === 'HTTPS' || (protocol === 'TLS' && tls?.mode !== 'Passthrough')
}

/** "This field is required if the Protocol field is HTTPS or TLS"; certificates come from references only. */
export function tlsProblems(listener: GatewayListener, path: string): readonly Problem[] {
  const { protocol, tls } = listener
  if (protocol !== 'HTTPS' && protocol !== 'TLS') return []
  if (!tls) return [tlsMissing(path, protocol)]
  if (protocol === 'HTTPS' && tls.mode === 'Passthrough') return [passthroughUnsupported(path)]
  if (!terminatesTls(listener)) return []
  return (tls.certificateRefs ?? []).length === 0 ? [certificateRefsMissing(path)] : []
}
