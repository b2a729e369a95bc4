// All forwarders, for what each of them has to keep: HTTP/1.1 in both ways, and HTTP/2.
import type { Forwarder } from '../../../proxy/endpoint-side/forwarder.ts'
import { createForwarders } from '../../../proxy/request/forward/forwarders.ts'
import type { Http1Way } from '../../../proxy/words/http1-way.ts'
import type { Test } from './backends.ts'
import type { Backend } from '../../../snapshot/routing-snapshot.ts'

export interface ForwarderKind {
  /** Begins the title of a test. */
  readonly name: string
  readonly protocol: Backend['protocol']
  readonly http1: Http1Way
}

export const http1Kinds: readonly ForwarderKind[] = [
  { name: 'http1', protocol: 'http1', http1: 'direct' },
  { name: 'http1 reference', protocol: 'http1', http1: 'reference' },
]

export const forwarderKinds: readonly ForwarderKind[] = [
  ...http1Kinds,
  { name: 'h2c', protocol: 'h2c', http1: 'direct' },
]

export function forwarderOf(
  t: Test,
  { protocol, http1 }: ForwarderKind,
  options: { readonly connectTimeoutMs?: number } = {},
): Forwarder {
  const forwarders = createForwarders({ ...options, http1 })
  t.teardown(async () => {
    await Promise.all([forwarders.http1.close(), forwarders.h2c.close()])
  })
  return forwarders[protocol]
}
