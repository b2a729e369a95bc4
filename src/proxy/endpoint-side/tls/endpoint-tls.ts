// How TLS is spoken to a backend's endpoints: the words of the snapshot, made ready once and kept for as
// long as all of them are the same objects. Connections are kept by this object, so that none that was
// verified for one policy, or shown one Gateway's certificate, ever carries what another asked for.
import { constants } from 'node:crypto'
import type { SecureContext } from 'node:tls'
import { nodeTls } from '../../../snapshot/node-tls.ts'
import type {
  Backend,
  BackendTls,
  CaBundle,
  Certificate,
  RoutingSnapshot,
} from '../../../snapshot/routing-snapshot.ts'

export interface EndpointTls {
  readonly settings: BackendTls
  readonly bundles: readonly CaBundle[]
  /** Shown to endpoints that ask for one. */
  readonly certificate: Certificate | undefined
  readonly context: SecureContext
}

type Tables = Pick<RoutingSnapshot, 'caBundles' | 'certificates'>

/**
 * Undefined only where the backend is spoken to in the clear. `certificate` is a listener's
 * `backendCertificate`. Throws where the snapshot lacks what it names: nothing is sent then.
 */
export function endpointTlsOf(
  tables: Tables,
  { tls: settings }: Pick<Backend, 'tls'>,
  certificate: string | undefined,
): EndpointTls | undefined {
  if (!settings) return undefined
  const byCertificate = prepared.getOrInsertComputed(settings, () => new Map())
  const known = byCertificate.get(certificate ?? '')
  if (known && isUpToDate(known, tables)) return known
  const made = prepare(settings, tables, certificate)
  byCertificate.set(certificate ?? '', made)
  return made
}

/** Whether a request of that snapshot would be given these settings. */
export function isCurrent(tls: EndpointTls, snapshot: RoutingSnapshot): boolean {
  const { settings } = tls
  return (
    isUpToDate(tls, snapshot) &&
    Object.values(snapshot.backends).some((backend) => backend.tls === settings)
  )
}

/** By the name of the client certificate; it goes when the policy does. */
const prepared = new WeakMap<BackendTls, Map<string, EndpointTls>>()

function isUpToDate({ bundles, certificate }: EndpointTls, tables: Tables): boolean {
  return (
    bundles.every((bundle) => tables.caBundles[bundle.name] === bundle) &&
    (!certificate || tables.certificates[certificate.name] === certificate)
  )
}

function prepare(
  settings: BackendTls,
  tables: Tables,
  certificateName: string | undefined,
): EndpointTls {
  const { trust } = settings
  const bundles =
    trust === 'System' ? [] : trust.map((name) => demanded(tables.caBundles[name], name))
  // An empty list would mean whom Node.js trusts.
  if (trust !== 'System' && bundles.length === 0)
    throw new Error(`${settings.hostname} cannot be verified: its policy names no CA certificates`)
  const certificate =
    certificateName === undefined
      ? undefined
      : demanded(tables.certificates[certificateName], certificateName)
  const context = nodeTls().createSecureContext({
    // An endpoint that begins the handshake anew, as often as it likes, has us pay for each; and HTTP/2
    // forbids it (RFC 9113 §9.2.1).
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
    // Whatever is in a bundle may vouch, be it a root or signed by another.
    ...(trust !== 'System' && {
      ca: bundles.map(({ certificates }) => certificates),
      allowPartialTrustChain: true,
    }),
    ...(certificate && {
      cert: certificate.certificateChain,
      key: certificate.privateKey.reveal(),
    }),
  })
  return { settings, bundles, certificate, context }
}

function demanded<T>(found: T | undefined, name: string): T {
  if (found) return found
  throw new Error(`The snapshot has no ${name}`)
}
