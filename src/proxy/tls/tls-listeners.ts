// The HTTPS and TLS listeners of one socket with their certificates, compiled from a snapshot. A listener
// whose certificate does not load is left out, alone; a rotation to something that does not load leaves the
// last good one serving, and both are reported. So is one that can't tell whom to trust with its clients.
// One of mode Passthrough needs neither.
import type {
  Certificate,
  HttpListener,
  RoutingSnapshot,
  TlsListener,
} from '../../snapshot/routing-snapshot.ts'
import { type ListenerIdentity, listenerIdentity } from '../words/listener-identity.ts'
import { type ClientTrust, clientTrustOf } from './client-trust.ts'
import { loadCredential, type LoadedCredential } from './credential.ts'
import { ServerNames } from '../routing/server-names.ts'

export type SecureListener = HttpListener | TlsListener

export type LoadedListener = LoadedHttpsListener | LoadedTlsListener

export interface LoadedHttpsListener extends Terminating {
  readonly protocol: 'HTTPS'
  readonly listener: HttpListener
  readonly identity: ListenerIdentity
}

export type LoadedTlsListener =
  | (Terminating & { readonly protocol: 'TLS'; readonly listener: TlsListener })
  | PassingListener

export type TerminatingListener = Exclude<LoadedListener, PassingListener>

interface PassingListener {
  readonly protocol: 'TLS'
  readonly mode: 'Passthrough'
  readonly listener: TlsListener
  readonly hostname: string
}

interface Terminating {
  readonly mode: 'Terminate'
  readonly hostname: string
  /** Never empty. */
  readonly credentials: readonly LoadedCredential[]
  readonly trust: ClientTrust
  /** The same for those that share TLS servers and sessions. */
  readonly shared: string
}

/** What is loaded: of a snapshot. */
export type TlsMaterial = Pick<RoutingSnapshot, 'certificates' | 'caBundles'>

/** By certificate name: what loaded last. */
export type LastGood = ReadonlyMap<string, LoadedCredential>

export interface TlsListeners {
  readonly names: ServerNames<LoadedListener>
  readonly all: readonly LoadedListener[]
  /** By listener name, of those too that are left out. */
  readonly trusts: ReadonlyMap<string, ClientTrust>
  /** By listener name, a sentence. */
  readonly problems: ReadonlyMap<string, string>
  readonly lastGood: LastGood
}

export const noTlsListeners: TlsListeners = {
  names: new ServerNames([]),
  all: [],
  trusts: new Map(),
  problems: new Map(),
  lastGood: new Map(),
}

export function compileTlsListeners(
  listeners: readonly SecureListener[],
  material: TlsMaterial,
  before: LastGood,
): TlsListeners {
  const { certificates, caBundles } = material
  const all: LoadedListener[] = []
  const trusts = new Map<string, ClientTrust>()
  const problems = new Map<string, string>()
  const lastGood = new Map<string, LoadedCredential>()
  for (const listener of listeners) {
    const { name, hostname, tls } = listener
    if (listener.protocol === 'TLS' && !tls) {
      all.push({ protocol: 'TLS', mode: 'Passthrough', listener, hostname })
      continue
    }
    const credentials: LoadedCredential[] = []
    for (const certificate of tls?.certificates ?? []) {
      const { credential, problem } = load(certificate, certificates, before)
      if (problem !== undefined) problems.set(name, problem)
      if (credential === undefined) continue
      lastGood.set(certificate, credential)
      credentials.push(credential)
    }
    const trust = clientTrustOf(tls?.clientValidation, caBundles)
    trusts.set(name, trust)
    if (trust.type === 'unusable') problems.set(name, trust.problem)
    else if (credentials.length > 0)
      all.push(terminating(listener, { credentials, trust }, material))
    else if (!problems.has(name)) problems.set(name, `Listener ${name} has no certificate. Add one`)
  }
  return { names: new ServerNames(all), all, trusts, problems, lastGood }
}

function terminating(
  listener: SecureListener,
  loaded: Pick<Terminating, 'credentials' | 'trust'>,
  material: TlsMaterial,
): LoadedListener {
  const { protocol, gateway, hostname } = listener
  const { trust } = loaded
  const shared = `${protocol} ${gateway} ${trust.type === 'authorities' ? trust.digest : ''}`
  const common = { mode: 'Terminate', hostname, ...loaded, shared } as const
  if (listener.protocol === 'TLS') return { ...common, protocol: 'TLS', listener }
  const identity = listenerIdentity(listener, material)
  return { ...common, protocol: 'HTTPS', listener, identity }
}

interface Loaded {
  readonly credential?: LoadedCredential
  readonly problem?: string
}

function load(
  name: string,
  certificates: Readonly<Record<string, Certificate>>,
  before: LastGood,
): Loaded {
  const certificate = Object.hasOwn(certificates, name) ? certificates[name] : undefined
  if (certificate === undefined) return { problem: `Certificate ${name} is missing. Create it` }
  const credential = loadCredential(certificate)
  if (credential.type === 'loaded') return { credential }
  const last = before.get(name)
  if (last === undefined) return { problem: credential.problem }
  return {
    credential: last,
    problem: `${credential.problem}. Until then, the last valid one stays in use`,
  }
}
