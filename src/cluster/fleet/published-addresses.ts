// Which addresses a Gateway is told to have where all nodes serve all Gateways. By the order of nodes,
// not of pods: a rollout changes no address, and their order does not change either.
import type { ProxyReport } from './proxy-report.ts'

/** "+kubebuilder:validation:MaxItems=16" of Gateway.status.addresses (gateway_types.go). */
const mostAddresses = 16

/** `proxies` by node. */
export function publishedAddresses(proxies: readonly ProxyReport[]): readonly string[] {
  return [...new Set(proxies.flatMap(({ addresses }) => addresses))].slice(0, mostAddresses)
}
