// Who gets no session whatever the rule says.
import { hostPort } from '../words/host-port.ts'
import type { Client } from './local-socket.ts'
import type { UpstreamNames } from './upstream.ts'

export function whyUnwelcome(
  { address, port }: Client,
  upstreamNames: Pick<UpstreamNames, 'has'>,
): 'source-port-zero' | 'loop' | undefined {
  // It is forged. Nobody can be answered there, and node:dgram throws where it is tried.
  if (port === 0) return 'source-port-zero'
  // This gateway itself: a backend leads back here, and each round would open one more session, for ever.
  // By way of another gateway it can't be seen: nothing in UDP counts hops.
  return upstreamNames.has(hostPort(address, port)) ? 'loop' : undefined
}
