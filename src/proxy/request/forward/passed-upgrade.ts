// Whether an endpoint is asked for the protocol that a client asked for. Where it is not, the request goes as
// what it also is, a plain one: "a server MAY ignore a received Upgrade header field" (RFC 9110 §7.8).
import type { Backend, HttpRule } from '../../../snapshot/routing-snapshot.ts'
import type { RequestHead } from '../../words/exchange.ts'
import { protocolFor } from './forwarders.ts'

/** WebSocket always, another one if the backend is said to speak it; by HTTP/2 none (RFC 9113 §8.6). */
export function passedUpgrade(
  { upgrade }: RequestHead,
  { rule, backend }: { readonly rule: HttpRule; readonly backend: Backend },
): string | undefined {
  if (upgrade === undefined || protocolFor(rule, backend) !== 'http1') return undefined
  const name = upgrade.toLowerCase()
  return name === 'websocket' || backend.upgrades?.includes(name) ? upgrade : undefined
}
