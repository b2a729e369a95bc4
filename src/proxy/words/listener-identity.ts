// What makes a TLS listener the one that it is to a connection: its Gateway, its hostname, what it shows and
// whom it trusts. One that was renamed, or moved to a ListenerSet, is still the same. What it shows and trusts
// is the same by its name, whatever is in it now, or by its content, wherever that is kept now.
import { createHash } from 'node:crypto'
import type {
  CaBundle,
  Certificate,
  HttpListener,
  RoutingSnapshot,
} from '../../snapshot/routing-snapshot.ts'

export interface ListenerIdentity {
  readonly byName: string
  readonly byContent: string
}

export function listenerIdentity(
  { gateway, hostname, tls }: HttpListener,
  { certificates, caBundles }: Pick<RoutingSnapshot, 'certificates' | 'caBundles'>,
): ListenerIdentity {
  const shown = tls?.certificates ?? []
  const { mode, caBundles: trusted = [] } = tls?.clientValidation ?? {}
  const contents = (names: readonly string[], of: Readonly<Record<string, Holder>>) =>
    names.map((name) => (Object.hasOwn(of, name) ? digestOf(of[name]!) : name))
  return {
    byName: JSON.stringify([gateway, hostname, shown, mode, trusted]),
    byContent: JSON.stringify([
      gateway,
      hostname,
      contents(shown, certificates),
      mode,
      contents(trusted, caBundles),
    ]),
  }
}

export function isSameListener(
  one: ListenerIdentity | undefined,
  other: ListenerIdentity,
): boolean {
  if (one === undefined) return false
  return one.byName === other.byName || one.byContent === other.byContent
}

type Holder = Certificate | CaBundle

const digests = new WeakMap<Holder, string>()

function digestOf(holder: Holder): string {
  return digests.getOrInsertComputed(holder, () => {
    const pem = 'certificateChain' in holder ? holder.certificateChain : holder.certificates
    return createHash('sha256').update(pem).digest('base64')
  })
}
