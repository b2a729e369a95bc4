// What makes a TLS listener the one that it is to a connection: its Gateway, its hostname, what it shows and
// whom it trusts. One that was renamed, or moved to a ListenerSet, is still the same.
import type { HttpListener } from '../snapshot/routing-snapshot.ts'

export function listenerIdentity(listener: HttpListener): string {
  return identities.getOrInsertComputed(listener, ({ gateway, hostname, tls }) =>
    JSON.stringify([gateway, hostname, tls?.certificates, tls?.clientValidation]),
  )
}

const identities = new WeakMap<HttpListener, string>()
